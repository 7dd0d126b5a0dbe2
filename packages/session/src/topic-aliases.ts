/** Topic aliases of one connection, both directions; a new connection starts with none [MQTT-3.3.2-7]. */

import type { PublishPacket } from '@x/codec';

export class TopicAliases {
  #outgoing: Map<number, string> | undefined;
  #incoming: Map<number, string> | undefined;

  /** What we told the server that an alias stands for. */
  outgoing(alias: number): string | undefined {
    return this.#outgoing?.get(alias);
  }

  /** Called when the PUBLISH that defines it is written. */
  define(alias: number, topic: string): void {
    this.#outgoing ??= new Map();
    this.#outgoing.set(alias, topic);
  }

  /** The topic of a received PUBLISH, whose alias it remembers; undefined when the alias was never defined. */
  resolve(packet: PublishPacket, alias: number): string | undefined {
    if (packet.topic === '') return this.#incoming?.get(alias);
    this.#incoming ??= new Map();
    this.#incoming.set(alias, packet.topic);
    return packet.topic;
  }

  reset(): void {
    this.#outgoing = undefined;
    this.#incoming = undefined;
  }
}
