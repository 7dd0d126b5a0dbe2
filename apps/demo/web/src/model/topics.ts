/** The topics that messages came for, as a tree, each with its last message. */

import { changed } from './frame.ts';
import type { Message } from './messages.ts';

export interface TopicNode {
  /** One level of the topic. */
  readonly name: string;
  readonly topic: string;
  readonly depth: number;
  readonly children: Map<string, TopicNode>;
  /** Messages for this topic itself. */
  count: number;
  last: Message | undefined;
  /** The last that the broker sent because it was retained. */
  retained: Message | undefined;
  open: boolean;
}

/** Nodes of the tree; topics beyond are counted only. */
const LARGEST = 10_000;

export class Topics {
  readonly #root = node('', '', -1);
  readonly #known = new Map<string, TopicNode>();
  #rows: TopicNode[] | undefined;
  #size = 0;
  #left = 0;

  /** Messages whose topic has no place in the tree. */
  get left(): number {
    return this.#left;
  }

  add(message: Message): void {
    const place = this.#known.get(message.topic) ?? this.#grow(message.topic);
    if (place === undefined) {
      this.#left++;
      return;
    }
    place.count++;
    place.last = message;
    if (message.retained) place.retained = message.payload.length > 0 ? message : undefined;
  }

  toggle(place: TopicNode): void {
    place.open = !place.open;
    this.#rows = undefined;
    changed();
  }

  /** What is not folded away, from top to bottom. */
  rows(): readonly TopicNode[] {
    this.#rows ??= [...visible(this.#root)];
    return this.#rows;
  }

  clear(): void {
    this.#root.children.clear();
    this.#known.clear();
    this.#rows = undefined;
    this.#size = 0;
    this.#left = 0;
    changed();
  }

  #grow(topic: string): TopicNode | undefined {
    const levels = topic.split('/');
    if (this.#size + levels.length > LARGEST) return undefined;
    this.#rows = undefined;
    let place = this.#root;
    for (const [depth, name] of levels.entries()) {
      let child = place.children.get(name);
      if (child === undefined) {
        child = node(name, levels.slice(0, depth + 1).join('/'), depth);
        place.children.set(name, child);
        this.#size++;
      }
      place = child;
    }
    this.#known.set(topic, place);
    return place;
  }
}

function* visible(parent: TopicNode): Generator<TopicNode, void, undefined> {
  for (const child of parent.children.values()) {
    yield child;
    if (child.open) yield* visible(child);
  }
}

function node(name: string, topic: string, depth: number): TopicNode {
  return {
    name,
    topic,
    depth,
    children: new Map(),
    count: 0,
    last: undefined,
    retained: undefined,
    open: true,
  };
}
