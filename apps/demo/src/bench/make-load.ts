/** The loads, by their kind. */

import { ConnLoad } from './conn-load.ts';
import type { Load, LoadPlan } from './load.ts';
import { PubLoad } from './pub-load.ts';
import { SubLoad } from './sub-load.ts';

const LOADS: Readonly<Record<LoadPlan['kind'], new (plan: LoadPlan) => Load>> = {
  pub: PubLoad,
  sub: SubLoad,
  conn: ConnLoad,
};

export function makeLoad(plan: LoadPlan): Load {
  return new LOADS[plan.kind](plan);
}
