/** Back-pressure both ways, and the rate limit. */

import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/transport.ts';
import { isSame, joined, pattern } from '../support/bytes.ts';
import { Recorder } from '../support/recorder.ts';
import { eventually, settle } from '../support/wait.ts';
import { drop, fill, MIB, never, type Suite } from './suite.ts';

export function flow(suite: Suite): void {
  describe('back-pressure', () => {
    it('write returns false when the server does not read, and drain follows when it does', async () => {
      const link = await suite.dial();
      link.peer.stopReading();
      // More than the system's own buffers take from a peer that does not read.
      const written = fill(link.connection, pattern(6 * MIB));
      await settle();
      if (suite.traits.direct) expect(link.handlers.drains).toBe(0);
      link.peer.startReading();
      await link.handlers.until(() => link.handlers.drains > 0);
      expect(link.handlers.drains).toBe(1);
      const received = await link.peer.log.atLeast(written);
      expect(received.length).toBe(written);
      expect(link.connection.write([pattern(10)])).toBe(true);
      await drop(link);
    });

    it('a drain that comes at once is not lost', async () => {
      const times = suite.traits.direct ? 3 : 1;
      for (let i = 0; i < times; i++) {
        const handlers = new Recorder();
        const dialled = suite.transport({}).dial(handlers, never());
        const writing = dialled.then((connection) => connection.write([pattern(6 * MIB)]));
        const peer = await suite.accept();
        if (!(await writing)) await handlers.until(() => handlers.drains > 0);
        await peer.log.atLeast(6 * MIB);
        await drop({ handlers, connection: await dialled });
      }
    });

    // Of our own socket only: what is beyond it makes no difference.
    if (suite.traits.direct) {
      it('bytesSent grows while the server reads, in the middle of a write too', async () => {
        const link = await suite.dial();
        link.peer.stopReading();
        const written = fill(link.connection, new Uint8Array(16 * MIB));
        const stuck = await standstill(link.connection);
        expect(stuck).toBeLessThan(written);
        link.peer.startReading();
        await eventually(() => sent(link.connection) > stuck);
        await link.peer.log.atLeast(written);
        await eventually(() => sent(link.connection) >= written);
        await drop(link);
      });
    }

    it('what was written may change as soon as the connection is idle', async () => {
      const link = await suite.dial();
      const { connection } = link;
      if (connection.idle === undefined) return drop(link);
      link.peer.stopReading();
      const batch = new Uint8Array(MIB);
      for (let round = 1; round <= 12; round++) {
        // What the server does not read is waiting here at last.
        if (!connection.idle) link.peer.startReading();
        await eventually(() => connection.idle === true);
        batch.fill(round);
        connection.write([batch.subarray(0, 100), batch.subarray(100)]);
      }
      link.peer.startReading();
      const received = await link.peer.log.atLeast(12 * MIB);
      for (let round = 1; round <= 12; round++) {
        const part = received.subarray((round - 1) * MIB, round * MIB);
        expect(part.every((byte) => byte === round)).toBe(true);
      }
      await drop(link);
    });

    it('write returns true while there is room', async () => {
      const link = await suite.dial();
      expect(link.connection.write([pattern(1000)])).toBe(true);
      expect(link.connection.write([pattern(1000), pattern(5000)])).toBe(true);
      await link.peer.log.atLeast(7000);
      expect(link.handlers.drains).toBe(0);
      await drop(link);
    });

    if (suite.traits.pauseReachesPeer) {
      it('pause stops the server, resume lets it go on', async () => {
        const link = await suite.dial();
        link.connection.pause();
        const count = suite.traits.direct ? 8 : 16;
        const chunk = pattern(MIB);
        for (let i = 0; i < count; i++) link.peer.write(chunk);
        await settle(50);
        expect(link.peer.unsent()).toBeGreaterThan(0);
        expect(link.handlers.log.total).toBe(0);
        link.connection.resume();
        await link.handlers.log.atLeast(count * MIB);
        await eventually(() => link.peer.unsent() === 0);
        expect(link.handlers.log.total).toBe(count * MIB);
        await drop(link);
      });

      it('delivers nothing between pause and resume, and loses nothing', async () => {
        const link = await suite.dial();
        const parts = Array.from({ length: 200 }, (_, i) => pattern(100 + i, i + 1));
        const expected = joined(parts);
        let deliveredWhilePaused = 0;
        let paused = false;
        link.handlers.onData = () => {
          if (paused) deliveredWhilePaused++;
          paused = true;
          link.connection.pause();
          setTimeout(() => {
            paused = false;
            link.connection.resume();
          }, 1);
        };
        for (const part of parts) link.peer.write(part);
        const received = await link.handlers.log.atLeast(expected.length);
        expect(isSame(received, expected)).toBe(true);
        expect(deliveredWhilePaused).toBe(0);
        await drop(link);
      });
    }

    it('can be paused before anything arrives, and resumed inside a handler', async () => {
      const handlers = new Recorder();
      const accepted = suite.accept().then((peer) => {
        peer.write(pattern(100));
        return peer;
      });
      const connection = await suite.transport({}).dial(handlers, never());
      connection.pause();
      await accepted;
      await settle();
      expect(handlers.log.total).toBe(0);
      handlers.onData = () => {
        connection.pause();
        connection.resume();
      };
      connection.resume();
      const peer = await accepted;
      peer.write(pattern(50));
      await handlers.log.atLeast(150);
      connection.destroy();
      await handlers.closed();
    });

    it('reports the end of a paused stream after what came before it', async () => {
      const link = await suite.dial();
      link.connection.pause();
      for (let i = 0; i < 5; i++) link.peer.write(pattern(100));
      link.peer.end();
      await settle();
      link.connection.resume();
      expect(await link.handlers.closed()).toBe('remote');
      expect(link.handlers.log.total).toBe(500);
      expect(link.handlers.events.at(-1)).toBe('close');
    });
  });

  describe('the rate limit', () => {
    it('holds back what exceeds it, and delivers all of it in order', async () => {
      const link = await suite.dial({ maxTransferRate: 100_000 });
      const chunk = pattern(30_000);
      const from = performance.now();
      expect(link.connection.write([chunk.subarray(0, 20_000), chunk.subarray(20_000)])).toBe(
        false,
      );
      await link.handlers.until(() => link.handlers.drains > 0);
      // An eighth of a second's worth goes at once, and a second piece of that length into debt.
      expect(performance.now() - from).toBeGreaterThan(100);
      const received = await link.peer.log.atLeast(30_000);
      expect(isSame(received, chunk)).toBe(true);
      expect(link.handlers.drains).toBe(1);
      await drop(link);
    });

    it('can be lifted while connected, and close still sends everything', async () => {
      const link = await suite.dial({ maxTransferRate: 1000 });
      const chunk = pattern(500_000);
      expect(link.connection.write([chunk])).toBe(false);
      const closed = link.connection.close();
      link.connection.setMaxTransferRate?.(0);
      await closed;
      await suite.hasAllBeforeTheEnd(link.peer, chunk);
      expect(link.handlers.closes).toEqual(['local']);
    });

    it('does not keep close waiting beyond lingerTime', async () => {
      const link = await suite.dial({ maxTransferRate: 1000, lingerTime: 0.05 });
      link.connection.write([pattern(500_000)]);
      await link.connection.close();
      expect(link.handlers.closes).toEqual(['local']);
    });
  });
}

function sent({ bytesSent }: Connection): number {
  if (bytesSent === undefined) throw new Error('does not tell what it has sent');
  return bytesSent;
}

/** Waits until nothing more is sent. */
async function standstill(connection: Connection): Promise<number> {
  let before = -1;
  while (sent(connection) !== before) {
    before = sent(connection);
    await settle(30);
  }
  return before;
}
