/** One measurement of `bench:client` in a process of its own: prints what it found. */

import { settleAllocator } from '../allocator.ts';
import { connects, idle } from './many.ts';
import { Meter } from './meter.ts';
import { feedOurs } from './ours.ts';
import { roundTrip } from './round-trip.ts';
import { EXCHANGES, type Side, type Work } from './sides.ts';
import type { Measured, Target, Task } from './target.ts';

await settleAllocator();
const [name = '', side = '', target = '', task = ''] = process.argv.slice(2);
console.log(JSON.stringify(await measure(name, side as Side, JSON.parse(target) as Target)));
process.exit();

async function measure(what: string, who: Side, where: Target): Promise<unknown> {
  if (what === 'round-trip') return roundTrip(who, where);
  if (what === 'idle') return idle(who, where);
  if (what === 'connects') return connects(who, where);
  const exchange = JSON.parse(task) as Task;
  if (what === 'feed') return feedOurs(where, exchange);
  const meter = new Meter();
  const messages = await EXCHANGES[what as Work][who](where, exchange, meter);
  return { messages, ...meter.result } satisfies Measured;
}
