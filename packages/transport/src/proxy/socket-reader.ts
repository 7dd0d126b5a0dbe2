/** Reads an exact number of bytes from a socket, and leaves the rest in it. */

import type { Socket } from 'node:net';
import { untilAborted } from '../abort.ts';

export class SocketReader {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #closed: (cause: unknown) => Error;

  /** `closed` makes the error of a stream that ends too early. */
  constructor(socket: Socket, signal: AbortSignal, closed: (cause: unknown) => Error) {
    this.#socket = socket;
    this.#signal = signal;
    this.#closed = closed;
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  read(count: number): Promise<Buffer> {
    const socket = this.#socket;
    return untilAborted<Buffer>(this.#signal, (resolve, reject) => {
      const stop = () => {
        socket.off('readable', onReadable);
        socket.off('end', onEnd);
        socket.off('close', onEnd);
      };
      const onEnd = () => {
        stop();
        reject(this.#closed(socket.errored ?? undefined));
      };
      const onReadable = () => {
        const bytes: Buffer | null = socket.read(count);
        if (bytes === null) return;
        // At its end a stream gives what is left, however little.
        if (bytes.length < count) return onEnd();
        stop();
        resolve(bytes);
      };
      socket.on('readable', onReadable);
      socket.on('end', onEnd);
      socket.on('close', onEnd);
      onReadable();
      return () => {
        stop();
        socket.destroy();
      };
    });
  }
}
