/** The Log event: lines about the connection, and about packets from level 2 on. */

import { CodecError, encode, type Packet, type ProtocolVersion } from '@x/codec';
import { type Listeners, LogEvent, type LogType } from '../events.ts';
import type { BytesOf, PacketLine } from './packet-lines.ts';

/** Read at each line, so that a changed setting takes effect at once. */
export interface LogSettings {
  /** 0 none, 1 information, 2 verbose, 3 debug. */
  readonly LogLevel: number;
  readonly MaskSensitiveData: boolean;
}

/** What there is to say about a packet; undefined as long as no setting asks for it. */
export type PacketLines = (
  way: 'sent' | 'received',
  packet: Packet,
  bytesOf: BytesOf,
) => readonly PacketLine[] | undefined;

export class PacketLog {
  readonly #listeners: Listeners;
  readonly #settings: LogSettings;
  readonly #packetLines: PacketLines;
  version: ProtocolVersion = 4;

  constructor(listeners: Listeners, settings: LogSettings, packetLines: PacketLines) {
    this.#listeners = listeners;
    this.#settings = settings;
    this.#packetLines = packetLines;
  }

  /** Whether packets are logged at all: asked for each packet, so it is cheap. */
  get enabled(): boolean {
    return this.#settings.LogLevel >= 2 && this.#listeners.has('Log');
  }

  /** A line that is not about a packet. */
  line(level: 1 | 2 | 3, message: string, type: LogType): void {
    if (this.#settings.LogLevel < level || !this.#listeners.has('Log')) return;
    this.#listeners.emit('Log', new LogEvent(level, message, type));
  }

  packet(way: 'sent' | 'received', packet: Packet): void {
    for (const { level, text } of this.#packetLines(way, packet, this.#bytesOf) ?? []) {
      this.line(level, text, 'Packet');
    }
  }

  /** A log line must never be the fault that ends a connection. */
  readonly #bytesOf: BytesOf = (packet) => {
    try {
      return encode(packet, this.version);
    } catch (error) {
      if (error instanceof CodecError) return error;
      throw error;
    }
  };
}
