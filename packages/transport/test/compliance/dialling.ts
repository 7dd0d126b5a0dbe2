/** What a dial promises: when it is over, and how it is aborted. */

import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Recorder } from '../support/recorder.ts';
import { eventually, pattern, settle } from '../support/wait.ts';
import { drop, never, type Suite } from './suite.ts';

export function dialling(suite: Suite): void {
  describe('the dial', () => {
    it('is over before anything is delivered, even if the server writes and ends at once', async () => {
      const handlers = new Recorder();
      const accepted = suite.accept().then((peer) => {
        peer.write(pattern(10));
        peer.end();
      });
      await suite
        .transport({})
        .dial(handlers, never())
        .then(async (connection) => {
          await Promise.resolve();
          handlers.note('dialled');
          return connection;
        });
      await accepted;
      expect(await handlers.closed()).toBe('remote');
      expect(handlers.events[0]).toBe('dialled');
      expect(handlers.events.at(-1)).toBe('close');
      expect(handlers.log.total).toBe(10);
    });

    it('rejects with the reason of a signal that was aborted before', async () => {
      const reason = new Error('no longer wanted');
      const dialled = suite.transport({}).dial(new Recorder(), AbortSignal.abort(reason));
      await expect(dialled).rejects.toBe(reason);
    });

    it('leaves no listener on the signal', async () => {
      const controller = new AbortController();
      const handlers = new Recorder();
      const [connection] = await Promise.all([
        suite.transport({}).dial(handlers, controller.signal),
        suite.accept(),
      ]);
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      controller.abort();
      await settle();
      expect(handlers.closes).toEqual([]);
      connection.destroy();
      await handlers.closed();
    });

    it('can be aborted by whoever is told a status, and leaves nothing behind', async () => {
      const told = new Recorder();
      await drop({
        handlers: told,
        connection: await suite.transport({}).dial(told, never()),
      });
      const before = openSockets();
      for (const [i, { type }] of told.statuses.entries()) {
        const controller = new AbortController();
        const handlers = new Recorder();
        const reason = new Error(`given up when told ${type}`);
        handlers.onStatus = () => {
          if (handlers.statuses.length === i + 1) controller.abort(reason);
        };
        const dialled = suite.transport({}).dial(handlers, controller.signal);
        await expect(dialled).rejects.toBe(reason);
        await settle();
        expect(handlers.events, type).toEqual([]);
      }
      await eventually(() => openSockets() <= before);
    });

    it('can be aborted in every phase, and leaves nothing behind', async () => {
      for (const { phase, transport } of suite.stalled()) {
        const controller = new AbortController();
        const handlers = new Recorder();
        const reason = new Error(`given up in ${phase}`);
        const dialled = transport.dial(handlers, controller.signal);
        const rejected = expect(dialled, phase).rejects.toBe(reason);
        await settle(30);
        controller.abort(reason);
        await rejected;
        expect(getEventListeners(controller.signal, 'abort'), phase).toEqual([]);
        await settle();
        expect(handlers.events, phase).toEqual([]);
      }
    });
  });
}

/** Of this process, the server's own included. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}
