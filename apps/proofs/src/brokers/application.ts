/** The client in one case: it notes what comes in, and every wait of it has an end. */

import { MQTT, MQTTVersions } from '@x/client';
import { until, within } from '../bounded.ts';
import { certificate } from './folder.ts';
import type { Version } from './peer.ts';

/** Where and how a case runs. */
export interface Place {
  readonly url: string;
  readonly version: Version;
  /** Unlike that of any other run: for topics and client ids. Letters, digits and hyphens. */
  readonly name: string;
  /** Milliseconds for one step. */
  readonly limit: number;
}

export interface Came {
  readonly topic: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retained: boolean;
}

export interface Identity {
  readonly clientId?: string;
  /** The session outlives the connection. */
  readonly keeps?: true;
  readonly will?: { readonly topic: string; readonly text: string };
  readonly settings?: readonly string[];
}

/** Seconds. */
const EXPIRY = 3600;

export class Application {
  readonly mqtt = new MQTT();
  readonly came: Came[] = [];
  readonly errors: string[] = [];
  readonly #place: Place;
  #acknowledged = 0;
  #granted: number[] = [];

  private constructor(place: Place) {
    this.#place = place;
    this.mqtt
      .on('MessageIn', ({ topic, message, messageB, QOS, retained }) =>
        this.came.push({ topic, text: message, bytes: messageB, qos: QOS, retained }),
      )
      .on('MessageOut', () => {
        this.#acknowledged += 1;
      })
      .on('Subscribed', ({ responseCode }) => this.#granted.push(responseCode))
      .on('Error', ({ errorCode, description }) => this.errors.push(`${errorCode} ${description}`));
  }

  static async connect(place: Place, identity: Identity = {}): Promise<Application> {
    const application = new Application(place);
    await application.#configure(identity);
    await application.#within(application.mqtt.connectTo(place.url, 0), 'connecting');
    return application;
  }

  /** @throws unless the server grants this QoS */
  async subscribe(filter: string, qos: 0 | 1 | 2): Promise<void> {
    this.#granted = [];
    await this.#within(this.mqtt.subscribe(filter, qos), 'subscribing');
    await this.until('SUBACK', () => this.#granted.length > 0);
    if (this.#granted[0] !== qos) throw new Error(`QoS ${qos} granted as ${this.#granted[0]}`);
  }

  /** Resolves when the server has acknowledged all of them. */
  async publish(topic: string, qos: 0 | 1 | 2, texts: readonly string[]): Promise<void> {
    const due = this.#acknowledged + texts.length;
    const sent = texts.map((text) => this.mqtt.publishMessage(topic, qos, text));
    await this.#within(Promise.all(sent), 'publishing');
    await this.until('the acknowledgements', () => this.#acknowledged >= due);
  }

  async publishData(topic: string, data: Uint8Array): Promise<void> {
    await this.#within(this.mqtt.publishData(topic, 1, data), 'publishing');
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return until(what, holds, this.#place.limit);
  }

  /** Waits for them, then holds what came against them: exactly these, in this order. */
  async expect(texts: readonly string[]): Promise<void> {
    await this.until(`${texts.length} messages`, () => this.came.length >= texts.length).catch(
      (error: Error) => {
        throw new Error(`${error.message}: ${this.came.length} came`);
      },
    );
    const got = this.came.map(({ text }) => text);
    if (got.join() !== texts.join()) throw new Error(`came ${got.join(' ').slice(0, 80)}`);
    if (this.errors.length > 0) throw new Error(this.errors.join());
  }

  async disconnect(): Promise<void> {
    await this.#within(this.mqtt.disconnect(), 'disconnecting');
  }

  /** The connection ends without DISCONNECT, as when the process dies. */
  cut(): Promise<void> {
    return this.#within(this.mqtt.interrupt(), 'a cut');
  }

  async #configure({ clientId, keeps, will, settings = [] }: Identity): Promise<void> {
    const { mqtt } = this;
    const { version, name, limit } = this.#place;
    mqtt.setVersion(version === 5 ? MQTTVersions.mvV5 : MQTTVersions.mvV3);
    mqtt.setClientId(clientId ?? `${name}-${counter++}`);
    mqtt.setCleanSession(keeps !== true);
    mqtt.setTimeout(Math.ceil(limit / 1000));
    await mqtt.config(`SSLServerCACerts=${certificate().pem}`);
    if (keeps && version === 5) await mqtt.config(`SessionExpInterval=${EXPIRY}`);
    for (const setting of settings) await mqtt.config(setting);
    if (will === undefined) return;
    mqtt.setWillTopic(will.topic);
    mqtt.setWillMessage(will.text);
    await mqtt.config('WillQOS=1');
  }

  #within<T>(promise: Promise<T>, what: string): Promise<T> {
    return within(promise, what, this.#place.limit);
  }
}

let counter = 0;
