/** The newest messages that came in, and those of them that a filter lets through. */

import type { MessageEvent } from '@x/client';
import { changed } from './frame.ts';
import { Ring } from './ring.ts';

export interface Message {
  /** Counts up from 1. */
  readonly serial: number;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
  readonly topic: string;
  readonly qos: number;
  readonly retained: boolean;
  readonly duplicate: boolean;
  readonly payload: Uint8Array;
  readonly properties: MessageEvent['properties'];
}

export const KEPT_MESSAGES = 5000;
/** Bytes of payload that are kept. */
const KEPT_BYTES = 33_554_432;
/** Bytes of a payload that the filter looks into. */
const SEARCHED = 1024;
const utf8 = new TextDecoder();

export class Messages {
  readonly #all = new Ring<Message>(KEPT_MESSAGES, KEPT_BYTES);
  #matching = this.#all;
  #filter = '';
  #serial = 0;

  /** Those that match the filter. */
  get matching(): Ring<Message> {
    return this.#matching;
  }

  /** How many came in all. */
  get count(): number {
    return this.#serial;
  }

  add(event: MessageEvent, time: number): Message {
    this.#serial++;
    const message: Message = {
      serial: this.#serial,
      time,
      topic: event.topic,
      qos: event.QOS,
      retained: event.retained,
      duplicate: event.duplicate,
      // A view would keep the whole chunk that it came with.
      payload: event.messageB.slice(),
      properties: event.properties,
    };
    this.#all.push(message, message.payload.length);
    if (this.#matching !== this.#all && this.#passes(message)) this.#keep(message);
    changed();
    return message;
  }

  /** @param text anywhere in topic or payload, in any case; empty: everything matches */
  filter(text: string): void {
    this.#filter = text.toLowerCase();
    this.#matching = this.#all;
    if (text !== '') {
      this.#matching = new Ring(KEPT_MESSAGES, KEPT_BYTES);
      for (const message of this.#all) if (this.#passes(message)) this.#keep(message);
    }
    changed();
  }

  clear(): void {
    this.#all.clear();
    this.#matching.clear();
    changed();
  }

  #keep(message: Message): void {
    this.#matching.push(message, message.payload.length);
  }

  #passes({ topic, payload }: Message): boolean {
    if (topic.toLowerCase().includes(this.#filter)) return true;
    return utf8.decode(payload.subarray(0, SEARCHED)).toLowerCase().includes(this.#filter);
  }
}
