/** Secures a connected socket with TLS, and decides about the server before anyone may use it. */

import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { orDestroy, untilAborted } from '../abort.ts';
import { invalidOption, messageOf, TransportError } from '../errors.ts';
import { writeBufferBytes } from '../options.ts';
import type { ConnectionHandlers } from '../transport.ts';
import { type ContextOptions, makeContext } from './context.ts';
import { handshakeError } from './errors.ts';
import type { TlsInfo, TlsPeer } from './info.ts';
import { negotiated } from './negotiated.ts';
import { describeFaults, describePeer } from './peer.ts';
import type { TlsSessions } from './sessions.ts';
import { defaultTrust, trustList } from './trust.ts';

export interface SecureOptions extends ContextOptions {
  /** The name to ask the server for and to find in its certificate; default: the host. */
  readonly serverName?: string | undefined;
  /** Application protocols to offer (ALPN). */
  readonly alpn?: readonly string[] | undefined;
  /** Takes up earlier sessions with the same server, and remembers new ones; absent: each handshake is a full one. */
  readonly sessions?: TlsSessions | undefined;
  /** Gets each line for a key log file (NSS format), with which the traffic can be decrypted. */
  readonly keyLog?: ((line: Uint8Array) => void) | undefined;
  /**
   * Decides about the server; called in each handshake, before any application byte is sent or delivered.
   * Default: accept it if `peer.authorized`.
   */
  readonly authenticate?: ((peer: TlsPeer) => boolean) | undefined;
}

export interface Secured {
  readonly socket: TLSSocket;
  readonly info: TlsInfo;
}

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly writeBufferSize?: number | undefined;
}

/** @throws TransportError INVALID_OPTION */
export function checkSecureOptions(options: SecureOptions): void {
  const { serverName, alpn = [] } = options;
  if (serverName === '') throw invalidOption('serverName', 'a name or an address', serverName);
  for (const protocol of alpn) {
    const { length } = Buffer.from(protocol);
    if (length < 1 || length > 255)
      throw invalidOption('alpn', 'names of 1 to 255 bytes', protocol);
  }
}

/** One for each transport: the context is made at the first dial, and kept. */
export class Securer {
  readonly #options: SecureOptions;
  readonly #server: Server;
  readonly #name: string;
  #context: SecureContext | undefined;

  constructor(options: SecureOptions, server: Server) {
    this.#options = options;
    this.#server = server;
    this.#name = options.serverName ?? server.host;
  }

  /**
   * Both sockets are gone if it fails.
   * @throws TransportError in phase 'tls'; the signal's reason.
   */
  async secure(
    raw: Socket,
    status: ConnectionHandlers['status'],
    signal: AbortSignal,
  ): Promise<Secured> {
    return await orDestroy(raw, () => this.#secure(raw, status, signal));
  }

  async #secure(
    raw: Socket,
    status: ConnectionHandlers['status'],
    signal: AbortSignal,
  ): Promise<Secured> {
    this.#context ??= makeContext(this.#options);
    const context = this.#context;
    const server = `${this.#where} ${this.#name}`;
    const known = this.#options.sessions?.get(server, Date.now());
    let accepted: TlsPeer | undefined;
    let made: Uint8Array | undefined;
    // Comes during the handshake in TLS 1.2, and after it in TLS 1.3.
    const remember = (session: Uint8Array | undefined) => {
      made = session;
      if (made === undefined || accepted === undefined) return;
      this.#options.sessions?.set(server, { session: made, peer: accepted }, Date.now());
    };
    const socket = await this.#handshake(raw, context, known?.session, remember, status, signal);
    return await orDestroy(socket, () => {
      const peer = this.#decide(socket, known?.peer, status);
      // A status may have aborted what it was told of.
      signal.throwIfAborted();
      accepted = peer;
      remember(made);
      const info = negotiated(socket, peer);
      status?.({ type: 'tls-connected', protocol: info.protocol });
      signal.throwIfAborted();
      return { socket, info };
    });
  }

  get #where(): string {
    return `${this.#server.host}:${this.#server.port}`;
  }

  #handshake(
    raw: Socket,
    secureContext: SecureContext,
    session: Uint8Array | undefined,
    onSession: (session: Uint8Array) => void,
    status: ConnectionHandlers['status'],
    signal: AbortSignal,
  ): Promise<TLSSocket> {
    const { alpn, keyLog } = this.#options;
    return untilAborted<TLSSocket>(signal, (resolve, reject) => {
      status?.({ type: 'tls-started', serverName: this.#name });
      const options = {
        socket: raw,
        secureContext,
        // The decision is made below; Node's own would name one fault only.
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        highWaterMark: writeBufferBytes(this.#server.writeBufferSize),
        ...(isIP(this.#name) === 0 ? { servername: this.#name } : {}),
        ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
        ...(session === undefined ? {} : { session: Buffer.from(session) }),
      };
      const socket = connect(options);
      const fail = (error: Error) => {
        socket.destroy();
        reject(handshakeError(this.#where, error));
      };
      socket.once('error', fail);
      // Errors are read from `socket.errored` when it closes; this keeps them from being thrown.
      socket.on('error', () => undefined);
      if (keyLog !== undefined) socket.on('keylog', (line) => keyLog(line));
      socket.on('session', onSession);
      socket.once('secureConnect', () => {
        socket.off('error', fail);
        resolve(socket);
      });
      // Takes the TCP socket with it.
      return () => void socket.destroy();
    });
  }

  #decide(
    socket: TLSSocket,
    known: TlsPeer | undefined,
    status: ConnectionHandlers['status'],
  ): TlsPeer {
    const peer = describePeer(socket, {
      known,
      serverName: this.#name,
      trusted: () => trustList(this.#options) ?? defaultTrust(),
      now: Date.now(),
    });
    status?.({ type: 'tls-peer', peer });
    const { authenticate = (p: TlsPeer) => p.authorized } = this.#options;
    try {
      if (authenticate(peer)) return peer;
    } catch (cause) {
      const message = `authenticate failed: ${messageOf(cause)}`;
      throw new TransportError('CERT_NOT_ACCEPTED', 'tls', message, { cause });
    }
    const [first] = peer.faults;
    const why = first === undefined ? 'authenticate did not accept it' : describeFaults(peer);
    throw new TransportError(
      first?.code ?? 'CERT_NOT_ACCEPTED',
      'tls',
      `the certificate of ${this.#where} is not accepted: ${why}`,
    );
  }
}
