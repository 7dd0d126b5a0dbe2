/** One connection to the scripted server, in the hands of a test. */

import {
  CodecError,
  Decoder,
  encode,
  type Packet,
  type PacketType,
  type ProtocolVersion,
} from '@x/codec';
import type { CloseCause, Connection, ConnectionHandlers, ConnectionInfo } from '@x/transport';
import { ScriptError } from './errors.ts';
import { Inbox } from './inbox.ts';

type PacketOf<T extends PacketType> = Extract<Packet, { readonly type: T }>;

export interface ScriptedPeer {
  /** How the client came. */
  readonly info: ConnectionInfo;
  /** Every packet so far that could be decoded. */
  readonly received: readonly Packet[];
  /** Every byte so far, in one piece. */
  readonly receivedBytes: Uint8Array;
  /** Why the connection ended, once it has. */
  readonly ended: CloseCause | undefined;
  /**
   * The next packet that was not yet handed out; it must be of `type` if one is given.
   * @param timeout milliseconds; that of the server by default.
   * @throws ScriptError (by rejection) TIMEOUT, UNEXPECTED_PACKET, MALFORMED, ENDED
   */
  receive(): Promise<Packet>;
  receive<T extends PacketType>(type: T, timeout?: number): Promise<PacketOf<T>>;
  /** The next `count` bytes as they came; counts on its own, apart from `receive`. */
  receiveBytes(count: number, timeout?: number): Promise<Uint8Array>;
  /** Sends packets, encoded without a check of direction. @throws CodecError if one cannot be encoded. */
  send(...packets: readonly Packet[]): void;
  /** Sends bytes as they are; each argument is a chunk (over WebSocket: a frame) of its own. */
  sendBytes(...chunks: readonly (Uint8Array | readonly number[])[]): void;
  /** Never reads from here on, so that the client's buffers fill up, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the connection in an orderly way (FIN); resolves when it has ended. */
  close(): Promise<void>;
  /** Breaks the connection (RST over TCP). */
  reset(): void;
  /** Resolves with the cause when the connection has ended; rejects with TIMEOUT if it does not. */
  whenEnded(timeout?: number): Promise<CloseCause>;
}

export class Peer implements ScriptedPeer {
  readonly #connection: Connection;
  readonly #timeout: number;
  readonly #decoder: Decoder;
  readonly #packets: Packet[] = [];
  readonly #chunks: Uint8Array[] = [];
  readonly #packetInbox = new Inbox();
  readonly #byteInbox = new Inbox();
  readonly #endInbox = new Inbox();
  #version: ProtocolVersion;
  #handedOut = 0;
  #byteCount = 0;
  #bytesHandedOut = 0;
  #malformed = false;
  #ended: CloseCause | undefined;

  constructor(connection: Connection, version: ProtocolVersion | undefined, timeout: number) {
    this.#connection = connection;
    this.#version = version ?? 5;
    this.#timeout = timeout;
    this.#decoder = new Decoder(version === undefined ? {} : { version });
  }

  readonly handlers: ConnectionHandlers = {
    data: (chunk) => this.#data(chunk),
    drain: () => undefined,
    close: (cause) => this.#close(cause),
  };

  get info(): ConnectionInfo {
    return this.#connection.info;
  }

  get received(): readonly Packet[] {
    return this.#packets;
  }

  get receivedBytes(): Uint8Array {
    return this.#slice(0, this.#byteCount);
  }

  get ended(): CloseCause | undefined {
    return this.#ended;
  }

  receive(): Promise<Packet>;
  receive<T extends PacketType>(type: T, timeout?: number): Promise<PacketOf<T>>;
  receive(type?: PacketType, timeout: number = this.#timeout): Promise<Packet> {
    const wanted = type ?? 'any packet';
    return this.#packetInbox.wait(
      () => `waiting for ${wanted} after ${this.#story()}`,
      timeout,
      () => {
        const packet = this.#packets[this.#handedOut];
        if (packet === undefined) return undefined;
        this.#handedOut++;
        if (type === undefined || packet.type === type) return packet;
        const message = `expected ${type}, received ${describe(packet)}`;
        throw new ScriptError('UNEXPECTED_PACKET', message);
      },
    );
  }

  receiveBytes(count: number, timeout: number = this.#timeout): Promise<Uint8Array> {
    return this.#byteInbox.wait(
      () => `waiting for ${count} bytes of which ${this.#byteCount - this.#bytesHandedOut} came`,
      timeout,
      () => {
        const from = this.#bytesHandedOut;
        if (this.#byteCount - from < count) return undefined;
        this.#bytesHandedOut += count;
        return this.#slice(from, from + count);
      },
    );
  }

  send(...packets: readonly Packet[]): void {
    this.#connection.write(packets.map((packet) => encode(packet, this.#version)));
  }

  sendBytes(...chunks: readonly (Uint8Array | readonly number[])[]): void {
    for (const chunk of chunks) this.#connection.write([Uint8Array.from(chunk)]);
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  reset(): void {
    this.#connection.destroy();
  }

  whenEnded(timeout: number = this.#timeout): Promise<CloseCause> {
    const waiting = () => 'waiting for the end of the connection';
    return this.#endInbox.wait(waiting, timeout, () => this.#ended);
  }

  #data(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#byteCount += chunk.length;
    this.#byteInbox.arrived();
    if (this.#malformed) return;
    try {
      this.#decoder.push(chunk, this.#packet);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#malformed = true;
      const message = `the client sent no valid packet: ${error.message}`;
      this.#packetInbox.end(new ScriptError('MALFORMED', message, { cause: error }));
    }
  }

  readonly #packet = (packet: Packet): void => {
    if (packet.type === 'connect') this.#version = packet.protocolVersion;
    this.#packets.push(packet);
    this.#packetInbox.arrived();
  };

  #close(cause: CloseCause): void {
    this.#ended = cause;
    const how = typeof cause === 'string' ? cause : cause.code;
    const error = new ScriptError('ENDED', `the connection ended (${how})`);
    this.#packetInbox.end(error);
    this.#byteInbox.end(error);
    this.#endInbox.arrived();
  }

  /** What the client did so far, for the message of an error. */
  #story(): string {
    if (this.#packets.length === 0) return `${this.#byteCount} bytes and no packet`;
    return this.#packets.map((packet) => packet.type).join(', ');
  }

  #slice(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(to - from);
    let start = 0;
    for (const chunk of this.#chunks) {
      const end = start + chunk.length;
      if (end > from && start < to) {
        const part = chunk.subarray(Math.max(0, from - start), Math.min(chunk.length, to - start));
        bytes.set(part, Math.max(start, from) - from);
      }
      start = end;
    }
    return bytes;
  }
}

function describe(packet: Packet): string {
  return JSON.stringify(packet, (_key, value: unknown) =>
    value instanceof Uint8Array ? `${value.length} bytes` : value,
  );
}
