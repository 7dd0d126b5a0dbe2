/** The malformed-packet corpus: the whole client, over a real socket, reacts to each sequence as the specification demands. */

import { PROPERTIES } from '@x/codec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS } from './corpus/index.ts';
import { type Delivery, play } from './corpus/run.ts';
import { closes, ends, lives, type Reaction, type Sequence } from './corpus/sequence.ts';
import { CARRIERS, PROPERTY_RULES } from './corpus/specification.ts';
import { Stand } from './corpus/stand.ts';

/** Connections at a time. */
const LANES = 24;
/** Milliseconds for one concern; it needs a second or two of a machine of its own. */
const PATIENCE = 120_000;

const all = CORPUS.flatMap(([, sequences]) => sequences);
let stands: Stand[] = [];

beforeAll(async () => {
  stands = await Promise.all(Array.from({ length: LANES }, () => Stand.open()));
});

afterAll(async () => {
  await Promise.all(stands.map((stand) => stand.close()));
});

async function playAll(sequences: readonly Sequence[], how: Delivery): Promise<string[]> {
  const left = [...sequences];
  const wrong: string[] = [];
  const lane = async (stand: Stand) => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      for (const fault of await play(stand, item, how)) wrong.push(`${item.name}: ${fault}`);
    }
  };
  await Promise.all(stands.map(lane));
  return wrong;
}

describe.each(CORPUS)('%s', (_, sequences) => {
  it.each(['whole', 'in two pieces'] as const)(
    `${sequences.length} sequences, %s`,
    async (how) => {
      expect(await playAll(sequences, how)).toEqual([]);
    },
    PATIENCE,
  );
});

it('has at least 1,500 sequences, each once, in both versions and every phase', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(1500);
  expect(new Set(all.map(({ version, phase }) => `${version} ${phase}`)).size).toBe(6);
  const closing = all.filter(({ reaction }) => reaction.kind === 'closes').length;
  console.log(
    `${all.length} sequences, each played twice: ${closing} must end the connection, ${all.length - closing} must not`,
  );
});

it('has read the table of properties as the codec has', () => {
  for (const [name, row] of Object.entries(PROPERTIES)) {
    const rule = PROPERTY_RULES[name as keyof typeof PROPERTIES];
    const packets: readonly string[] = row.in;
    // A server must not send an expiry in DISCONNECT, though the table lists it [MQTT-3.14.2-2].
    const ofServer = CARRIERS.filter(
      (carrier) =>
        packets.includes(carrier) &&
        !(carrier === 'disconnect' && name === 'sessionExpiryInterval'),
    );
    expect([name, rule.id, [...rule.in].sort()]).toEqual([name, row.id, ofServer.sort()]);
  }
});

describe('a client that is wrong is found', () => {
  const wrongly: readonly (readonly [string, Reaction])[] = [
    ['5.0, connected: Remaining Length of pingresp in five bytes', closes([0x82])],
    ['5.0, connected: Remaining Length of pingresp in five bytes', lives()],
    ['3.1.1, connected: Remaining Length of pingresp in five bytes', ends(0)],
    ['5.0, before CONNACK: connack with reason code 0x87', closes([0x82])],
    ['5.0, before CONNACK: connack with reason code 0x87', lives()],
    ['5.0, mid-exchange: pubrec for the id whose pubrec is awaited', lives()],
    ['5.0, mid-exchange: pubrel for the id whose pubrel is awaited', lives([0x70, 2, 0, 9])],
  ];

  it.each(wrongly)('%s', async (name, reaction) => {
    const sequence = all.find((each) => each.name === name);
    const [stand] = stands;
    if (sequence === undefined || stand === undefined) throw new Error(`there is no ${name}`);
    expect(await play(stand, sequence, 'whole')).toEqual([]);
    expect(await play(stand, { ...sequence, reaction }, 'whole')).not.toEqual([]);
  });
});
