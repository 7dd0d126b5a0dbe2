/** A connection over which nothing passes any more, without a FIN: keep alive finds it within two intervals. */

import { MQTT } from '@x/client';
import { wait, within } from '../bounded.ts';
import { FaultyRelay } from '../faulty-relay.ts';
import { HOST } from '../program.ts';

/** Seconds. */
const INTERVAL = 1;
/** Milliseconds that timers of a loaded machine may be late. */
const LATE = 400;

const DIRECTIONS = ['up', 'down', 'both'] as const;

interface Case {
  readonly version: 0 | 1;
  readonly direction: (typeof DIRECTIONS)[number];
  /** Whether it was busy until the stall. */
  readonly busy: boolean;
}

export const STALLS: readonly Case[] = ([0, 1] as const).flatMap((version) =>
  DIRECTIONS.flatMap((direction) => [false, true].map((busy) => ({ version, direction, busy }))),
);

export interface StallResult {
  readonly name: string;
  /** From the last packet before the PINGREQ that nobody answered, in milliseconds. */
  readonly after: number;
  readonly violations: readonly string[];
}

export async function runStall(target: number, stall: Case): Promise<StallResult> {
  const { version, direction, busy } = stall;
  const name = `${version === 1 ? '5.0' : '3.1.1'}, ${direction}, ${busy ? 'busy' : 'idle'}`;
  const relay = await FaultyRelay.open(target);
  const mqtt = new MQTT();
  try {
    mqtt.setVersion(version);
    mqtt.setKeepAliveInterval(INTERVAL);
    const ended = new Promise<{ code: number; at: number }>((resolve) => {
      mqtt.on('Disconnected', ({ statusCode }) =>
        resolve({ code: statusCode, at: performance.now() }),
      );
    });
    await within(mqtt.connectTo(HOST, relay.port), 'connecting');
    for (let i = 0; busy && i < 10; i++) {
      await mqtt.publishMessage('stall', 0, String(i));
      await wait(20);
    }
    // Until the last bytes have reached the relay.
    await wait(100);
    const last = relay.lastSent;
    relay.stall(direction);
    const { code, at } = await within(ended, 'the end of a stalled connection');
    const after = at - last;
    const violations: string[] = [];
    if (code !== 10060) violations.push(`Disconnected ${code}`);
    if (after > 2 * INTERVAL * 1000 + LATE) violations.push(`found after ${Math.round(after)} ms`);
    return { name, after, violations };
  } finally {
    await mqtt.interrupt();
    await relay.close();
  }
}
