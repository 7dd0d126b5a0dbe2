import { type CloseCause, type Connection, type Transport, TransportError } from '@x/transport';
import { memory } from '@x/transport/memory';
import { tcp } from '@x/transport/tcp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createBroker,
  type FaultyLinkOptions,
  fakeClock,
  faultyLink,
  scriptedServer,
} from '../src/index.ts';
import { bytes, connected, text } from './support/raw-client.ts';

/** A byte stream through a faulty link, both ends in the hands of the test. */
class Stream {
  readonly arrivedUp: Uint8Array[] = [];
  readonly arrivedDown: Uint8Array[] = [];
  readonly ends: { client?: CloseCause; server?: CloseCause } = {};
  drains = 0;
  client!: Connection;
  server!: Connection;

  static async through(options: FaultyLinkOptions) {
    const stream = new Stream();
    const { transport, accept } = memory();
    accept((connection) => {
      stream.server = connection;
      return {
        data: (chunk) => stream.arrivedUp.push(chunk),
        drain: () => undefined,
        close: (cause) => {
          stream.ends.server = cause;
        },
      };
    });
    const link = faultyLink(transport, options);
    stream.client = await dial(link, stream);
    return { stream, link };
  }

  get up(): string {
    return joined(this.arrivedUp);
  }

  get down(): string {
    return joined(this.arrivedDown);
  }
}

function dial(transport: Transport, stream: Stream): Promise<Connection> {
  return transport.dial(
    {
      data: (chunk) => stream.arrivedDown.push(chunk),
      drain: () => {
        stream.drains++;
      },
      close: (cause) => {
        stream.ends.client = cause;
      },
    },
    new AbortController().signal,
  );
}

function joined(chunks: readonly Uint8Array[]): string {
  return text({ payload: Buffer.concat(chunks) });
}

/** Lets everything in flight arrive. */
async function settle(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise(setImmediate);
}

describe('faultyLink', () => {
  it('without faults passes all, both ways, and the end', async () => {
    const { stream, link } = await Stream.through({});
    stream.client.write([bytes('hello '), bytes('up')]);
    stream.server.write([bytes('hello down')]);
    await settle();
    expect([stream.up, stream.down]).toEqual(['hello up', 'hello down']);
    expect([link.dials, link.bytesUp, link.bytesDown]).toEqual([1, 8, 10]);
    await stream.client.close();
    await settle();
    expect(stream.ends).toEqual({ client: 'local', server: 'remote' });
    expect([link.bytesUp, link.bytesDown]).toEqual([8, 10]);
  });

  it('reports the end from the other side after what came before', async () => {
    const { stream } = await Stream.through({});
    stream.server.write([bytes('last words')]);
    void stream.server.close();
    await settle();
    expect([stream.down, stream.ends.client]).toEqual(['last words', 'remote']);
  });

  it.each([0, 1, 7, 8])('cuts after %i bytes up', async (cutAfter) => {
    const { stream } = await Stream.through({ up: { cutAfter } });
    stream.client.write([bytes('1234')]);
    stream.client.write([bytes('5678')]);
    stream.client.write([bytes('9')]);
    await settle();
    expect(stream.up).toBe('12345678'.slice(0, cutAfter));
    expect(stream.ends.client).toMatchObject({ code: 'ECONNRESET', phase: 'stream' });
    expect(stream.ends.server).toBeDefined();
    expect(stream.client.write([bytes('into the void')])).toBe(true);
    await stream.client.close();
  });

  it.each([0, 1, 7, 8])('cuts after %i bytes down', async (cutAfter) => {
    const { stream } = await Stream.through({ down: { cutAfter } });
    stream.server.write([bytes('1234'), bytes('5678'), bytes('9')]);
    await settle();
    expect(stream.down).toBe('12345678'.slice(0, cutAfter));
    expect(stream.ends.client).toMatchObject({ code: 'ECONNRESET' });
  });

  it('cuts when told', async () => {
    const { stream, link } = await Stream.through({});
    stream.client.write([bytes('through')]);
    link.cut();
    link.cut();
    expect(stream.ends.client).toBeInstanceOf(TransportError);
    await settle();
    expect(stream.up).toBe('through');
    expect(stream.ends.server).toBe('remote');
  });

  it('holds what comes after n bytes, and the end, until released', async () => {
    const { stream, link } = await Stream.through({ down: { stallAfter: 3 } });
    stream.server.write([bytes('12345')]);
    stream.server.write([bytes('678')]);
    void stream.server.close();
    await settle();
    expect([stream.down, stream.ends.client]).toEqual(['123', undefined]);
    link.release();
    expect([stream.down, stream.ends.client]).toEqual(['12345678', 'remote']);
  });

  it('swallows what comes after n bytes', async () => {
    const { stream, link } = await Stream.through({ up: { stallAfter: 3, stall: 'swallow' } });
    stream.client.write([bytes('12345')]);
    stream.client.write([bytes('678')]);
    await settle();
    expect(stream.up).toBe('123');
    link.release();
    stream.client.write([bytes('9')]);
    await settle();
    expect(stream.up).toBe('1239');
  });

  it.each(['hold', 'swallow'] as const)('stalls both directions when told: %s', async (how) => {
    const { stream, link } = await Stream.through({});
    link.stall('both', how);
    stream.client.write([bytes('up')]);
    stream.server.write([bytes('down')]);
    await settle();
    expect([stream.up, stream.down]).toEqual(['', '']);
    link.release();
    await settle();
    expect([stream.up, stream.down]).toEqual(how === 'hold' ? ['up', 'down'] : ['', '']);
  });

  it('can be left while stalled', async () => {
    const { stream, link } = await Stream.through({});
    link.stall('both');
    stream.client.write([bytes('held')]);
    await stream.client.close();
    expect(stream.ends.client).toBe('local');
    const second = await Stream.through({ up: { stallAfter: 0 } });
    second.stream.client.destroy();
    await settle();
    expect(second.stream.ends.client).toBe('local');
  });

  it.each([
    ['hold', 'close'],
    ['hold', 'destroy'],
    ['swallow', 'close'],
    ['swallow', 'destroy'],
  ] as const)(
    'can be left when the server went first and a stall hid that: %s, %s',
    async (how, leave) => {
      const { stream, link } = await Stream.through({});
      link.stall('both', how);
      await stream.server.close();
      await settle();
      expect(stream.ends).toEqual({ server: 'local' });
      await stream.client[leave]();
      expect(stream.ends.client).toBe('local');
      expect(link.bytesUp).toBe(0);
    },
  );

  it('delays, by the clock it is given', async () => {
    const clock = fakeClock();
    const { stream } = await Stream.through({ clock, down: { delay: 300 }, up: { delay: 50 } });
    stream.server.write([bytes('down')]);
    stream.client.write([bytes('up')]);
    await settle();
    clock.advance(49);
    expect(stream.up).toBe('');
    clock.advance(1);
    await settle();
    expect([stream.up, stream.down]).toEqual(['up', '']);
    clock.advance(250);
    expect(stream.down).toBe('down');
  });

  it('keeps the order under a delay that varies', async () => {
    const clock = fakeClock();
    const { stream } = await Stream.through({ clock, up: { delay: [0, 100] } });
    for (let n = 0; n < 10; n++) stream.client.write([bytes(`${n}`)]);
    for (let n = 0; n < 100; n++) clock.advance(1);
    await settle();
    expect(stream.up).toBe('0123456789');
  });

  it('lets a close wait for what is delayed', async () => {
    const clock = fakeClock();
    const { stream } = await Stream.through({ clock, up: { delay: 100 } });
    stream.client.write([bytes('last words')]);
    const closed = stream.client.close();
    await settle();
    expect(stream.ends.server).toBeUndefined();
    clock.advance(100);
    await closed;
    await settle();
    expect([stream.up, stream.ends.server]).toEqual(['last words', 'remote']);
  });

  it('limits the rate', async () => {
    const clock = fakeClock();
    const { stream } = await Stream.through({ clock, up: { bytesPerSecond: 1000, split: 100 } });
    stream.client.write([new Uint8Array(1000)]);
    clock.advance(499);
    await settle();
    expect(stream.up).toHaveLength(400);
    clock.advance(501);
    await settle();
    expect(stream.up).toHaveLength(1000);
  });

  it('tells a fast writer to stop, and to go on', async () => {
    const clock = fakeClock();
    const { stream } = await Stream.through({ clock, up: { delay: 10 } });
    expect(stream.client.write([new Uint8Array(1000)])).toBe(true);
    expect(stream.client.write([new Uint8Array(2_000_000)])).toBe(false);
    await settle();
    expect(stream.drains).toBe(0);
    clock.advance(10);
    await settle();
    expect(stream.drains).toBe(1);
  });

  it('splits into single bytes, or into pieces of a seeded size', async () => {
    const { stream } = await Stream.through({ down: { split: 1 } });
    stream.server.write([bytes('abc')]);
    await settle();
    expect(stream.arrivedDown.map((chunk) => chunk.length)).toEqual([1, 1, 1]);

    const sizes = async (seed: number): Promise<number[]> => {
      const { stream: one } = await Stream.through({ seed, down: { split: [1, 5] } });
      one.server.write([bytes('x'.repeat(60))]);
      await settle();
      expect(one.down).toHaveLength(60);
      return one.arrivedDown.map((chunk) => chunk.length);
    };
    const first = await sizes(1);
    expect(Math.max(...first)).toBeLessThanOrEqual(5);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(await sizes(1)).toEqual(first);
    expect(await sizes(2)).not.toEqual(first);
  });

  it('pauses in front of what waits', async () => {
    const clock = fakeClock();
    const { stream } = await Stream.through({ clock, down: { delay: 10 } });
    stream.server.write([bytes('x')]);
    await settle();
    stream.client.pause();
    clock.advance(10);
    expect(stream.down).toBe('');
    stream.client.resume();
    expect(stream.down).toBe('x');
  });

  it('refuses the first dials, or those it is told', async () => {
    const { transport, accept } = memory();
    accept(() => ({ data: () => undefined, drain: () => undefined, close: () => undefined }));
    const twice = faultyLink(transport, { refuse: 2 });
    const odd = faultyLink(transport, { refuse: (number) => number % 2 === 1 });
    const outcomes = async (link: Transport): Promise<string[]> => {
      const seen: string[] = [];
      for (let n = 0; n < 4; n++) {
        await dial(link, new Stream()).then(
          () => seen.push('connected'),
          (error: TransportError) => seen.push(error.code),
        );
      }
      return seen;
    };
    expect(await outcomes(twice)).toEqual([
      'ECONNREFUSED',
      'ECONNREFUSED',
      'connected',
      'connected',
    ]);
    expect(await outcomes(odd)).toEqual(['connected', 'ECONNREFUSED', 'connected', 'ECONNREFUSED']);
  });

  it('plans faults for each connection apart', async () => {
    const broker = createBroker();
    const link = faultyLink(broker.transport(), {
      down: (number) => (number === 0 ? { cutAfter: 4 } : undefined),
    });
    const first = await connected(link, 4, 'first');
    await first.end();
    const second = await connected(link, 4, 'second');
    await second.expectNothing();
    await broker.close();
  });
});

describe('faultyLink over TCP', () => {
  afterEach(() => vi.restoreAllMocks());

  it('delivers what passed before the cut', async () => {
    await using server = await scriptedServer();
    const link = faultyLink(tcp({ host: server.host, port: server.port }), { up: { cutAfter: 5 } });
    const stream = new Stream();
    const connection = await dial(link, stream);
    connection.write([bytes('1234567')]);
    const peer = await server.accept();
    expect(text({ payload: await peer.receiveBytes(5) })).toBe('12345');
    await peer.whenEnded();
    expect(peer.receivedBytes).toHaveLength(5);
    expect(stream.ends.client).toMatchObject({ code: 'ECONNRESET' });
  });
});
