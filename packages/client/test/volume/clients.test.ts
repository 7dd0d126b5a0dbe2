/** Many clients in one process connect, exchange and disconnect, and leave nothing behind. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLIENTS,
  connected,
  memoryOf,
  PATIENCE,
  SERVERS,
  type Server,
  subscribed,
} from './volume.ts';

/** What would keep the process alive. */
const held = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name.startsWith('TCP'))
    .length;

for (const kind of SERVERS) {
  describe.skipIf(kind.missing)(kind.name, () => {
    let server: Server;
    beforeAll(async () => {
      server = await kind.start();
    });
    afterAll(() => server.stop());

    it(`${CLIENTS} clients`, { timeout: PATIENCE }, async () => {
      const before = held();
      let during = 0;
      const memory = await memoryOf(async () => {
        const clients = await Promise.all(
          Array.from({ length: CLIENTS }, () => connected(server.url)),
        );
        during = held();
        await Promise.all(
          clients.map(async (mqtt, i) => {
            const topic = `client/${i}`;
            const got = new Promise<string>((resolve) =>
              mqtt.on('MessageIn', ({ message }) => resolve(message)),
            );
            await subscribed(mqtt, topic, 2);
            await mqtt.publishMessage(topic, 2, `to ${i}`);
            expect(await got).toBe(`to ${i}`);
          }),
        );
        const ended = clients.map(
          (mqtt) =>
            new Promise<number>((resolve) => mqtt.on('Disconnected', (e) => resolve(e.statusCode))),
        );
        await Promise.all(clients.map((mqtt) => mqtt.disconnect()));
        expect(new Set(await Promise.all(ended))).toEqual(new Set([0]));
        expect(clients.filter((mqtt) => mqtt.isConnected())).toEqual([]);
      });
      expect(during).toBeGreaterThan(CLIENTS);
      // The server's side ends a moment later.
      while (held() > before + 1) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(
        `${kind.name}, ${CLIENTS} clients: ${memory.before} MB before, ${memory.peak} MB at most; nothing left`,
      );
      expect(memory.peak - memory.before).toBeLessThan(400);
    });
  });
}
