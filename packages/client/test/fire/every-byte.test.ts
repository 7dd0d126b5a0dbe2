/** The server's end, in order or by a reset, after each byte of an exchange: what was whole counts, and nothing else. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MQTT, MQTTError } from '../../src/index.ts';
import { ack } from './corpus/carriers.ts';
import { ACCEPTED, VERSIONS, type Version } from './corpus/sequence.ts';
import { Stand } from './corpus/stand.ts';
import { type Bytes, packet, u16 } from './corpus/wire.ts';
import { publish } from './hostile/servers.ts';

type End = 'FIN' | 'RST';

let stand: Stand;

beforeEach(async () => {
  stand = await Stand.open();
});
afterEach(() => stand.close());

/** The packets of the server, and what each of them makes the client say. */
function exchange(version: Version): readonly (readonly [bytes: Bytes, event: string])[] {
  const section = version === 5 ? [0] : [];
  return [
    [ACCEPTED[version], 'Connected 0'],
    [packet(0x90, u16(1), section, [1]), 'Subscribed a 1'],
    [ack(0x40, 2), 'MessageOut 2'],
    [publish(version, 'once', { qos: 1, id: 7 }), 'MessageIn once'],
    [publish(version, 'twice', { qos: 2, id: 8 }), ''],
    [ack(0x62, 8), 'MessageIn twice'],
    [publish(version, 'never', { qos: 0 }), 'MessageIn never'],
  ];
}

interface Outcome {
  readonly events: readonly string[];
  readonly codes: readonly number[];
  readonly outgoing: number;
}

/** The server sends `count` bytes of the exchange, then ends. */
async function cutAfter(version: Version, count: number, how: End): Promise<Outcome> {
  stand.begin();
  const mqtt = new MQTT();
  const events: string[] = [];
  let told: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    told = resolve;
  });
  mqtt
    .on('Connected', ({ statusCode }) => {
      events.push(`Connected ${statusCode}`);
      if (statusCode !== 0) told();
    })
    .on('Disconnected', ({ statusCode }) => {
      events.push(`Disconnected ${statusCode}`);
      told();
    })
    .on('Subscribed', ({ topicFilter, QOS }) => events.push(`Subscribed ${topicFilter} ${QOS}`))
    .on('MessageOut', ({ packetId }) => events.push(`MessageOut ${packetId}`))
    .on('MessageIn', ({ topic }) => events.push(`MessageIn ${topic}`))
    .on('Error', ({ errorCode }) => events.push(`Error ${errorCode}`));
  mqtt.setVersion(version === 5 ? 1 : 0);
  const calls = [mqtt.connectTo('127.0.0.1', stand.port)];
  const codes = calls.map(code);
  await stand.until('CONNECT', () => stand.said.length > 0);
  const bytes = exchange(version).flatMap(([part]) => part);
  const first = Math.min(count, ACCEPTED[version].length);
  await stand.send(bytes.slice(0, first));
  if (first === ACCEPTED[version].length) {
    await codes[0];
    codes.push(code(mqtt.subscribe('a', 1)), code(mqtt.publishMessage('t', 1, 'x')));
    await stand.until('what was asked', () => stand.said.length >= 3);
    await stand.send(bytes.slice(first, count));
  }
  if (how === 'FIN') stand.end();
  else stand.reset();
  await over;
  const outgoing = mqtt.getOutgoingMessages().size;
  return { events, codes: await Promise.all(codes), outgoing };
}

async function code(call: Promise<unknown>): Promise<number> {
  try {
    await call;
    return 0;
  } catch (error) {
    return error instanceof MQTTError ? error.code : -1;
  }
}

describe.each(VERSIONS)('MQTT level %i', (version) => {
  const packets = exchange(version);
  const total = packets.flatMap(([bytes]) => bytes).length;
  const connack = ACCEPTED[version].length;

  /** What `count` bytes are enough for. */
  const said = (count: number): string[] => {
    let end = 0;
    return packets.flatMap(([bytes, event]) => {
      end += bytes.length;
      return end <= count && event !== '' ? [event] : [];
    });
  };

  it('FIN: 1120, after exactly what the bytes say', { timeout: 60_000 }, async () => {
    for (let count = 0; count <= total; count++) {
      const { events, codes, outgoing } = await cutAfter(version, count, 'FIN');
      const connected = count >= connack;
      const last = connected ? 'Disconnected 1120' : 'Connected 1120';
      expect([count, ...events]).toEqual([count, ...said(count), last]);
      expect([count, ...codes]).toEqual([count, ...(connected ? [0, 0, 0] : [1120])]);
      const open = connected && !said(count).includes('MessageOut 2') ? 1 : 0;
      expect([count, outgoing]).toEqual([count, open]);
    }
  });

  it('RST: 10054, or 1120 where bytes came with it; never more than the bytes say', {
    timeout: 60_000,
  }, async () => {
    for (let count = 0; count <= total; count++) {
      const { events, codes } = await cutAfter(version, count, 'RST');
      const connected = count >= connack;
      const name = connected ? 'Disconnected' : 'Connected';
      // A reset takes back what the system has not handed out yet.
      expect(said(count)).toEqual(expect.arrayContaining(events.slice(0, -1)));
      expect([`${name} 10054`, `${name} 1120`]).toContain(events.at(-1));
      if (connected) expect([count, ...codes]).toEqual([count, 0, 0, 0]);
      else expect([10054, 1120]).toContain(codes[0]);
    }
  });
});
