/** Random schedules; a seed makes them the same again. */

import fc from 'fast-check';
import type { Mutation } from './mutation.ts';
import { type Plan, run } from './world.ts';

const plans: fc.Arbitrary<Plan> = fc.record({
  version: fc.constantFrom(4 as const, 5 as const),
  serverMaximum: fc.integer({ min: 1, max: 6 }),
  clientMaximum: fc.integer({ min: 1, max: 6 }),
  handsOnAt: fc.constantFrom('publish' as const, 'pubrel' as const),
  steps: fc.array(fc.integer({ min: 0, max: 1023 }), { maxLength: 70, size: 'max' }),
});

export interface Findings {
  readonly runs: number;
  /** The smallest schedule that shows the fault; undefined when there is none. */
  readonly plan: Plan | undefined;
  readonly message: string;
}

export function search(runs: number, seed: number, mutation: () => Mutation): Findings {
  const property = fc.property(plans, (plan) => run(plan, mutation()));
  const { counterexample, errorInstance, numRuns } = fc.check(property, { numRuns: runs, seed });
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { runs: numRuns, plan: counterexample?.[0], message };
}
