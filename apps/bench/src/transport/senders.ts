/** Who sends in `bench:transport`: our transports, and beside them what they are made of, used as plainly as possible. */

import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Transport } from '@x/transport';
import { tcp } from '@x/transport/tcp';
import { tls } from '@x/transport/tls';
import { ws } from '@x/transport/ws';
import { WebSocket } from 'ws';

export const HOST = '127.0.0.1';
export const KINDS = ['tcp', 'tls', 'ws'] as const;
export type Kind = (typeof KINDS)[number];
export type Ports = Readonly<Record<Kind, number>>;
export const SIDES = ['ours', 'bare'] as const;
export type Side = (typeof SIDES)[number];

export interface Send {
  /** Sends one batch; a promise when the buffer is full, which resolves when it has drained. */
  write(batch: Uint8Array): Promise<unknown> | undefined;
  /** Resolves when all has left. */
  flushed(): Promise<unknown>;
}

/** Ours has this much by default: the bare sockets get the same. */
const BUFFER = 1_048_576;
// Node takes it, its types do not know it.
const PLAIN: ConstructorParameters<typeof Socket>[0] & { writableHighWaterMark: number } = {
  writableHighWaterMark: BUFFER,
};

export const SENDERS: Readonly<
  Record<Kind, Readonly<Record<Side, (port: number) => Promise<Send>>>>
> = {
  tcp: {
    ours: (port) => ours(tcp({ host: HOST, port })),
    bare: async (port) => {
      const socket = new Socket(PLAIN).connect(port, HOST);
      await once(socket, 'connect');
      return bare(socket);
    },
  },
  tls: {
    ours: (port) => ours(tls({ host: HOST, port, authenticate: () => true })),
    bare: async (port) => {
      const options = { host: HOST, port, rejectUnauthorized: false, highWaterMark: BUFFER };
      const socket = connectTls(options);
      await once(socket, 'secureConnect');
      return bare(socket);
    },
  },
  ws: {
    ours: (port) => ours(ws({ url: `ws://${HOST}:${port}/` })),
    bare: async (port) => {
      const socket = new WebSocket(`ws://${HOST}:${port}/`, 'mqtt', { perMessageDeflate: false });
      await once(socket, 'open');
      return {
        write: (batch) => {
          if (socket.bufferedAmount < BUFFER) return void socket.send(batch);
          return new Promise((resolve) => socket.send(batch, resolve));
        },
        flushed: () => until(() => socket.bufferedAmount === 0),
      };
    },
  },
};

async function ours(transport: Transport): Promise<Send> {
  let wake: (value: unknown) => void = () => undefined;
  const handlers = {
    data: () => undefined,
    drain: () => wake(undefined),
    close: () => undefined,
  };
  const connection = await transport.dial(handlers, new AbortController().signal);
  let written = 0;
  /** Sent before what is counted in `written`: the frames of TLS and WebSocket would add up. */
  let before = connection.bytesSent ?? 0;
  return {
    write: (batch) => {
      written += batch.length;
      if (connection.write([batch])) return undefined;
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    flushed: async () => {
      await until(() => (connection.bytesSent ?? 0) - before >= written);
      before = connection.bytesSent ?? 0;
      written = 0;
    },
  };
}

function bare(socket: Socket): Send {
  return {
    write: (batch) => (socket.write(batch) ? undefined : once(socket, 'drain')),
    flushed: () => until(() => socket.writableLength === 0),
  };
}

/** Both sides wait in the same way, and asleep. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(1);
}
