/** An application on class MQTT that loses its connection once, comes back in the same process, and finishes its work. */

import { MQTT } from '@x/client';
import { TookTooLong, until, within } from '../bounded.ts';
import { configure } from '../configure.ts';
import type { Exchange } from '../exchange.ts';
import { HOST } from '../program.ts';

/** How the connection comes back: by a call, or by the setting AutoReconnect. */
export type Resume = 'connect' | 'automatic';

export interface Task {
  readonly exchange: Exchange;
  readonly clientId: string;
  readonly topic: string;
  readonly port: number;
}

const SETTINGS = {
  connect: [],
  automatic: ['AutoReconnect=True', 'ReconnectMinDelay=0', 'ReconnectMaxDelay=1'],
};

export class Application {
  readonly #mqtt = new MQTT();
  readonly #task: Task;
  readonly #resume: Resume;
  /** The texts of MessageIn, in order. */
  readonly delivered: string[] = [];
  readonly #acknowledged = new Set<string>();
  readonly errors: string[] = [];
  #lost = false;
  /** The connection was up, and AutoReconnect has to bring it back. */
  #comesBack = false;

  constructor(task: Task, resume: Resume) {
    this.#task = task;
    this.#resume = resume;
    this.#mqtt.setTimeout(10);
    this.#mqtt
      .on('MessageIn', ({ message }) => this.delivered.push(message))
      .on('MessageOut', ({ message }) => this.#acknowledged.add(message))
      .on('Error', ({ errorCode, description }) => this.errors.push(`${errorCode} ${description}`))
      .on('Disconnected', () => {
        this.#lost = true;
      });
  }

  acknowledged(text: string): boolean {
    return this.#acknowledged.has(text);
  }

  /** Works until all is done, or the connection is gone; both are well. */
  async run(texts: readonly string[]): Promise<void> {
    const { port, exchange, clientId } = this.#task;
    await configure(this.#mqtt, exchange, clientId, SETTINGS[this.#resume]);
    if (await this.#fails(this.#mqtt.connectTo(HOST, port), 'connecting')) return;
    this.#comesBack = this.#resume === 'automatic';
    for (const text of this.#due(texts)) void this.#publish(text).catch(cut);
    await until('the work, or its break', () => this.#lost || this.#isDone(texts));
    if (this.#lost) return;
    this.#comesBack = false;
    await this.#fails(this.#mqtt.disconnect(), 'disconnecting');
  }

  /** Comes back and finishes; here nothing may fail. */
  async finish(texts: readonly string[]): Promise<void> {
    if (this.#comesBack) await until('a reconnect', () => this.#mqtt.isConnected());
    else await within(this.#mqtt.connect(), 'connecting again');
    await within(Promise.all(this.#due(texts).map((text) => this.#publish(text))), 'publishing');
    await until('the rest of the work', () => this.#isDone(texts));
    await within(this.#mqtt.disconnect(), 'disconnecting at the end');
  }

  async close(): Promise<void> {
    await this.#mqtt.interrupt();
  }

  /** What is neither acknowledged nor kept by the session: an application would publish it again. */
  #due(texts: readonly string[]): readonly string[] {
    if (this.#task.exchange.role === 'receive') return [];
    const kept = [...this.#mqtt.getOutgoingMessages()].map(({ message }) => message);
    return texts.filter((text) => !this.#acknowledged.has(text) && !kept.includes(text));
  }

  #publish(text: string): Promise<void> {
    return this.#mqtt.publishMessage(this.#task.topic, this.#task.exchange.qos, text);
  }

  #isDone(texts: readonly string[]): boolean {
    if (this.#task.exchange.role === 'publish')
      return texts.every((text) => this.acknowledged(text));
    const { size } = this.#mqtt.getIncomingMessages();
    return size === 0 && texts.every((text) => this.delivered.includes(text));
  }

  /** Whether the cut made it fail. */
  async #fails(operation: Promise<void>, what: string): Promise<boolean> {
    try {
      await within(operation, what);
      return false;
    } catch (error) {
      if (error instanceof TookTooLong) throw error;
      return true;
    }
  }
}

function cut(): void {
  // The connection went first: the session may have kept the message, which #due finds out.
}
