/** What the parts of the compliance suite share. */

import { expect } from 'vitest';
import type { Connection, Transport } from '../../src/transport.ts';
import { isSame } from '../support/bytes.ts';
import type { Peer, PeerServer } from '../support/peer.ts';
import { Recorder } from '../support/recorder.ts';

export interface LinkOptions {
  /** Seconds. */
  readonly lingerTime?: number;
  /** Bytes per second. */
  readonly maxTransferRate?: number;
}

export interface Subject {
  readonly server: PeerServer;
  /** A transport to the server. */
  transport(options: LinkOptions): Transport;
  /** Dials that hang until they are aborted, one for each phase that can hang. */
  readonly stalled: readonly { phase: string; transport: Transport }[];
}

export interface Traits {
  /** A paused reader makes the server's writes pile up, rather than our own buffer. */
  readonly pauseReachesPeer: boolean;
  /** `destroy` reaches the server as a dropped connection; a browser cannot do that. */
  readonly destroyIsReset: boolean;
  /** A connection that the server drops is seen as dropped, rather than as ended. */
  readonly resetArrives: boolean;
  /** Our orderly end reaches the server as one, after all that was sent; false: it may be cut short on the way. */
  readonly endArrives: boolean;
  /** Nobody between us and the server has buffers of his own. */
  readonly direct: boolean;
}

export const DIRECT: Traits = {
  pauseReachesPeer: true,
  destroyIsReset: true,
  resetArrives: true,
  endArrives: true,
  direct: true,
};
export const THROUGH_PROXY: Traits = { ...DIRECT, direct: false };
/** A server of others in between, which may turn a reset into an end. */
export const THROUGH_REAL: Traits = {
  ...THROUGH_PROXY,
  destroyIsReset: false,
  resetArrives: false,
};

export interface Link {
  readonly handlers: Recorder;
  readonly connection: Connection;
  readonly peer: Peer;
}

export interface Suite {
  readonly traits: Traits;
  transport(options: LinkOptions): Transport;
  accept(): Promise<Peer>;
  stalled(): Subject['stalled'];
  /** Waits until the server sees the end, and looks at what it got before. */
  hasAllBeforeTheEnd(peer: Peer, sent: Uint8Array): Promise<void>;
  /** A connection and the server's side of it. */
  dial(options?: LinkOptions): Promise<Link>;
}

export const MIB = 1_048_576;

/** A signal that does not abort. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** Writes until the transport says that it is full; returns how many bytes that were. */
export function fill(connection: Connection, chunk: Uint8Array): number {
  let written = 0;
  for (let i = 0; i < 10_000; i++) {
    written += chunk.length;
    if (!connection.write([chunk])) return written;
  }
  throw new Error('never full');
}

export async function drop({ handlers, connection }: Omit<Link, 'peer'>): Promise<void> {
  connection.destroy();
  await handlers.closed();
}

export function suiteOf(traits: Traits, subject: () => Subject): Suite {
  return {
    traits,
    transport: (options) => subject().transport(options),
    accept: () => subject().server.accept(),
    stalled: () => subject().stalled,
    async hasAllBeforeTheEnd(peer, sent) {
      const ended = await peer.ended;
      const received = peer.log.bytes();
      if (traits.endArrives) expect(ended).toBe('end');
      const whole = traits.endArrives ? sent : sent.subarray(0, received.length);
      expect(isSame(received, whole)).toBe(true);
    },
    async dial(options = {}) {
      const handlers = new Recorder();
      const [connection, peer] = await Promise.all([
        subject().transport(options).dial(handlers, never()),
        subject().server.accept(),
      ]);
      return { handlers, connection, peer };
    },
  };
}
