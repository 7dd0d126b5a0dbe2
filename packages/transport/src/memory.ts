/** A byte stream within one process: the transport to a server that lives in the same program. */

import { whileNotAborted } from './abort.ts';
import { TransportError } from './errors.ts';
import { macrotask } from './macrotask.ts';
import { MemoryEnd } from './memory-end.ts';
import { lingerMilliseconds, transferRate, writeBufferBytes } from './options.ts';
import { rateLimited } from './rate-limit.ts';
import type { Connection, ConnectionHandlers, Transport } from './transport.ts';

export interface MemoryOptions {
  /** How long `close` waits until the other end has read all, in seconds. Default 10, also for 0. */
  readonly lingerTime?: number | undefined;
  /** What may wait to be read before `write` returns false, in bytes. Default 1 MiB, also for 0. */
  readonly writeBufferSize?: number | undefined;
  /** Limit of what the dialling end sends, in bytes per second. Default 0: none. */
  readonly maxTransferRate?: number | undefined;
}

/** Takes the server's end of a new connection and gives its handlers. */
export type MemoryAcceptor = (connection: Connection) => ConnectionHandlers;

export interface Memory {
  readonly transport: Transport;
  /**
   * From now on `acceptor` gets the server's end of each connection that is dialled, instead of any acceptor before.
   * @returns how to stop: with no acceptor, `dial` rejects with ECONNREFUSED.
   */
  readonly accept: (acceptor: MemoryAcceptor) => () => void;
}

/** @throws TransportError INVALID_OPTION */
export function memory(options: MemoryOptions = {}): Memory {
  const linger = lingerMilliseconds(options.lingerTime);
  const highWaterMark = writeBufferBytes(options.writeBufferSize);
  let acceptor: MemoryAcceptor | undefined;
  const transport: Transport = {
    async dial(handlers, signal) {
      await whileNotAborted(signal, new Promise<void>(macrotask));
      if (acceptor === undefined) throw refused();
      const near = new MemoryEnd(linger, highWaterMark);
      const far = new MemoryEnd(linger, highWaterMark);
      near.join(far);
      far.join(near);
      const farHandlers = acceptor(far);
      macrotask(() => {
        near.start(handlers);
        far.start(farHandlers);
      });
      return near;
    },
  };
  return {
    transport: rateLimited(transport, transferRate(options.maxTransferRate), linger),
    accept(next) {
      acceptor = next;
      return () => {
        if (acceptor === next) acceptor = undefined;
      };
    },
  };
}

function refused(): TransportError {
  return new TransportError('ECONNREFUSED', 'connect', 'nobody accepts connections in memory');
}
