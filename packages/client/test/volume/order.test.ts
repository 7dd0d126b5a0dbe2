/** Many small messages arrive once each and in order, at each QoS, and need no more memory the more they are. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MQTT } from '../../src/index.ts';
import {
  connected,
  memoryOf,
  PATIENCE,
  random,
  SEED,
  SERVERS,
  type Server,
  type ServerKind,
  subscribed,
} from './volume.ts';

/** Numbered messages of 4 to 67 bytes on one of eight topics. */
async function publishAll(mqtt: MQTT, qos: number, kind: ServerKind): Promise<void> {
  const next = random(SEED);
  const room = new DataView(new ArrayBuffer(68));
  for (let i = 0; i < kind.messages; i++) {
    room.setUint32(0, i);
    const size = 4 + (next() >>> 26);
    const sent = mqtt.publishData(
      `volume/${next() >>> 29}`,
      qos,
      new Uint8Array(room.buffer, 0, size),
    );
    if (i % 500 === 499) await sent;
    while (mqtt.getOutgoingMessages().size >= kind.outstanding)
      await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Arrivals {
  readonly complete: Promise<void>;
  /** The first that was not the next in order, or of the wrong size or topic. */
  wrong: string | undefined;
  count: number;
}

function expectAll(mqtt: MQTT, messages: number): Arrivals {
  const next = random(SEED);
  const arrivals: Arrivals = {
    wrong: undefined,
    count: 0,
    complete: new Promise((resolve) => {
      mqtt.on('MessageIn', ({ topic, messageB }) => {
        const number = new DataView(messageB.buffer, messageB.byteOffset).getUint32(0);
        const size = 4 + (next() >>> 26);
        const fits = messageB.length === size && topic === `volume/${next() >>> 29}`;
        if (number !== arrivals.count || !fits) {
          arrivals.wrong ??= `${topic}: number ${number} of ${messageB.length} bytes at place ${arrivals.count}`;
        }
        if (++arrivals.count === messages) resolve();
      });
    }),
  };
  return arrivals;
}

for (const kind of SERVERS) {
  describe.skipIf(kind.missing)(kind.name, () => {
    let server: Server;
    beforeAll(async () => {
      server = await kind.start();
    });
    afterAll(() => server.stop());

    it.each([0, 1, 2])(
      `${kind.messages} messages with QoS %i`,
      { timeout: PATIENCE },
      async (qos) => {
        const receiver = await connected(server.url);
        const sender = await connected(server.url);
        try {
          await subscribed(receiver, 'volume/+', qos);
          const arrivals = expectAll(receiver, kind.messages);
          const { before, peak } = await memoryOf(async () => {
            await publishAll(sender, qos, kind);
            await arrivals.complete;
            // The last acknowledgements are on their way still.
            while (sender.getOutgoingMessages().size + receiver.getIncomingMessages().size > 0) {
              await new Promise((resolve) => setImmediate(resolve));
            }
          });
          console.log(
            `${kind.name}, ${kind.messages} messages, QoS ${qos}: ${before} MB before, ${peak} MB at most`,
          );
          expect([arrivals.wrong, arrivals.count]).toEqual([undefined, kind.messages]);
          expect(peak - before).toBeLessThan(1000);
        } finally {
          await sender.disconnect();
          await receiver.disconnect();
        }
      },
    );
  });
}
