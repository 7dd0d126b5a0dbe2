/** One cut: a connection that is reset after a given byte, then resumed by the same client, and what arrived. */

import { wait, within } from '../bounded.ts';
import { DIRECTIONS, type Direction, type Exchange } from '../exchange.ts';
import type { Observer } from '../observer.ts';
import { PlainClient } from '../plain-client.ts';
import { acknowledgedIn, type Extent, type Passed, Relay } from '../relay.ts';
import type { Place } from '../stream.ts';
import { judge, type Verdict } from '../verdict.ts';
import { Application, type Resume } from './application.ts';

export type Cut = Extract<Place, { byte: number }>;

export interface Rig {
  readonly port: number;
  readonly observer: Observer;
  readonly resume: Resume;
}

export interface Outcome extends Verdict {
  readonly extents: Readonly<Record<Direction, Extent>>;
}

/** Milliseconds in which the client reads what came before the reset, which would take it back. */
const READING = 2;

/** `cut` undefined: nothing is cut. Names of one length give streams of one length. */
export async function runCase(
  rig: Rig,
  name: string,
  exchange: Exchange,
  cut: Cut | undefined,
): Promise<Outcome> {
  const { qos, version, role } = exchange;
  const topic = `cut/${name}`;
  const texts = [`${name}a`, `${name}b`];
  if (role === 'receive') {
    const before = await PlainClient.connect({ port: rig.port, clientId: name, version });
    await before.subscribe(topic, qos);
    await before.disconnect();
    for (const text of texts) await rig.observer.publish(topic, qos, text);
  }
  const relay = await Relay.open(rig.port, version);
  const { port } = relay;
  const application = new Application({ exchange, clientId: name, topic, port }, rig.resume);
  try {
    let mayRepeat: readonly string[] = [];
    let beforeBreak: number | undefined;
    const struck =
      cut &&
      relay.arm(cut, async () => {
        await wait(READING);
        if (role === 'receive') beforeBreak = application.delivered.length;
        if (qos === 1) mayRepeat = open(exchange, texts, application, relay.passed);
      });
    await application.run(texts);
    const faults = await reached(struck);
    const extents = { out: relay.extent('out'), in: relay.extent('in') };
    const fence = `${name}z`;
    // The server sends it after everything that it still has: then nothing more can come.
    if (role === 'receive') await rig.observer.publish(topic, qos, fence);
    await application.finish(role === 'receive' ? [...texts, fence] : texts);
    faults.push(...application.errors);
    const arrived =
      role === 'publish'
        ? await rig.observer.arrivals(topic)
        : application.delivered.filter((text) => text !== fence);
    const evidence = { texts, qos, arrived, beforeBreak, mayRepeat: new Set(mayRepeat), faults };
    return { ...judge(evidence), extents };
  } finally {
    await application.close();
    await relay.close();
  }
}

/** @returns what is wrong */
async function reached(struck: Promise<void> | undefined): Promise<string[]> {
  try {
    if (struck !== undefined) await within(struck, 'the cut', 1000);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** The messages of QoS 1 whose acknowledgement had not got through at the cut. */
function open(
  { role }: Exchange,
  texts: readonly string[],
  application: Application,
  passed: readonly Passed[],
): readonly string[] {
  if (role === 'publish') return texts.filter((text) => !application.acknowledged(text));
  const acknowledged = acknowledgedIn(passed);
  return texts.filter((text) => !acknowledged.includes(text));
}

/** After every byte of an exchange, from a run in which nothing was cut. */
export function cutsOf(extents: Outcome['extents']): readonly Cut[] {
  return DIRECTIONS.flatMap((direction) =>
    Array.from({ length: extents[direction].bytes }, (_, i) => ({ direction, byte: i + 1 })),
  );
}
