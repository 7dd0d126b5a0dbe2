/** Counts what arrives at a server, text by text, over a connection that nothing breaks. */

import { until } from './bounded.ts';
import { PlainClient } from './plain-client.ts';

const utf8 = new TextDecoder();

export class Observer {
  readonly #listening: PlainClient;
  readonly #speaking: PlainClient;
  /** In the order in which they came, by topic. */
  readonly #arrived = new Map<string, string[]>();

  private constructor(listening: PlainClient, speaking: PlainClient) {
    this.#listening = listening;
    this.#speaking = speaking;
    listening.onMessage = ({ topic, payload }) => {
      const texts = this.#arrived.get(topic);
      const text = utf8.decode(payload);
      if (texts === undefined) this.#arrived.set(topic, [text]);
      else texts.push(text);
    };
  }

  /** `filter` covers the topics of all cases. */
  static async open(port: number, filter: string): Promise<Observer> {
    const listening = await PlainClient.connect({ port, clientId: 'observer', version: 4 });
    const speaking = await PlainClient.connect({ port, clientId: 'speaker', version: 4 });
    await listening.subscribe(filter, 1);
    return new Observer(listening, speaking);
  }

  /** Resolves when the server has taken it over. */
  publish(topic: string, qos: 1 | 2, text: string): Promise<void> {
    return this.#speaking.publish(topic, qos, text);
  }

  /** All that has arrived there. A last message of our own shows that nothing is still on its way. */
  async arrivals(topic: string): Promise<readonly string[]> {
    const fence = `fence ${topic}`;
    await this.publish(topic, 1, fence);
    const texts = () => this.#arrived.get(topic) ?? [];
    await until(`the fence on ${topic}`, () => texts().includes(fence));
    return texts().filter((text) => text !== fence);
  }

  async close(): Promise<void> {
    await Promise.all([this.#listening.disconnect(), this.#speaking.disconnect()]);
  }
}
