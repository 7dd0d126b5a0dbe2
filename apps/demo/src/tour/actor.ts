/** A client on the stage: an MQTT object whose packets are shown, and whose calls end when the broker has answered. */

import { type MessageEvent, MQTT, MQTTVersions, type SubscribedEvent } from '@x/client';
import type { QoS } from '@x/codec';
import { TRACE_SETTINGS, type TracedPacket, tracedPacket } from '../client/wire.ts';
import type { Endpoint } from '../endpoint.ts';
import { lineOf } from '../errors.ts';
import type { Voice } from './plan.ts';
import { Unmet, type Waits } from './waits.ts';

export interface Part {
  /** As the trace shows it. */
  readonly name: string;
  readonly clientId: string;
  readonly voice: Voice;
  /** Where to connect, if not where the voice says. */
  readonly through?: Endpoint | undefined;
  /** Seconds that the broker keeps the session; by default none, and each connect starts anew. */
  readonly keepSession?: number | undefined;
}

/** What an actor does with what it notices. */
export interface Audience {
  readonly waits: Waits;
  packet(actor: Actor, traced: TracedPacket): void;
}

const KEEP_ALIVE = 30;

export class Actor {
  readonly part: Part;
  readonly mqtt = new MQTT();
  readonly inbox: MessageEvent[] = [];
  readonly packets: TracedPacket[] = [];
  /** Called with each packet before anything that it causes is sent. */
  onPacket: ((traced: TracedPacket) => void) | undefined;
  readonly #audience: Audience;
  readonly #sent: MessageEvent[] = [];
  readonly #answers: SubscribedEvent[] = [];
  #unsubscribed = 0;
  /** What no promise tells: refusals of a message, and the end of the connection. */
  #trouble: string | undefined;

  constructor(part: Part, audience: Audience) {
    this.part = part;
    this.#audience = audience;
    const { mqtt } = this;
    mqtt.setClientId(part.clientId);
    mqtt.setVersion(part.voice.version === 5 ? MQTTVersions.mvV5 : MQTTVersions.mvV3);
    mqtt.setKeepAliveInterval(KEEP_ALIVE);
    mqtt.setTimeout(Math.ceil(audience.waits.limit / 1000));
    // Small packets in turn are what Nagle's algorithm makes wait for the other side's delayed acknowledgement.
    this.configure('TcpNoDelay=True', ...TRACE_SETTINGS);
    if (part.keepSession !== undefined) {
      mqtt.setCleanSession(false);
      this.configure(`SessionExpInterval=${part.keepSession}`);
    }
    this.#listen();
  }

  get name(): string {
    return this.part.name;
  }

  /** Settings as `NAME=VALUE`; they hold from the next call on. */
  configure(...settings: readonly string[]): void {
    // A refusal would be a mistake of this program: it shows as a failed step.
    for (const setting of settings) {
      this.mqtt.config(setting).catch((error: unknown) => this.#fail(lineOf(error)));
    }
  }

  /** Resolves when the broker has accepted the connection. */
  async connect(): Promise<void> {
    const { url, port } = this.part.through ?? this.part.voice.endpoint;
    this.#trouble = undefined;
    await this.mqtt.connectTo(url, port);
  }

  /** Resolves when the broker has granted all filters. */
  async subscribe(filters: readonly string[], qos: QoS): Promise<void> {
    const before = this.#answers.length;
    this.#trouble = undefined;
    await this.mqtt.subscribe(filters.join(','), qos);
    await this.#until(`SUBACK for ${this.name}`, () => {
      return this.#answers.length - before === filters.length;
    });
    for (const { topicFilter, QOS, responseCode } of this.#answers.slice(before)) {
      if (responseCode > 2) throw new Unmet(`${topicFilter} was refused with ${responseCode}`);
      if (QOS !== qos) throw new Unmet(`${topicFilter} was granted QoS ${QOS} instead of ${qos}`);
    }
  }

  async unsubscribe(filter: string): Promise<void> {
    const before = this.#unsubscribed;
    this.#trouble = undefined;
    await this.mqtt.unsubscribe(filter);
    await this.#until(`UNSUBACK for ${this.name}`, () => this.#unsubscribed > before);
  }

  /** Resolves when the message is acknowledged as far as its QoS has it. */
  async publish(topic: string, qos: QoS, text: string): Promise<void> {
    const before = this.#sent.length;
    await this.send(topic, qos, text);
    await this.#until(`the end of ${this.name}'s QoS ${qos} exchange`, () =>
      this.#sent.slice(before).some((event) => event.topic === topic && event.message === text),
    );
  }

  /** Resolves when the message is on its way. */
  async send(topic: string, qos: QoS, text: string): Promise<void> {
    this.#trouble = undefined;
    await this.mqtt.publishMessage(topic, qos, text);
  }

  /** An empty text clears the topic. */
  async retain(topic: string, qos: QoS, text: string): Promise<void> {
    this.configure('Retain=True');
    try {
      await this.publish(topic, qos, text);
    } finally {
      this.configure('Retain=False');
    }
  }

  /** Waits for the first message of this topic, and of this text if one is given. */
  receive(topic: string, text?: string): Promise<MessageEvent> {
    return this.#until(`a message on ${topic} for ${this.name}`, () =>
      this.inbox.find(
        (event) => event.topic === topic && (text === undefined || event.message === text),
      ),
    );
  }

  /** The texts that came on this topic, in their order. */
  texts(topic: string): string[] {
    return this.inbox.filter((event) => event.topic === topic).map((event) => event.message);
  }

  #until<T>(what: string, probe: () => T | undefined | false): Promise<T> {
    return this.#audience.waits.until(what, () => {
      const found = probe();
      if (found !== undefined && found !== false) return found;
      if (this.#trouble === undefined) return undefined;
      throw new Unmet(`${this.name} waited for ${what}, but: ${this.#trouble}`);
    });
  }

  #fail(trouble: string): void {
    this.#trouble = trouble;
    this.#audience.waits.poke();
  }

  #keep<T>(list: T[], event: T): void {
    list.push(event);
    this.#audience.waits.poke();
  }

  #listen(): void {
    const { mqtt } = this;
    mqtt.on('Log', (event) => {
      const traced = tracedPacket(event, this.part.voice.version);
      if (traced === undefined) return;
      this.#audience.packet(this, traced);
      this.onPacket?.(traced);
      this.#keep(this.packets, traced);
    });
    mqtt.on('MessageIn', (event) => this.#keep(this.inbox, event));
    mqtt.on('MessageOut', (event) => this.#keep(this.#sent, event));
    mqtt.on('Subscribed', (event) => this.#keep(this.#answers, event));
    mqtt.on('Unsubscribed', () => {
      this.#unsubscribed++;
      this.#audience.waits.poke();
    });
    mqtt.on('Error', (event) => this.#fail(event.description));
    mqtt.on('Disconnected', (event) => this.#fail(`disconnected: ${event.description}`));
  }
}
