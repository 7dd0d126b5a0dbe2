/** The page's client: what the forms ask of it, and what it tells, sorted into the stores that the page draws. */

import { signal } from '@preact/signals';
import { type LogEvent, type MessageEvent, MQTT, MQTTVersions } from '@x/client';
import type { QoS } from '@x/codec';
import { Aliases } from './aliases.ts';
import { Exchanges } from './exchanges.ts';
import { beforeDrawing, changed } from './frame.ts';
import { Messages } from './messages.ts';
import { Packets } from './packets.ts';
import { hexOf } from './payload.ts';
import { Rates } from './rates.ts';
import { RoundTrips } from './round-trips.ts';
import { Topics } from './topics.ts';
import type { ConnectWish, PublishWish, SubscribeWish, Subscription } from './wishes.ts';

export type Phase = 'offline' | 'connecting' | 'connected' | 'waiting';

export interface Note {
  readonly text: string;
  readonly bad: boolean;
}

/** No topic filter can contain it, so a comma in one separates nothing. */
const BETWEEN_FILTERS = '\0';
const SETTINGS = [
  'AutoReconnect=True',
  'ReconnectMinDelay=200',
  'ReconnectMaxDelay=2000',
  'ConnectionTimeout=15',
  'OfflineQueueMessages=10000',
  'OfflineQueueBytes=33554432',
  'LogLevel=3',
  // The page is for looking at payloads; passwords are masked where they are shown.
  'MaskSensitiveData=False',
  `TopicDelimiter=${BETWEEN_FILTERS}`,
];
/** Packets in one window after which the log rests for the remainder of it, so that messages never wait for it. */
const BURST = 400;
/** Milliseconds. */
const WINDOW = 500;
const utf8 = new TextEncoder();

class Connection {
  readonly phase = signal<Phase>('offline');
  readonly note = signal<Note>({ text: 'Not connected.', bad: false });
  readonly subscriptions = signal<readonly Subscription[]>([]);
  /** Of the broker's CONNACK: name and value. */
  readonly terms = signal<readonly (readonly [string, string])[]>([]);
  readonly messages = new Messages();
  readonly topics = new Topics();
  readonly packets = new Packets();
  readonly aliases = new Aliases();
  readonly exchanges = new Exchanges(this.aliases);
  /** Publishes that wait for the broker's quota, or for a connection. */
  readonly queued = signal(0);
  readonly rates = new Rates();
  /** Whether packets come faster than anyone could read, and are not logged for a moment. */
  readonly logRests = signal(false);
  readonly #mqtt = new MQTT();
  readonly #roundTrips = new RoundTrips();
  #logged = 0;

  constructor() {
    for (const setting of SETTINGS) this.#configure(setting);
    this.#listen();
    beforeDrawing(() => this.#look());
    setInterval(() => this.#openWindow(), WINDOW);
  }

  /** As the connection in use has it. */
  get speaks5(): boolean {
    return this.#mqtt.getVersion() === MQTTVersions.mvV5;
  }

  async connect(wish: ConnectWish): Promise<void> {
    const mqtt = this.#mqtt;
    try {
      await mqtt.disconnect();
      this.phase.value = 'connecting';
      this.#say(`Connecting to ${wish.url} …`);
      mqtt.setVersion(wish.version === '5.0' ? MQTTVersions.mvV5 : MQTTVersions.mvV3);
      mqtt.setClientId(wish.clientId);
      mqtt.setCleanSession(wish.cleanStart);
      mqtt.setKeepAliveInterval(wish.keepAlive);
      mqtt.setUser(wish.user);
      mqtt.setPassword(wish.password);
      mqtt.setWillTopic(wish.willTopic);
      mqtt.setWillMessage(wish.willMessage);
      await mqtt.config(`WillQOS=${wish.willQos}`);
      await mqtt.config(`WillRetain=${wish.willRetain ? 'True' : 'False'}`);
      await mqtt.config(`SessionExpInterval=${wish.sessionExpiry}`);
      await mqtt.config(`ConnectProperties=${connectPropertiesOf(wish)}`);
      await mqtt.connectTo(wish.url, 0);
    } catch (error) {
      this.phase.value = 'offline';
      this.#complain(error);
    }
  }

  async disconnect(): Promise<void> {
    await this.#attempt(() => this.#mqtt.disconnect());
    this.phase.value = 'offline';
    this.#say('Disconnected.');
  }

  async subscribe({ filter, qos }: SubscribeWish): Promise<void> {
    const others = this.subscriptions.value.filter((each) => each.filter !== filter);
    const done = await this.#attempt(() => this.#mqtt.subscribe(filter, qos));
    if (!done) return;
    const before = this.subscriptions.value.find((each) => each.filter === filter);
    this.subscriptions.value = [...others, before ?? { filter, qos, code: undefined }];
  }

  async unsubscribe(filter: string): Promise<void> {
    const done = await this.#attempt(() => this.#mqtt.unsubscribe(filter));
    if (!done) return;
    this.subscriptions.value = this.subscriptions.value.filter((each) => each.filter !== filter);
  }

  async publish(wish: PublishWish): Promise<void> {
    const payload = utf8.encode(wish.payload);
    const { qos, times, topicAlias } = wish;
    const connected = this.phase.value === 'connected' && this.speaks5;
    const known = connected && this.aliases.out.get(topicAlias ?? 0) === wish.topic;
    const topic = known ? '' : wish.topic;
    await this.#attempt(async () => {
      this.#configure(`Retain=${wish.retain ? 'True' : 'False'}`);
      this.#configure(`OutgoingMessageProperties=${this.speaks5 ? propertiesOf(wish) : ''}`);
      const all: Promise<void>[] = [];
      for (let count = 0; count < times; count++) {
        all.push(this.#mqtt.publishData(topic, qos, payload));
      }
      await Promise.all(all);
      if (connected) this.aliases.add('out', topicAlias, topic);
    });
  }

  #listen(): void {
    const mqtt = this.#mqtt;
    mqtt.on('Connected', ({ statusCode }) => {
      if (statusCode !== 0) return;
      this.aliases.forget();
      this.phase.value = 'connected';
      this.#say(`Connected as ${mqtt.getClientId()}.`);
      void this.#readTerms();
    });
    mqtt.on('Disconnected', ({ statusCode, description }) => {
      this.#roundTrips.forget();
      this.aliases.forget();
      this.phase.value = 'offline';
      if (statusCode !== 0) this.#say(`The connection ended: ${description}`, true);
    });
    mqtt.on('Error', ({ description }) => this.#say(description, true));
    mqtt.on('Log', (event) => this.#log(event));
    mqtt.on('MessageIn', (event) => this.#received(event));
    mqtt.on('MessageOut', () => {
      this.rates.sent();
      changed();
    });
    mqtt.on('MessageAck', ({ direction, index }) => {
      const [way, list] =
        direction === 0
          ? (['out', mqtt.getOutgoingMessages()] as const)
          : (['in', mqtt.getIncomingMessages()] as const);
      this.exchanges.finished(way, list[index], performance.now());
    });
    mqtt.on('Subscribed', ({ topicFilter, responseCode }) => {
      const code = responseCode;
      const known = this.subscriptions.value.find(({ filter }) => filter === topicFilter);
      const others = this.subscriptions.value.filter(({ filter }) => filter !== topicFilter);
      const qos = known?.qos ?? qosOf(code);
      this.subscriptions.value = [...others, { filter: topicFilter, qos, code }];
    });
  }

  #received(event: MessageEvent): void {
    this.rates.received();
    this.aliases.add('in', event.properties?.topicAlias, event.topic);
    this.topics.add(this.messages.add(event, Date.now()));
  }

  #log({ logLevel, logType, message }: LogEvent): void {
    if (logType === 'Reconnect' && message.startsWith('connecting again')) {
      this.phase.value = 'waiting';
    }
    if (logType !== 'Packet') return;
    if (logLevel === 2) {
      const roundTrip = this.#roundTrips.see(message, performance.now());
      if (roundTrip !== undefined) this.rates.roundTrip(roundTrip);
      changed();
      return;
    }
    this.packets.add(message, this.speaks5 ? 5 : 4, Date.now());
    this.#logged++;
    if (this.#logged !== BURST) return;
    this.logRests.value = true;
    this.#configure('LogLevel=1');
  }

  #openWindow(): void {
    if (this.exchanges.fading) changed();
    const quiet = this.#logged < BURST;
    this.#logged = 0;
    if (quiet) this.logRests.value = false;
    this.#configure('LogLevel=3');
  }

  #look(): void {
    const mqtt = this.#mqtt;
    const [outgoing, incoming] = [mqtt.getOutgoingMessages(), mqtt.getIncomingMessages()];
    this.exchanges.look(outgoing, incoming, performance.now());
    void this.#attempt(async () => {
      this.queued.value = Number(await mqtt.config('QueuedMessages'));
    });
  }

  async #readTerms(): Promise<void> {
    const session = ['Session present', await this.#mqtt.config('SessionPresent')] as const;
    const text = await this.#mqtt.config('ConnAckProperties');
    const properties: unknown = text === '' ? {} : JSON.parse(text);
    const entries = Object.entries(properties ?? {});
    this.terms.value = [session, ...entries.map(([name, value]) => [name, String(value)] as const)];
  }

  /** A setting takes effect within the call. */
  #configure(setting: string): void {
    this.#mqtt.config(setting).catch((error: unknown) => this.#complain(error));
  }

  async #attempt(operation: () => Promise<void>): Promise<boolean> {
    try {
      await operation();
      return true;
    } catch (error) {
      this.#complain(error);
      return false;
    }
  }

  #complain(error: unknown): void {
    this.#say(error instanceof Error ? error.message : String(error), true);
  }

  #say(text: string, bad = false): void {
    this.note.value = { text, bad };
    changed();
  }
}

function qosOf(granted: number): QoS {
  if (granted === 1) return 1;
  return granted === 2 ? 2 : 0;
}

/** With MQTT 3.1.1 they are not sent. */
function connectPropertiesOf({ receiveMaximum, topicAliasMaximum }: ConnectWish): string {
  return JSON.stringify({
    ReceiveMaximum: receiveMaximum,
    ClientTopicAliasMax: topicAliasMaximum,
  });
}

function propertiesOf(wish: PublishWish): string {
  const { contentType, expiry, userName, userValue } = wish;
  const properties = {
    ...(wish.responseTopic !== '' && { ResponseTopic: wish.responseTopic }),
    ...(wish.correlationData !== '' && {
      CorrelationData: hexOf(utf8.encode(wish.correlationData), ''),
    }),
    ...(wish.topicAlias !== undefined && { TopicAlias: wish.topicAlias }),
    ...(contentType !== '' && { ContentType: contentType }),
    ...(expiry !== undefined && { MessageExpInterval: expiry }),
    ...(userName !== '' && { UserProperty: `${userName}:${userValue}` }),
  };
  return Object.keys(properties).length === 0 ? '' : JSON.stringify(properties);
}

export const connection = new Connection();
