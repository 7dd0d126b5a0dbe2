/** One client of a soak: it publishes to its own topics, gets those of another client, and tells its histories. */

import { MQTT, MQTTVersions } from '@x/client';
import { until, wait, within } from '../bounded.ts';
import { certificate } from '../brokers/folder.ts';
import type { Version } from '../brokers/peer.ts';
import { SESSION_EXPIRY } from '../exchange.ts';
import { HOST } from '../program.ts';
import type { Counts } from './counts.ts';
import { History, type QoS } from './history.ts';
import { isWhole, numberOf, payloadOf } from './payload.ts';
import { type Route, urlOf } from './route.ts';

/** Messages of QoS 1 and 2 that a client leaves open at once, and publishes that wait for the system. */
const WINDOW = 60;
/** The numbers of errors that a broken network gives, and nothing else does. */
const NETWORK = new Set([
  118, 201, 276, 301, 1120, 4002, 4003, 10053, 10054, 10058, 10060, 10061, 11001,
]);
/** Of the DISCONNECT of a server whose keep alive ran out, 0x8D. */
const SERVER_MISSED_US = 'keep alive timeout (141)';
/** Seconds: a stall ends within two of them. */
const KEEP_ALIVE = 4;
const FENCE = 'fence';
const TRIES = 5;
/** Milliseconds. */
const FENCE_PATIENCE = 5000;

export interface SoakClientOptions {
  readonly id: string;
  readonly version: Version;
  readonly route: Route;
  /** Of what stands between this client and its broker. */
  readonly port: number;
  /** Publishes wait for a lost connection in the client's own queue; otherwise they are refused. */
  readonly queues: boolean;
  /** JSON, of a client of MQTT 5. */
  readonly connectProperties: string;
  readonly counts: Counts;
}

export class SoakClient {
  readonly mqtt = new MQTT();
  readonly id: string;
  readonly route: Route;
  /** What it publishes, by QoS. */
  readonly histories: readonly [History, History, History];
  readonly #options: SoakClientOptions;
  readonly #counts: Counts;
  #from: SoakClient | undefined;
  #calls = 0;
  #fenced = false;
  #fences = 0;
  #leaving = false;
  #started = false;
  /** When its connections began, since they were judged. */
  connections: number[] = [];
  readonly faults: string[] = [];

  constructor(options: SoakClientOptions) {
    const { id, counts, route } = options;
    this.id = id;
    this.route = route;
    this.#options = options;
    this.#counts = counts;
    const historyOf = (qos: QoS) => new History(`${id} (${this.#name})`, qos);
    this.histories = [historyOf(0), historyOf(1), historyOf(2)];
    this.#listen();
  }

  get #name(): string {
    return `${this.#options.version === 5 ? '5.0' : '3.1.1'}, ${this.route.name}`;
  }

  /** Connects, and asks for the messages of `from`. */
  async start(from: SoakClient): Promise<void> {
    this.#from = from;
    await this.#configure();
    await within(this.mqtt.connectTo(urlOf(this.route, this.#options.port), 0), 'connecting');
    const granted = new Promise<void>((resolve) => {
      this.mqtt.once('Subscribed', ({ responseCode }) => {
        if (responseCode > 2) this.#fault(`subscribing gave ${responseCode}`);
        resolve();
      });
    });
    await within(this.mqtt.subscribe(`${from.id}/#`, 2), 'subscribing');
    await within(granted, 'SUBACK');
    this.#started = true;
  }

  /** Does nothing while much is under way. `size`: bytes. */
  publish(qos: QoS, size: number): void {
    const { mqtt } = this;
    if (this.#leaving || this.#calls + mqtt.getOutgoingMessages().size > WINDOW) return;
    if (!this.#options.queues && !mqtt.isConnected()) return;
    const history = this.histories[qos];
    const number = history.publish(performance.now());
    this.#calls += 1;
    mqtt
      .publishData(`${this.id}/${qos}`, qos, payloadOf(number, size))
      .then(() => {
        this.#counts.published[qos] = (this.#counts.published[qos] ?? 0) + 1;
      })
      .catch((error: unknown) => this.#notSent(qos, number, error))
      .finally(() => {
        this.#calls -= 1;
      });
  }

  /** As an application does that goes away for a moment: in order, or by pulling the plug. */
  async leave(how: 'disconnect' | 'interrupt', pause: number): Promise<void> {
    if (this.#leaving || !this.mqtt.isConnected()) return;
    this.#leaving = true;
    this.#counts.leaves += 1;
    await within(this.mqtt[how](), `to ${how}`);
    await wait(pause);
    while (!this.mqtt.isConnected()) {
      await within(this.mqtt.connect(), 'connecting again').catch(() => wait(50));
    }
    this.#leaving = false;
  }

  /** Everything that it published has arrived, and is acknowledged. */
  get isThrough(): boolean {
    const open = this.histories.some((history) => history.open > 0);
    const { mqtt } = this;
    return (
      !open && this.#calls === 0 && mqtt.isConnected() && mqtt.getOutgoingMessages().size === 0
    );
  }

  /** For whoever looks for what does not come to rest. */
  get state(): string {
    const { mqtt } = this;
    const open = this.histories.map((history) => history.open).join('/');
    const link = mqtt.isConnected() ? 'connected' : 'not connected';
    return `${this.id} (${this.#name}): ${link}, ${open} to come, ${this.#calls} calls, ${mqtt.getOutgoingMessages().size} unacknowledged`;
  }

  /**
   * A last message, that nobody judges, to the client that listens, and its acknowledgement: nothing of what this
   * client sent before is still on its way, its own acknowledgements neither.
   */
  async fence(listener: SoakClient): Promise<void> {
    const before = this.#fences;
    listener.#fenced = false;
    const isThrough = () => listener.#fenced && this.#fences > before;
    const publish = () => this.mqtt.publishMessage(`${this.id}/${FENCE}`, 1, '');
    // A connection may have an end before it that was planned earlier.
    for (let tries = 0; tries < TRIES && !isThrough(); tries++) {
      await until(`${this.id} to be connected`, () => this.mqtt.isConnected());
      await publish().catch(ignored);
      await until(`the fence of ${this.id}`, isThrough, FENCE_PATIENCE).catch(ignored);
    }
    if (!isThrough()) this.#fault('its fence does not arrive');
  }

  async stop(): Promise<void> {
    if (this.mqtt.isConnected()) await within(this.mqtt.disconnect(), 'disconnecting');
    else await within(this.mqtt.interrupt(), 'interrupting');
  }

  async #configure(): Promise<void> {
    const { mqtt } = this;
    const { id, version, queues } = this.#options;
    const { proxy } = this.route;
    mqtt.setClientId(id);
    mqtt.setCleanSession(false);
    mqtt.setVersion(version === 5 ? MQTTVersions.mvV5 : MQTTVersions.mvV3);
    mqtt.setKeepAliveInterval(KEEP_ALIVE);
    mqtt.setTimeout(10);
    const settings = [
      'AutoReconnect=True',
      'ReconnectMinDelay=20',
      'ReconnectMaxDelay=300',
      // A message that goes out again over the same connection would be no fault, but look like one.
      'RepublishInterval=0',
      'MaxInflightMessages=20',
      'TcpNoDelay=True',
      `SSLServerCACerts=${certificate().pem}`,
      `ReuseSSLSession=${queues ? 'True' : 'False'}`,
    ];
    if (queues) settings.push('OfflineQueueMessages=50');
    if (version === 5) {
      settings.push(`SessionExpInterval=${SESSION_EXPIRY}`);
      settings.push(`ConnectProperties=${this.#options.connectProperties}`);
    }
    if (proxy !== undefined) {
      settings.push(`FirewallType=${proxy.type}`, `FirewallHost=${HOST}`);
      settings.push(`FirewallPort=${proxy.port}`);
    }
    for (const setting of settings) await mqtt.config(setting);
  }

  #listen(): void {
    const { mqtt } = this;
    mqtt
      .on('MessageIn', ({ topic, messageB, QOS, duplicate }) =>
        this.#arrived(topic, messageB, QOS, duplicate),
      )
      .on('MessageOut', ({ topic, messageB, QOS }) => {
        if (topic.endsWith(FENCE)) this.#fences += 1;
        else if (QOS > 0) {
          this.histories[QOS].acknowledge(numberOf(messageB), performance.now());
        }
      })
      .on('Connected', ({ statusCode }) => {
        if (statusCode !== 0) return;
        this.connections.push(performance.now());
        if (!this.#started) return;
        this.#counts.reconnects += 1;
        this.#counts.resends += mqtt.getOutgoingMessages().size;
      })
      .on('Disconnected', ({ statusCode, description }) => {
        if (statusCode !== 0) this.#counts.broken += 1;
        if (statusCode !== 0) this.#judge(statusCode, description);
      })
      .on('Error', ({ errorCode, description }) => {
        this.#judge(errorCode, description);
      });
  }

  #arrived(topic: string, payload: Uint8Array, qos: QoS, duplicate: boolean): void {
    const from = this.#from;
    if (from === undefined || !topic.startsWith(`${from.id}/`)) {
      return this.#fault(`a message to ${topic}, for which it has no subscription`);
    }
    if (topic.endsWith(FENCE)) {
      this.#fenced = true;
      return;
    }
    const history = from.histories[qos];
    const number = numberOf(payload);
    if (!isWhole(payload)) history.fault(`${number} came with another content`);
    if (topic !== `${from.id}/${qos}`) history.fault(`${number} to ${topic} came with QoS ${qos}`);
    this.#counts.arrived[qos] = (this.#counts.arrived[qos] ?? 0) + 1;
    if (!history.arrive(number, performance.now(), duplicate) && qos === 1) {
      this.#counts.repeated += 1;
    }
  }

  /** The connection went first. Of QoS 1 and 2 the session keeps what it sent. */
  #notSent(qos: QoS, number: number, error: unknown): void {
    const kept = [...this.mqtt.getOutgoingMessages()].some(
      ({ qos: other, messageB }) => other === qos && numberOf(messageB) === number,
    );
    if (kept) return;
    this.#counts.refused += 1;
    this.histories[qos].refuse(number);
    const code = error instanceof Error && 'code' in error ? Number(error.code) : -1;
    if (code !== 135 && code !== 1117) this.#judge(code, `publishing: ${error}`);
  }

  /** What a broken network gives is no fault; nor is that a server finds a stall first. */
  #judge(code: number, says: string): void {
    if (!NETWORK.has(code) && !says.includes(SERVER_MISSED_US)) this.#fault(`${code} ${says}`);
  }

  #fault(says: string): void {
    this.faults.push(`${this.id} (${this.#name}): ${says}`);
  }
}

function ignored(): void {
  // Tried again, and told if it never comes.
}
