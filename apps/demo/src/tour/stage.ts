/** What the steps play on: the two clients that stay, those that come and go, links, checks, and the cleaning afterwards. */

import { randomUUID } from 'node:crypto';
import { lineOf } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { Actor, type Part } from './actor.ts';
import { Link } from './link.ts';
import { Narrator } from './narrator.ts';
import type { Plan, Voice } from './plan.ts';
import { Waits } from './waits.ts';

/** Seconds; a session that the tour could not clear is forgotten by itself then, in MQTT 5. */
const KEEP_SESSION = 300;

export class Stage {
  readonly plan: Plan;
  readonly narrator: Narrator;
  readonly waits: Waits;
  readonly first: Actor;
  readonly second: Actor;
  /** The checks of the step that runs which did not hold. */
  readonly failures: string[] = [];
  #packets = 0;
  readonly #run = randomUUID().slice(0, 8);
  readonly #prefix = `x-tour/${this.#run}`;
  readonly #actors: Actor[] = [];
  readonly #links: Link[] = [];
  readonly #retained = new Set<string>();
  /** Clients whose sessions the broker keeps, by client id. */
  readonly #sessions = new Map<string, Voice>();

  constructor(plan: Plan, limit: number, terminal: Terminal) {
    this.plan = plan;
    this.narrator = new Narrator(terminal, this.#prefix);
    this.waits = new Waits(limit, terminal.interrupted);
    this.first = this.enter('anna', plan.first);
    this.second = this.enter('ben', plan.second);
  }

  /** A topic name or filter of this run only. */
  topic(levels: string): string {
    return `${this.#prefix}/${levels}`;
  }

  /** What all topics of the run begin with. */
  get prefix(): string {
    return this.#prefix;
  }

  /** A name that no other run uses: for groups, and within client ids. */
  get run(): string {
    return this.#run;
  }

  /** A voice that speaks MQTT 5. Steps that need one are not played without it. */
  get modern(): Voice {
    return this.plan.first.version === 5 ? this.plan.first : this.plan.second;
  }

  /** One more client; it is not connected yet. */
  enter(name: string, voice: Voice, more: Pick<Part, 'through' | 'keepSession'> = {}): Actor {
    // Letters and digits, at most 23: what every server must accept ([MQTT-3.1.3-5]).
    const clientId = `tour${this.#run}${name}`;
    if (more.keepSession !== undefined) this.#sessions.set(clientId, voice);
    const actor = new Actor(
      { name, clientId, voice, ...more },
      {
        waits: this.waits,
        packet: (from, { way, packet }) => {
          this.#packets++;
          this.narrator.packet(from.name, way, packet);
        },
      },
    );
    this.#actors.push(actor);
    return actor;
  }

  /** A client whose session outlives its connections, which go through a link. */
  enterWithSession(name: string, voice: Voice, link: Link): Actor {
    return this.enter(name, voice, { through: link.endpoint, keepSession: KEEP_SESSION });
  }

  /** A link to where this voice connects. */
  async link(voice: Voice): Promise<Link> {
    const link = await Link.open(voice.endpoint, () => this.waits.poke());
    this.#links.push(link);
    return link;
  }

  /** Has a message retained; whatever comes then, it is cleared in the end. */
  async retain(by: Actor, levels: string, text: string): Promise<void> {
    const topic = this.topic(levels);
    this.#retained.add(topic);
    await by.retain(topic, 1, text);
    if (text === '') this.#retained.delete(topic);
  }

  check(holds: boolean, text: string): void {
    this.narrator.check(holds, text);
    if (!holds) this.failures.push(this.narrator.shorten(text));
  }

  /** How many packets were shown since the last call. */
  takePackets(): number {
    const count = this.#packets;
    this.#packets = 0;
    return count;
  }

  /** Clears what the broker still keeps of this run and closes everything. Returns what did not work. */
  async clear(): Promise<string[]> {
    this.narrator.fallSilent();
    const problems: string[] = [];
    const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
      await work().catch((error: unknown) => problems.push(`${what}: ${lineOf(error)}`));
    };
    for (const topic of this.#retained) {
      await attempt(`retained message on ${topic}`, () => this.#unretain(topic));
    }
    for (const actor of this.#actors) {
      await attempt(`disconnecting ${actor.name}`, () => actor.mqtt.disconnect());
    }
    for (const [clientId, voice] of this.#sessions) {
      await attempt(`session of ${clientId}`, () => this.#endSession(clientId, voice));
    }
    for (const link of this.#links) await attempt('closing a link', () => link.close());
    return problems;
  }

  async #unretain(topic: string): Promise<void> {
    const broom = this.#broom(`tour${this.#run}broom`, this.plan.first);
    await broom.connect();
    await broom.retain(topic, 1, '');
    await broom.mqtt.disconnect();
    this.#retained.delete(topic);
  }

  /** A clean connection ends the session before it ([MQTT-3.1.2-6] of 3.1.1, [MQTT-3.1.2-4] of 5.0). */
  async #endSession(clientId: string, voice: Voice): Promise<void> {
    const broom = this.#broom(clientId, voice);
    await broom.connect();
    await broom.mqtt.disconnect();
    this.#sessions.delete(clientId);
  }

  /** Nobody sees it, and Ctrl-C does not stop it: that is when it is needed. */
  #broom(clientId: string, voice: Voice): Actor {
    const waits = new Waits(this.waits.limit, new AbortController().signal);
    return new Actor({ name: 'broom', clientId, voice }, { waits, packet: () => undefined });
  }
}
