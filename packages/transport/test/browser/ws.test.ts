/** What a transport promises, as far as a browser can keep it, over the WebSocket of a real one. */

import { describe, expect, inject, it } from 'vitest';
import { TransportError } from '../../src/errors.ts';
import type { CloseCause, Connection } from '../../src/transport.ts';
import { type WsOptions, ws } from '../../src/ws.browser.ts';

const MIB = 1_048_576;
const base = inject('transportServer');

/** Writes down what reaches it, and in which order. */
class Events {
  readonly names: string[] = [];
  readonly bytes: number[] = [];
  total = 0;
  readonly closed: Promise<CloseCause>;
  readonly data: (chunk: Uint8Array) => void;
  readonly drain: () => void;
  close: (cause: CloseCause) => void = () => undefined;
  #waiting: (() => void)[] = [];

  constructor(onData: (events: Events) => void = () => undefined) {
    this.data = (chunk) => {
      this.total += chunk.length;
      if (this.total <= MIB) this.bytes.push(...chunk);
      this.#note('data');
      onData(this);
    };
    this.drain = () => this.#note('drain');
    this.closed = new Promise((resolve) => {
      this.close = (cause) => {
        this.#note('close');
        resolve(cause);
      };
    });
  }

  count(name: string): number {
    return this.names.filter((n) => n === name).length;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #note(name: string): void {
    this.names.push(name);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

const never = () => new AbortController().signal;
const settle = (milliseconds = 50) =>
  new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

function dial(path: string, events: Events, options: Partial<WsOptions> = {}): Promise<Connection> {
  return ws({ url: base + path, ...options }).dial(events, never());
}

describe('bytes', () => {
  it('go and come in order, whatever the sizes of the chunks', async () => {
    const events = new Events();
    const connection = await dial('/echo', events);
    expect(connection.info).toMatchObject({ kind: 'ws', subprotocol: 'mqtt' });
    const chunks = [1, 0, 2, 5000, 70_000, 3].map((size, i) => new Uint8Array(size).fill(i + 1));
    connection.write(chunks);
    connection.write([]);
    connection.write([Uint8Array.of(99)]);
    await events.until(() => events.total === 75_007);
    expect(events.bytes).toEqual([...chunks.flatMap((chunk) => [...chunk]), 99]);
    await connection.close();
    expect(events.names.at(-1)).toBe('close');
  });
});

describe('the dial', () => {
  it('is over before anything is delivered, and the end comes last', async () => {
    const events = new Events();
    await dial('/goodbye', events).then(async () => {
      await Promise.resolve();
      events.names.push('dialled');
    });
    expect(await events.closed).toBe('remote');
    expect(events.names[0]).toBe('dialled');
    expect(events.names.at(-1)).toBe('close');
    expect(events.total).toBe(100);
  });

  it('rejects with the reason of the signal, before and while it hangs', async () => {
    const reason = new Error('no longer wanted');
    const events = new Events();
    const transport = ws({ url: `${base}/hang` });
    await expect(transport.dial(events, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const rejected = expect(transport.dial(events, controller.signal)).rejects.toBe(reason);
    await settle();
    controller.abort(reason);
    await rejected;
    await settle();
    expect(events.names).toEqual([]);
  });

  it('fails with a code and a phase', async () => {
    await expect(dial('/no-subprotocol', new Events())).rejects.toMatchObject({
      code: expect.stringMatching(/^WS_/),
      phase: expect.stringMatching(/^(connect|upgrade)$/),
    });
    const refused = ws({ url: 'ws://127.0.0.1:9/' }).dial(new Events(), never());
    await expect(refused).rejects.toMatchObject({ code: 'WS_CONNECT_FAILED', phase: 'connect' });
  });
});

describe('back-pressure', () => {
  it('write returns false when the buffer is full, and one drain follows', async () => {
    const events = new Events();
    const connection = await dial('/late', events);
    expect(connection.write([new Uint8Array(1000)])).toBe(true);
    expect(connection.write([new Uint8Array(6 * MIB)])).toBe(false);
    await events.until(() => events.count('drain') > 0);
    expect(connection.write([new Uint8Array(10)])).toBe(true);
    await settle();
    expect(events.names).toEqual(['drain']);
    await connection.close();
  });

  it('delivers nothing while paused, and loses nothing', async () => {
    let paused: Connection | undefined;
    const events = new Events(() => paused?.pause());
    const connection = await dial('/echo', events);
    paused = connection;
    for (let i = 1; i <= 5; i++) connection.write([Uint8Array.of(i)]);
    for (let i = 1; i <= 5; i++) {
      await events.until(() => events.total === i);
      await settle(20);
      expect(events.total).toBe(i);
      connection.resume();
    }
    expect(events.bytes).toEqual([1, 2, 3, 4, 5]);
    await connection.close();
  });

  it('keeps no more than pauseBufferSize while paused, and says so', async () => {
    const events = new Events();
    const connection = await dial('/flood', events, { pauseBufferSize: 4 * MIB });
    connection.pause();
    const cause = await events.closed;
    expect(cause).toBeInstanceOf(TransportError);
    expect(cause).toMatchObject({ code: 'RECEIVE_BUFFER_FULL', phase: 'stream' });
  });
});

describe('the end', () => {
  it('by close is reported once; nothing is delivered or sent after it', async () => {
    const events = new Events();
    const connection = await dial('/echo', events);
    connection.write([new Uint8Array(10)]);
    const closed = connection.close();
    expect(connection.write([new Uint8Array(10)])).toBe(false);
    await Promise.all([closed, connection.close()]);
    connection.destroy();
    await settle();
    expect(events.names).toEqual(['close']);
    expect(await events.closed).toBe('local');
  });

  it('by close comes after lingerTime, although the server never reads', async () => {
    const events = new Events();
    const connection = await dial('/deaf', events, { lingerTime: 0.05 });
    connection.write([new Uint8Array(8 * MIB)]);
    await connection.close();
    expect(await events.closed).toBe('local');
  });

  it('by destroy reports the cause that it was given', async () => {
    const events = new Events();
    const connection = await dial('/echo', events);
    const cause = new TransportError('TOO_SLOW', 'stream', 'the server is too slow');
    connection.destroy(cause);
    expect(await events.closed).toBe(cause);
    await settle();
    expect(events.names).toEqual(['close']);
  });

  it('is a fault when the server drops the connection or sends text', async () => {
    const dropped = new Events();
    const connection = await dial('/drop', dropped);
    connection.write([new Uint8Array(1)]);
    expect(await dropped.closed).toBeInstanceOf(TransportError);
    const text = new Events();
    await dial('/text', text);
    expect(await text.closed).toMatchObject({ phase: 'stream' });
    expect(text.total).toBe(0);
  });
});

it('the rate limit holds back what exceeds it', async () => {
  const events = new Events();
  const connection = await dial('/echo', events, { maxTransferRate: 100_000 });
  expect(connection.write([new Uint8Array(30_000)])).toBe(false);
  await events.until(() => events.total === 30_000 && events.count('drain') === 1);
  await connection.close();
});
