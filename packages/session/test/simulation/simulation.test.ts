/**
 * Whatever happens: QoS 2 arrives exactly once and QoS 1 at least once, in order, no quota is exceeded, every mark
 * settles, nothing is left over. SIMULATION_RUNS and SIMULATION_SEED choose the schedules.
 */

import { expect, it } from 'vitest';
import { search } from './schedules.ts';

const runs = Number(process.env['SIMULATION_RUNS'] ?? 10_000);
const seed = Number(process.env['SIMULATION_SEED'] ?? 20_240_229);

it(`${runs} schedules of publishes, cuts, restarts and lost sessions end well`, {
  timeout: 600_000,
}, () => {
  expect(search(runs, seed, () => ({}))).toEqual({ runs, plan: undefined, message: 'null' });
});
