/** Values under topic filters, found by topic name: one walk down the levels instead of a match for every filter. */

import { parseTopicFilter } from './topic.ts';

class Node<T> {
  readonly parent: Node<T> | undefined;
  readonly level: string;
  /** By level; `+` and `#` are levels like any other here. */
  children: Map<string, Node<T>> | undefined = undefined;
  values: Set<T> | undefined = undefined;

  constructor(parent: Node<T> | undefined, level: string) {
    this.parent = parent;
    this.level = level;
  }
}

/**
 * A set of (filter, value) pairs. A shared subscription stands under its filter; the share name takes no part in the
 * match.
 */
export class TopicTrie<T> {
  readonly #root = new Node<T>(undefined, '');
  #size = 0;

  /** The number of pairs. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds a pair; one that is already there stays once.
   * @throws CodecError if the filter is malformed
   */
  insert(filter: string, value: T): void {
    let node = this.#root;
    for (const level of parseTopicFilter(filter).filter.split('/')) {
      node.children ??= new Map();
      let child = node.children.get(level);
      if (child === undefined) {
        child = new Node(node, level);
        node.children.set(level, child);
      }
      node = child;
    }
    node.values ??= new Set();
    if (node.values.has(value)) return;
    node.values.add(value);
    this.#size++;
  }

  /**
   * Takes a pair out, and says whether it was there.
   * @throws CodecError if the filter is malformed
   */
  remove(filter: string, value: T): boolean {
    let node: Node<T> | undefined = this.#root;
    for (const level of parseTopicFilter(filter).filter.split('/')) {
      node = node.children?.get(level);
      if (node === undefined) return false;
    }
    if (node.values?.delete(value) !== true) return false;
    this.#size--;
    prune(node);
    return true;
  }

  /** The values of all filters that match a topic name, in no particular order; one for each pair. */
  match(topic: string): T[] {
    const levels = topic.split('/');
    const found: T[] = [];
    let nodes = [this.#root];
    for (let depth = 0; nodes.length > 0; depth++) {
      const level = levels[depth];
      const next: Node<T>[] = [];
      // [MQTT-4.7.2-1] a wildcard in the first level does not reach $ topics
      const wild = depth > 0 || !topic.startsWith('$');
      for (const { children, values } of nodes) {
        if (level === undefined && values !== undefined) collect(values, found);
        if (children === undefined) continue;
        const rest = wild ? children.get('#') : undefined;
        if (rest?.values !== undefined) collect(rest.values, found);
        if (level === undefined) continue;
        const exact = level === '#' ? undefined : children.get(level);
        if (exact !== undefined) next.push(exact);
        const any = wild ? children.get('+') : undefined;
        if (any !== undefined && any !== exact) next.push(any);
      }
      nodes = next;
    }
    return found;
  }
}

function collect<T>(values: Set<T>, found: T[]): void {
  for (const value of values) found.push(value);
}

/** Drops the nodes that hold nothing any more, from the leaf up. */
function prune<T>(leaf: Node<T>): void {
  let node = leaf;
  if (node.values?.size === 0) node.values = undefined;
  while (node.parent !== undefined && node.values === undefined && node.children === undefined) {
    const { children } = node.parent;
    children?.delete(node.level);
    if (children?.size === 0) node.parent.children = undefined;
    node = node.parent;
  }
}
