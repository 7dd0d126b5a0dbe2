import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AckEvent, EVENT_NAMES, Listeners, MessageEvent, StatusEvent } from '../src/events.ts';

const connected = new StatusEvent(0, 'OK');
let surfaced: unknown[];
const surface = (error: unknown) => surfaced.push(error);
let others: NodeJS.UncaughtExceptionListener[];

beforeEach(() => {
  surfaced = [];
  others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', surface);
});
afterEach(() => {
  process.removeAllListeners('uncaughtException');
  for (const other of others) process.on('uncaughtException', other);
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('Listeners', () => {
  it('knows the thirteen events and no other', () => {
    expect(new Set(EVENT_NAMES).size).toBe(13);
    const listeners = new Listeners();
    for (const name of EVENT_NAMES) {
      const listener = vi.fn();
      expect(listeners.has(name)).toBe(false);
      listeners.on(name, listener);
      expect(listeners.has(name)).toBe(true);
      listeners.emit(name, connected as never);
      expect(listener).toHaveBeenCalledExactlyOnceWith(connected);
    }
    expect(() => listeners.on('connected' as never, () => {})).toThrow(
      expect.objectContaining({ code: 10022, message: expect.stringContaining('"connected"') }),
    );
    expect(() => listeners.on('Connected', 'x' as never)).toThrow(
      expect.objectContaining({ code: 10022 }),
    );
  });

  it('does nothing without a listener, also for Error', () => {
    const listeners = new Listeners();
    expect(() => listeners.emit('Error', { errorCode: 500, description: 'x' })).not.toThrow();
    expect(listeners.emitCollecting('Connected', connected)).toBeUndefined();
    expect(() => listeners.off('Connected', () => {})).not.toThrow();
  });

  it('calls in the order of registration, the same listener as often as it was added', () => {
    const listeners = new Listeners();
    const calls: string[] = [];
    const twice = () => calls.push('twice');
    listeners.on('Connected', twice);
    listeners.on('Connected', () => calls.push('b'));
    listeners.on('Connected', twice);
    listeners.emit('Connected', connected);
    expect(calls).toEqual(['twice', 'b', 'twice']);
    listeners.off('Connected', twice);
    calls.length = 0;
    listeners.emit('Connected', connected);
    expect(calls).toEqual(['b', 'twice']);
  });

  it('calls a once listener once, also when it fires the event again', () => {
    const listeners = new Listeners();
    const once = vi.fn(() => listeners.emit('Connected', connected));
    listeners.once('Connected', once);
    listeners.emit('Connected', connected);
    listeners.emit('Connected', connected);
    expect(once).toHaveBeenCalledTimes(1);
    expect(listeners.has('Connected')).toBe(false);
  });

  it('removes a once listener by the function that was given', () => {
    const listeners = new Listeners();
    const once = vi.fn();
    listeners.once('Connected', once);
    listeners.off('Connected', once);
    listeners.emit('Connected', connected);
    expect(once).not.toHaveBeenCalled();
  });

  it('removes all without a function', () => {
    const listeners = new Listeners();
    listeners.on('Connected', vi.fn());
    listeners.on('Connected', vi.fn());
    listeners.off('Connected');
    expect(listeners.has('Connected')).toBe(false);
  });

  it('walks the list as it was when the event fired', () => {
    const listeners = new Listeners();
    const calls: string[] = [];
    const late = () => calls.push('late');
    const last = () => calls.push('last');
    listeners.on('Connected', () => {
      calls.push('first');
      listeners.off('Connected', last);
      listeners.on('Connected', late);
    });
    listeners.on('Connected', last);
    listeners.emit('Connected', connected);
    expect(calls).toEqual(['first', 'last']);
    listeners.emit('Connected', connected);
    expect(calls).toEqual(['first', 'last', 'first', 'late']);
  });

  it.each(['emit', 'emitCollecting'] as const)(
    '%s: a listener that throws stops no other, and its error surfaces',
    async (method) => {
      const listeners = new Listeners();
      const error = new Error('mine');
      const next = vi.fn();
      listeners.on('Connected', () => {
        throw error;
      });
      listeners.on('Connected', next);
      expect(() => listeners[method]('Connected', connected)).not.toThrow();
      expect(next).toHaveBeenCalledTimes(1);
      expect(surfaced).toEqual([]);
      await settled();
      expect(surfaced).toEqual([error]);
    },
  );

  it('collects the promises of async listeners and waits for all of them', async () => {
    const listeners = new Listeners();
    const error = new Error('late');
    const done: string[] = [];
    listeners.on('Connected', () => 'no promise');
    listeners.on('Connected', () => Promise.reject(error));
    listeners.on('Connected', async () => {
      await settled();
      done.push('slow');
    });
    const all = listeners.emitCollecting('Connected', connected);
    expect(all).toBeInstanceOf(Promise);
    await all;
    expect(done).toEqual(['slow']);
    expect(surfaced).toEqual([error]);
  });

  it('does not wait for what only looks like a promise', () => {
    const listeners = new Listeners();
    listeners.on('Connected', () => ({ catch: 1 }));
    listeners.on('Connected', () => null);
    expect(listeners.emitCollecting('Connected', connected)).toBeUndefined();
  });
});

describe('event objects', () => {
  it('decode a payload only when it is read', () => {
    const decode = vi.fn(() => 'text');
    const payload = new Uint8Array([1]);
    const event = new MessageEvent(-1, 't', 0, payload, false, true, undefined, decode);
    expect({ ...event }).toEqual({
      packetId: -1,
      topic: 't',
      QOS: 0,
      messageB: payload,
      retained: false,
      duplicate: true,
      properties: undefined,
    });
    expect(decode).not.toHaveBeenCalled();
    expect(event.message).toBe('text');
    expect(decode).toHaveBeenCalledExactlyOnceWith(payload);
  });

  it('look up an index only when it is read', () => {
    const exchanges = ['a', 'b'];
    const event = new AckEvent(9, 0, 0, exchanges, 'b');
    expect({ ...event }).toEqual({ packetId: 9, direction: 0, responseCode: 0 });
    expect(event.index).toBe(1);
    exchanges.shift();
    expect(event.index).toBe(0);
  });
});
