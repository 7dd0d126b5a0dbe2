/** A client for one command: connected as the options say, ended by whatever happens first, disconnected in order. */

import { type MessageEvent, MQTT, MQTTError, MQTTVersions, type SubscribedEvent } from '@x/client';
import type { QoS } from '@x/codec';
import { CommandFailure, interruption, lineOf } from '../errors.ts';
import { configure } from '../options/configure.ts';
import type { OptionGroup, Values } from '../options/row.ts';
import type { Terminal } from '../terminal.ts';
import { reasonName } from '../text/names.ts';
import { packetText } from '../text/packet-text.ts';
import { connect } from './connecting.ts';
import { TRACE_SETTINGS, tracedPacket } from './wire.ts';

const NOT_CONNECTED = 1117;
/** No topic filter can contain it, so several of them fit into one call. */
const BETWEEN_FILTERS = '\0';

/** Where an answer goes, and what it repeats, in hexadecimal; empty: neither. */
export interface Address {
  readonly responseTopic: string;
  readonly correlation: string;
}

export class Client {
  readonly mqtt = new MQTT();
  readonly #terminal: Terminal;
  readonly #values: Values;
  /** Settles, as a rejection, when there is no more to wait for. */
  readonly #end: Promise<never>;
  #fail: (reason: unknown) => void = () => undefined;
  #connected = false;
  #closing = false;
  /** The last word of the client was that it will connect again. */
  #comesBack = false;
  #refusal: CommandFailure | undefined;
  readonly #sentTopics = new Set<string>();
  /** Everything that may end a wait calls these. */
  readonly #lookouts = new Set<() => void>();

  private constructor(terminal: Terminal, values: Values) {
    this.#terminal = terminal;
    this.#values = values;
    this.#end = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // It may come when nobody waits.
    this.#end.catch(() => undefined);
    const { interrupted, unread } = terminal;
    onAbort(interrupted, () => this.#fail(interruption(interrupted)));
    onAbort(unread, () => this.#fail(new CommandFailure('ok', 'nobody reads the output')));
    this.#listen();
  }

  /**
   * Works, which begins with `connect`, and disconnects whatever comes of it.
   * Rejects: CommandFailure for what can go wrong with a broker, and after Ctrl-C.
   */
  static async use<T>(
    terminal: Terminal,
    groups: readonly OptionGroup[],
    values: Values,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    const client = new Client(terminal, values);
    try {
      await client.#prepare(groups);
      return await client.#orEnd(work(client));
    } finally {
      await client.#close();
    }
  }

  /** Ends the command: for what goes wrong where nobody waits. */
  readonly fail = (error: unknown): void => this.#fail(failureOf(error));

  get speaks5(): boolean {
    return this.mqtt.getVersion() === MQTTVersions.mvV5;
  }

  /** Calls this with each message, in order; before `connect`, since those of a session come at once. */
  onMessage(listener: (message: MessageEvent) => void): void {
    this.mqtt.on('MessageIn', listener);
  }

  /** Sends SUBSCRIBE and waits for the answer. Rejects: CommandFailure `refused`. */
  async subscribe(filters: readonly string[], qos: QoS): Promise<void> {
    const answers: SubscribedEvent[] = [];
    const listener = (event: SubscribedEvent): void => {
      answers.push(event);
      this.#look();
    };
    this.mqtt.on('Subscribed', listener);
    await this.#call(() => this.mqtt.subscribe(filters.join(BETWEEN_FILTERS), qos));
    await this.until(() => answers.length >= filters.length);
    this.mqtt.off('Subscribed', listener);
    const refused = answers.find(({ responseCode }) => responseCode > 2);
    if (refused === undefined) return;
    const reason = reasonName('suback', refused.responseCode);
    throw new CommandFailure('refused', `the broker refused ${refused.topicFilter}: ${reason}`);
  }

  /**
   * Hands a message over; `settled` tells when the broker has it. Between two connections it waits for the next.
   * Rejects: CommandFailure `refused`, `usage` for a topic that MQTT does not allow.
   */
  async publish(topic: string, qos: QoS, payload: Uint8Array, address?: Address): Promise<void> {
    for (;;) {
      try {
        // A setting takes effect within the call, so the two belong together.
        const addressed = address && this.mqtt.config(addressSetting(address));
        await Promise.all([addressed, this.mqtt.publishData(topic, qos, payload)]);
        this.#sentTopics.add(topic);
        return;
      } catch (error) {
        const lost = this.#comesBack && !this.mqtt.isConnected() && error instanceof MQTTError;
        if (!lost) throw failureOf(error);
        // Of QoS 1 and 2 the client keeps what it had accepted, and of QoS 0 nothing may be sent twice.
        if (error.code !== NOT_CONNECTED) return;
      }
      await this.until(() => this.mqtt.isConnected());
    }
  }

  /** Whether this topic went out over this connection, so that the broker knows its alias. */
  hasSent(topic: string): boolean {
    return this.#sentTopics.has(topic);
  }

  /** Waits until every message is acknowledged to its end. Rejects: CommandFailure `refused`. */
  async settled(): Promise<void> {
    await this.until(() => this.mqtt.getOutgoingMessages().length === 0);
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** Resolves as soon as this holds; it is asked whenever something happened. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#lookouts.delete(look);
        resolve();
      };
      this.#lookouts.add(look);
    });
  }

  async #prepare(groups: readonly OptionGroup[]): Promise<void> {
    const { mqtt } = this;
    await mqtt.config('TcpNoDelay=True');
    await mqtt.config(`TopicDelimiter=${BETWEEN_FILTERS}`);
    if (this.#values['packets'] === true) {
      for (const setting of TRACE_SETTINGS) await mqtt.config(setting);
      mqtt.on('Log', (event) => {
        const traced = tracedPacket(event, this.speaks5 ? 5 : 4);
        if (traced !== undefined)
          this.#terminal.complain(`${traced.way} ${packetText(traced.packet)}\n`);
      });
    }
    await configure(mqtt, groups, this.#values);
  }

  /** Rejects: CommandFailure `unreachable`, `refused`, `usage`. */
  connect(): Promise<void> {
    return connect(this.mqtt);
  }

  async #close(): Promise<void> {
    this.#closing = true;
    try {
      await this.mqtt.disconnect();
    } catch (error) {
      // What is there to disconnect may have gone by itself.
      if (!(error instanceof MQTTError)) throw error;
    }
  }

  async #call(operation: () => Promise<void>): Promise<void> {
    try {
      await operation();
    } catch (error) {
      throw failureOf(error);
    }
  }

  #orEnd<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#end]);
  }

  #look(): void {
    for (const look of [...this.#lookouts]) look();
  }

  #listen(): void {
    const { mqtt } = this;
    mqtt.on('Log', ({ logType, message }) => {
      if (logType !== 'Reconnect') return;
      this.#comesBack = message.startsWith('connecting again');
      this.#remark(message);
    });
    mqtt.on('Connected', ({ statusCode, description }) => {
      if (statusCode !== 0) return this.#afterwards(description);
      this.#connected = true;
      this.#sentTopics.clear();
      queueMicrotask(() => this.#look());
    });
    mqtt.on('Disconnected', ({ description }) => this.#afterwards(description));
    mqtt.on('Error', ({ description }) => this.#remark(description));
    mqtt.on('MessageIn', () => {
      if (this.#lookouts.size > 0) queueMicrotask(() => this.#look());
    });
    mqtt.on('MessageAck', ({ direction, responseCode, packetId }) => {
      if (direction === 0 && responseCode >= 0x80) this.#refused(packetId, responseCode);
      // The message leaves its list after the listeners.
      queueMicrotask(() => this.#look());
    });
  }

  /** The client says after its listeners whether it will connect again. A first attempt fails by its promise. */
  #afterwards(description: string): void {
    if (!this.#connected) return;
    this.#comesBack = false;
    queueMicrotask(() => {
      if (this.#comesBack || this.#closing) return;
      this.#fail(new CommandFailure('lost', `the connection ended: ${description}`));
    });
  }

  #refused(packetId: number, code: number): void {
    const reason = reasonName('puback', code);
    this.#refusal ??= new CommandFailure(
      'refused',
      `the broker refused message ${packetId}: ${reason}`,
    );
  }

  #remark(text: string): void {
    if (!this.#closing) this.#terminal.complain(`x-mqtt: ${text}\n`);
  }
}

function addressSetting({ responseTopic, correlation }: Address): string {
  const properties = { ResponseTopic: responseTopic, CorrelationData: correlation };
  return `OutgoingMessageProperties=${JSON.stringify(properties)}`;
}

/** What the client rejected with, as the end of a command. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof MQTTError)) return error;
  const usage = error.code >= 501 && error.code <= 505;
  return new CommandFailure(usage ? 'usage' : 'refused', lineOf(error), { cause: error });
}

function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
