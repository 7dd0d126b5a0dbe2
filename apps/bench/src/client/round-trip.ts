/** The time of a QoS 1 publish until its acknowledgement, one at a time; and of the same bytes over a bare socket. */

import { once } from 'node:events';
import { connectBare } from './bare.ts';
import { publishBatch } from './batch.ts';
import { connectOurs } from './ours.ts';
import { connectPeer } from './peer.ts';
import type { Side } from './sides.ts';
import { type Target, TOPIC } from './target.ts';

const WARM_UP = 3000;
const TRIPS = 6000;
const SIZE = 256;

type Trip = () => Promise<unknown>;

/** Microseconds a round trip. */
export async function roundTrip(side: Side, target: Target): Promise<number> {
  const trip = await TRIPS_OF[side](target);
  for (let i = 0; i < WARM_UP; i++) await trip();
  const start = process.hrtime.bigint();
  for (let i = 0; i < TRIPS; i++) await trip();
  return Number(process.hrtime.bigint() - start) / 1000 / TRIPS;
}

const TRIPS_OF: Readonly<Record<Side, (target: Target) => Promise<Trip>>> = {
  async ours(target) {
    const mqtt = await connectOurs(target);
    const payload = new Uint8Array(SIZE);
    let wake: (id: number) => void = () => undefined;
    mqtt.on('MessageOut', ({ packetId }) => wake(packetId));
    return async () => {
      const acknowledged = new Promise((resolve) => {
        wake = resolve;
      });
      await mqtt.publishData(TOPIC, 1, payload);
      await acknowledged;
    };
  },
  async peer(target) {
    const client = await connectPeer(target);
    const payload = Buffer.alloc(SIZE);
    return () => client.publishAsync(TOPIC, payload, { qos: 1 });
  },
  async bare(target) {
    const socket = await connectBare(target);
    const { bytes } = publishBatch(TOPIC, { size: SIZE, qos: 1 }, 1);
    return () => {
      socket.write(bytes);
      return once(socket, 'data');
    };
  },
};
