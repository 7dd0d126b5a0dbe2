/** A worker process of a benchmark: carries a load as its parent says, and ends with it. */

import { CommandFailure, lineOf } from '../errors.ts';
import type { Order, Report } from './crew.ts';
import type { Load } from './load.ts';
import { makeLoad } from './make-load.ts';

/** Milliseconds between two reports. */
const INTERVAL = 100;

let load: Load | undefined;
let reporting: ReturnType<typeof setInterval> | undefined;

// Ctrl-C goes to the parent too, which then says `stop`.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void stop());
process.on('message', (order: Order) => {
  carryOut(order).catch((error: unknown) => {
    const code = error instanceof CommandFailure ? error.code : 'failed';
    report({ type: 'failed', code, message: lineOf(error) });
  });
});

async function carryOut(order: Order): Promise<void> {
  if (order.type === 'stop') return stop();
  if (order.type === 'prepare') {
    load = makeLoad(order.plan);
    await load.prepare();
    report({ type: 'ready' });
    return;
  }
  if (load === undefined) return;
  reporting = setInterval(() => tell('tally'), INTERVAL);
  await load.run();
  tell('done');
}

async function stop(): Promise<void> {
  clearInterval(reporting);
  tell('tally');
  await load?.stop();
  if (process.connected) process.disconnect();
}

function tell(type: 'tally' | 'done'): void {
  if (load !== undefined) report({ type, tally: load.tally.state() });
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}
