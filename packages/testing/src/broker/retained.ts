/** The retained messages: one a topic, found by filter. */

import type { Message } from './message.ts';

interface Level {
  readonly children: Map<string, Level>;
  message: Message | undefined;
}

/** A level reached by a filter, and how much of the filter led to it. */
interface Place {
  readonly level: Level;
  readonly depth: number;
}

export class RetainedMessages {
  readonly #root: Level = { children: new Map(), message: undefined };

  /** Stores the message as its topic's retained one; an empty payload clears the topic ([MQTT-3.3.1-6], [MQTT-3.3.1-7]). */
  set(message: Message): void {
    if (message.payload.length === 0) {
      this.#clear(message.topic.split('/'));
      return;
    }
    let level = this.#root;
    for (const name of message.topic.split('/')) level = childOf(level, name);
    level.message = message.keep();
  }

  /** The messages that match a (not shared) filter and have not expired at `now`. */
  match(filter: string, now: number): Message[] {
    const levels = filter.split('/');
    const found: Message[] = [];
    // Level by level without recursion: a topic may have 65,536 levels.
    const places: Place[] = [{ level: this.#root, depth: 0 }];
    for (const { level, depth } of places) {
      const name = levels[depth];
      if (name === undefined) take(level, now, found);
      else if (name === '#' || name === '+') {
        // "sport/#" matches "sport" too.
        if (name === '#') take(level, now, found);
        const next = name === '#' ? depth : depth + 1;
        const first = level === this.#root;
        for (const [child, below] of level.children) {
          // [MQTT-4.7.2-1]: a leading wildcard does not match a topic that begins with $.
          if (!(first && child.startsWith('$'))) places.push({ level: below, depth: next });
        }
      } else {
        const below = level.children.get(name);
        if (below !== undefined) places.push({ level: below, depth: depth + 1 });
      }
    }
    return found;
  }

  /** Clears a topic, and the levels that it leaves empty from the last one up. */
  #clear(names: readonly string[]): void {
    const path: Level[] = [this.#root];
    for (const name of names) {
      const child = path[path.length - 1]?.children.get(name);
      if (child === undefined) return;
      path.push(child);
    }
    const last = path[names.length];
    if (last !== undefined) last.message = undefined;
    for (let depth = names.length; depth > 0; depth--) {
      const level = path[depth];
      const name = names[depth - 1];
      if (level === undefined || name === undefined) return;
      if (level.message !== undefined || level.children.size > 0) return;
      path[depth - 1]?.children.delete(name);
    }
  }
}

function childOf(level: Level, name: string): Level {
  let child = level.children.get(name);
  if (child === undefined) {
    child = { children: new Map(), message: undefined };
    level.children.set(name, child);
  }
  return child;
}

function take(level: Level, now: number, found: Message[]): void {
  if (level.message === undefined) return;
  if (level.message.expired(now)) level.message = undefined;
  else found.push(level.message);
}
