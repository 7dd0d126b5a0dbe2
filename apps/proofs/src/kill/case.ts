/** One kill: a life that ends by `kill -9` at a given place, a second one that finishes, and what arrived. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { within } from '../bounded.ts';
import { DIRECTIONS, type Direction, type Exchange } from '../exchange.ts';
import type { Observer } from '../observer.ts';
import { PlainClient } from '../plain-client.ts';
import { acknowledgedIn, type Extent, type Passed, Relay } from '../relay.ts';
import type { Place } from '../stream.ts';
import { judge, type Verdict } from '../verdict.ts';
import { journalAfter, type Kept } from './journal.ts';
import { type Life, type ListenerEnd, Report } from './life.ts';
import { start } from './process.ts';

export type End = Extract<Place, { packet: number }> | ListenerEnd['where'];

export interface Rig {
  readonly port: number;
  readonly observer: Observer;
  /** Folder for the files of the cases. */
  readonly folder: string;
}

export interface Outcome extends Verdict {
  readonly extents: Readonly<Record<Direction, Extent>>;
}

/** Of three messages the first goes alone, the others together. */
const MESSAGES = ['a', 'b', 'c'];

/** `end` undefined: nobody is killed. */
export async function runCase(
  rig: Rig,
  name: string,
  exchange: Exchange,
  end: End | undefined,
): Promise<Outcome> {
  const topic = `kill/${name}`;
  const texts = MESSAGES.map((message) => `${name}-${message}`);
  const folder = join(rig.folder, name);
  mkdirSync(folder);
  const { qos, version, role } = exchange;
  if (role === 'receive') {
    const before = await PlainClient.connect({ port: rig.port, clientId: name, version });
    await before.subscribe(topic, qos);
    await before.disconnect();
    for (const text of texts) await rig.observer.publish(topic, qos, text);
  }
  const relay = await Relay.open(rig.port, version);
  try {
    const first: Life = {
      exchange,
      topic,
      texts,
      port: relay.port,
      clientId: name,
      journal: join(folder, 'journal'),
      report: join(folder, 'report'),
      end: typeof end === 'string' ? { text: texts[1] ?? '', where: end } : undefined,
    };
    const faults: string[] = [];
    if (!(await runFirst(relay, first, end))) faults.push('the place was not reached');
    const extents = { out: relay.extent('out'), in: relay.extent('in') };
    const kept = await journalAfter(first.journal);
    const told = new Report(first.report);
    const open = mayRepeat(exchange, kept, told, relay.passed);
    faults.push(...(await runSecond(rig, first)));
    const arrived = await arrivals(rig, first, texts);
    if (role === 'receive') faults.push(...unfinished(first, texts));
    const beforeBreak = role === 'receive' ? told.all('delivered').length : undefined;
    return {
      ...judge({ texts, qos, arrived, beforeBreak, mayRepeat: open, faults }),
      extents,
    };
  } finally {
    await relay.close();
  }
}

/** @returns whether it came to the place */
async function runFirst(relay: Relay, life: Life, end: End | undefined): Promise<boolean> {
  const running = start(life);
  if (typeof end !== 'object') {
    const ended = await running.ended;
    return ended === (end === undefined ? '' : 'killed');
  }
  const struck = relay.arm(end, async () => {
    running.kill();
    await running.ended;
  });
  await running.ended;
  // A life that ends by itself may be quicker than the place in its last bytes.
  return within(struck, 'the place', 1000).then(
    () => true,
    () => false,
  );
}

/** @returns what went wrong */
async function runSecond(rig: Rig, first: Life): Promise<readonly string[]> {
  const { role, qos } = first.exchange;
  const fence = `${first.clientId}-end`;
  // The server sends it after everything that it still has: then nothing more can come.
  if (role === 'receive') await rig.observer.publish(first.topic, qos, fence);
  const texts = role === 'receive' ? [...first.texts, fence] : first.texts;
  const ended = await start({ ...first, texts, end: undefined }).ended;
  const faults = [...new Report(first.report).all('error')];
  if (ended !== '') faults.push(`the second life: ${ended}`);
  return faults;
}

async function arrivals(
  rig: Rig,
  { exchange, topic, report }: Life,
  texts: readonly string[],
): Promise<readonly string[]> {
  if (exchange.role === 'publish') return rig.observer.arrivals(topic);
  return new Report(report).all('delivered').filter((text) => texts.includes(text));
}

/** What a listener was given and never got through with: an application has lost it. */
function unfinished({ report }: Life, texts: readonly string[]): readonly string[] {
  const returned = new Report(report).all('returned');
  return texts
    .filter((text) => !returned.includes(text))
    .map((text) => `no listener got through with ${text}`);
}

/**
 * Published at QoS 1: what the journal did not know as acknowledged. Received at QoS 1: what the server had no PUBACK
 * of. Received at QoS 2: what was delivered without a record of that. Published at QoS 2: nothing.
 */
function mayRepeat(
  { role, qos }: Exchange,
  kept: Kept,
  told: Report,
  passed: readonly Passed[],
): ReadonlySet<string> {
  if (role === 'publish') return new Set(qos === 1 ? kept.outgoing : []);
  const delivered = told.all('delivered');
  if (qos === 2) return new Set(delivered.filter((text) => kept.incoming.includes(text)));
  const acknowledged = acknowledgedIn(passed);
  return new Set(delivered.filter((text) => !acknowledged.includes(text)));
}

/** Every place of an exchange, from a run in which nobody was killed. */
export function endsOf({ role }: Exchange, extents: Outcome['extents']): readonly End[] {
  const ends: End[] = [];
  for (const direction of DIRECTIONS) {
    for (let packet = 1; packet <= extents[direction].packets; packet++) {
      ends.push({ direction, packet, side: 'before' }, { direction, packet, side: 'after' });
    }
  }
  if (role === 'receive') ends.push('in the listener', 'behind the listener');
  return ends;
}
