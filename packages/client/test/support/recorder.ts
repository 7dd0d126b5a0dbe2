/** Writes down what a client says, in order, as short lines. */

import { EVENT_NAMES } from '../../src/event-classes.ts';
import type { MQTT } from '../../src/index.ts';

export interface Recorder {
  readonly lines: readonly string[];
  /** Resolves when a line equals or matches; rejects after eight seconds, with what was said. */
  until(expected: string | RegExp): Promise<void>;
  clear(): void;
}

export function record(mqtt: MQTT): Recorder {
  const lines: string[] = [];
  let look: () => void = () => undefined;
  const say = (line: string): void => {
    lines.push(line);
    look();
  };
  for (const name of EVENT_NAMES) {
    if (name === 'Log') continue;
    mqtt.on(name, (event: unknown) => say(describe(name, event as Record<string, unknown>)));
  }
  return {
    lines,
    clear: () => lines.splice(0),
    until(expected) {
      const found = () =>
        lines.some((line) =>
          typeof expected === 'string' ? line === expected : expected.test(line),
        );
      if (found()) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`never said ${String(expected)}, but:\n${lines.join('\n')}`)),
          8000,
        );
        look = () => {
          if (!found()) return;
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Connected: ['statusCode'],
  Disconnected: ['statusCode'],
  ConnectionStatus: ['connectionEvent'],
  Error: ['errorCode'],
  MessageAck: ['packetId', 'direction', 'index', 'responseCode'],
  MessageIn: ['packetId', 'topic', 'QOS', 'message'],
  MessageOut: ['packetId', 'topic', 'QOS', 'message'],
  Subscribed: ['topicFilter', 'QOS', 'responseCode'],
  Unsubscribed: ['topicFilters', 'responseCode'],
};

function describe(name: string, event: Record<string, unknown>): string {
  const fields = FIELDS[name] ?? [];
  return [name, ...fields.map((field) => String(event[field]))].join(' ');
}
