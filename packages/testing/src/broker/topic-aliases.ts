/** The topic aliases of one connection, in one direction each ([MQTT-3.3.2-7]: they die with it). */

/** What the client defined. */
export class IncomingAliases {
  readonly #topics = new Map<number, string>();

  /** The topic of a PUBLISH with an alias; undefined if the alias was never defined. */
  resolve(topic: string, alias: number): string | undefined {
    if (topic === '') return this.#topics.get(alias);
    this.#topics.set(alias, topic);
    return topic;
  }
}

/** What this side defined: the first topics of the connection, as many as the client allows. */
export class OutgoingAliases {
  readonly #aliases = new Map<string, number>();
  readonly #maximum: number;

  /** @param maximum the client's Topic Alias Maximum; 0: none. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** The alias to send with a topic, if it has or may get one. */
  find(topic: string): { readonly alias: number; readonly known: boolean } | undefined {
    const alias = this.#aliases.get(topic);
    if (alias !== undefined) return { alias, known: true };
    if (this.#aliases.size >= this.#maximum) return undefined;
    return { alias: this.#aliases.size + 1, known: false };
  }

  /** To be called once the PUBLISH that defines the alias is on its way, not before. */
  define(topic: string, alias: number): void {
    this.#aliases.set(topic, alias);
  }
}
