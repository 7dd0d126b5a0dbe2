/** What a dial promises: when it is over, and how it is aborted. */

import { describe, expect, it } from 'vitest';
import { pattern } from '../support/bytes.ts';
import { Recorder } from '../support/recorder.ts';
import { eventually, settle } from '../support/wait.ts';
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
      const { controller, listeners } = watchedController();
      const handlers = new Recorder();
      const [connection] = await Promise.all([
        suite.transport({}).dial(handlers, controller.signal),
        suite.accept(),
      ]);
      expect(listeners.size).toBe(0);
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
        const { controller, listeners } = watchedController();
        const handlers = new Recorder();
        const reason = new Error(`given up in ${phase}`);
        const dialled = transport.dial(handlers, controller.signal);
        const rejected = expect(dialled, phase).rejects.toBe(reason);
        await settle(30);
        controller.abort(reason);
        await rejected;
        expect(listeners.size, phase).toBe(0);
        await settle();
        expect(handlers.events, phase).toEqual([]);
      }
    });
  });
}

/** Of this process, the server's own included; a browser does not tell. */
function openSockets(): number {
  if (typeof process === 'undefined' || !('getActiveResourcesInfo' in process)) return 0;
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}

/** A controller whose signal tells which listeners it has. */
function watchedController() {
  const controller = new AbortController();
  const { signal } = controller;
  /** Each with what it was added with. */
  const listeners = new Map<unknown, unknown>();
  // Before the rest: Node adds it as any other.
  signal.onabort = () => {
    for (const [listener, options] of listeners) {
      const once = typeof options === 'object' && options !== null && 'once' in options;
      if (once) listeners.delete(listener);
    }
  };
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners.set(args[1], args[2]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  return { controller, listeners };
}
