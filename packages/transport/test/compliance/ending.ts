/** How a connection ends, from either side. */

import { describe, expect, it } from 'vitest';
import { TransportError } from '../../src/errors.ts';
import { pattern } from '../support/bytes.ts';
import { Recorder } from '../support/recorder.ts';
import { settle } from '../support/wait.ts';
import { fill, MIB, never, type Suite } from './suite.ts';

export function ending(suite: Suite): void {
  describe('close', () => {
    it('sends what is queued, ends the stream, and reports the end once', async () => {
      const link = await suite.dial();
      const chunk = pattern(3 * MIB);
      link.connection.write([chunk]);
      const closed = link.connection.close();
      expect(link.connection.write([chunk])).toBe(false);
      await link.connection.close();
      await closed;
      await suite.hasAllBeforeTheEnd(link.peer, chunk);
      await settle();
      expect(link.handlers.closes).toEqual(['local']);
      link.connection.destroy();
      await link.connection.close();
      await settle();
      expect(link.handlers.closes).toEqual(['local']);
    });

    it('delivers nothing after it was called, paused or not', async () => {
      for (const paused of [false, true]) {
        const link = await suite.dial();
        if (paused) link.connection.pause();
        for (let i = 0; i < 20; i++) link.peer.write(pattern(1000));
        const before = link.handlers.log.total;
        await link.connection.close();
        expect(link.handlers.log.total).toBe(before);
        expect(link.handlers.events.filter((e) => e === 'close')).toEqual(['close']);
      }
    });

    it('may be called in the continuation of the dial and inside a handler', async () => {
      const early = await suite.dial();
      const handlers = new Recorder();
      const connection = await suite.transport({}).dial(handlers, never());
      await connection.close();
      expect(handlers.events).toEqual(['close']);
      early.handlers.onData = () => void early.connection.close();
      early.peer.write(pattern(10));
      await early.handlers.closed();
      expect(early.handlers.events).toEqual(['data', 'close']);
    });

    it('settles although the server never reads nor closes, after lingerTime', async () => {
      const link = await suite.dial({ lingerTime: 0.05 });
      link.peer.stopReading();
      fill(link.connection, pattern(MIB));
      fill(link.connection, pattern(8 * MIB));
      await link.connection.close();
      expect(link.handlers.closes).toEqual(['local']);
    });

    it('settles when the server drops the connection meanwhile', async () => {
      const link = await suite.dial();
      link.peer.stopReading();
      link.connection.write([pattern(8 * MIB)]);
      const closed = link.connection.close();
      link.peer.reset();
      await closed;
      expect(link.handlers.closes).toEqual(['local']);
    });
  });

  describe('destroy', () => {
    it('drops the connection at once', async () => {
      const link = await suite.dial();
      link.connection.write([pattern(1000)]);
      // A peer that still has bytes to read may miss the reset behind them.
      await link.peer.log.atLeast(1000);
      link.connection.destroy();
      link.connection.destroy(new TransportError('LATE', 'stream', 'too late to matter'));
      expect(link.connection.write([pattern(1)])).toBe(false);
      await link.handlers.closed();
      await link.connection.close();
      await settle();
      expect(link.handlers.closes).toEqual(['local']);
      if (suite.traits.destroyIsReset) expect(await link.peer.ended).toBe('reset');
    });

    it('reports the cause that it was given, and delivers nothing more', async () => {
      const link = await suite.dial();
      const cause = new TransportError('TOO_SLOW', 'stream', 'the server is too slow');
      for (let i = 0; i < 50; i++) link.peer.write(pattern(100));
      link.handlers.onData = () => link.connection.destroy(cause);
      expect(await link.handlers.closed()).toBe(cause);
      await settle();
      expect(link.handlers.events).toEqual(['data', 'close']);
    });

    it('in the continuation of the dial is reported too', async () => {
      const handlers = new Recorder();
      const connection = await suite.transport({}).dial(handlers, never());
      connection.destroy();
      expect(handlers.closes).toEqual([]);
      expect(await handlers.closed()).toBe('local');
    });

    it('ends a close that still waits', async () => {
      const link = await suite.dial();
      link.peer.stopReading();
      fill(link.connection, pattern(8 * MIB));
      const closed = link.connection.close();
      link.connection.destroy();
      await closed;
      expect(link.handlers.closes).toEqual(['local']);
    });
  });

  describe('the end of the server', () => {
    it('is reported once, as remote', async () => {
      const link = await suite.dial();
      link.peer.end();
      expect(await link.handlers.closed()).toBe('remote');
      expect(link.connection.write([pattern(10)])).toBe(false);
      link.connection.pause();
      link.connection.resume();
      await link.connection.close();
      await settle();
      expect(link.handlers.events).toEqual(['close']);
    });

    it('is a fault if the connection was dropped', async () => {
      const link = await suite.dial();
      link.peer.reset();
      const cause = await link.handlers.closed();
      if (suite.traits.resetArrives) expect(cause).toBeInstanceOf(TransportError);
      if (cause !== 'remote') expect(cause).toMatchObject({ phase: 'stream' });
      await link.connection.close();
      await settle();
      expect(link.handlers.closes.length).toBe(1);
    });
  });
}
