/** A payload of 100 MB goes out and comes in, byte for byte. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connected,
  LARGE_QOS,
  memoryOf,
  PATIENCE,
  SEED,
  SERVERS,
  type Server,
  subscribed,
} from './volume.ts';

const SIZE = 100 * 2 ** 20;

for (const kind of SERVERS) {
  describe.skipIf(kind.missing)(kind.name, () => {
    let server: Server;
    beforeAll(async () => {
      server = await kind.start();
    });
    afterAll(() => server.stop());

    it.each(LARGE_QOS)('100 MB with QoS %i', { timeout: PATIENCE }, async (qos) => {
      const data = new Uint8Array(SIZE);
      for (let i = 0; i < SIZE; i += 997) data[i] = (i * SEED) >>> 8;
      const receiver = await connected(server.url);
      const sender = await connected(server.url);
      try {
        await subscribed(receiver, 'large', qos);
        const { before, peak } = await memoryOf(async () => {
          const arrived = new Promise<Uint8Array>((resolve) =>
            receiver.on('MessageIn', ({ messageB }) => resolve(messageB)),
          );
          const out = new Promise<void>((resolve) => sender.on('MessageOut', () => resolve()));
          await sender.publishData('large', qos, data);
          await out;
          const got = await arrived;
          expect(got.length).toBe(SIZE);
          // A matcher would take minutes.
          expect(Buffer.compare(got, data)).toBe(0);
        });
        console.log(`${kind.name}, 100 MB, QoS ${qos}: ${before} MB before, ${peak} MB at most`);
        // The caller's, the publisher's, those on the way, the broker's and the receiver's.
        expect(peak - before).toBeLessThan(1000);
      } finally {
        await sender.disconnect();
        await receiver.disconnect();
      }
    });
  });
}
