/** Who wants what: the subscriptions of all sessions, found by topic. */

import { parseTopicFilter, TopicTrie } from '@x/codec';
import type { Session, SubscriptionEntry } from './session.ts';
import { SharedGroup } from './shared.ts';

export type Subscriber = SubscriptionEntry | SharedGroup<SubscriptionEntry>;

export class Subscriptions {
  readonly #trie = new TopicTrie<Subscriber>();
  readonly #groups = new Map<string, SharedGroup<SubscriptionEntry>>();

  match(topic: string): readonly Subscriber[] {
    return this.#trie.match(topic);
  }

  /** Adds a subscription; one of the same session to the same filter is replaced. Returns whether it is a new one. */
  add(entry: SubscriptionEntry): boolean {
    const { session, topicFilter } = entry;
    const isNew = !this.remove(session, topicFilter);
    session.subscriptions.set(topicFilter, entry);
    const { shareName } = parseTopicFilter(topicFilter);
    if (shareName === undefined) this.#trie.insert(topicFilter, entry);
    else this.#groupOf(topicFilter).add(entry);
    return isNew;
  }

  /** Returns whether there was one. */
  remove(session: Session, topicFilter: string): boolean {
    const entry = session.subscriptions.get(topicFilter);
    if (entry === undefined) return false;
    session.subscriptions.delete(topicFilter);
    const { shareName } = parseTopicFilter(topicFilter);
    if (shareName === undefined) {
      this.#trie.remove(topicFilter, entry);
      return true;
    }
    const group = this.#groupOf(topicFilter);
    group.remove(entry);
    if (group.size === 0) {
      this.#groups.delete(topicFilter);
      this.#trie.remove(topicFilter, group);
    }
    return true;
  }

  removeAll(session: Session): void {
    for (const topicFilter of [...session.subscriptions.keys()]) this.remove(session, topicFilter);
  }

  #groupOf(topicFilter: string): SharedGroup<SubscriptionEntry> {
    let group = this.#groups.get(topicFilter);
    if (group === undefined) {
      group = new SharedGroup<SubscriptionEntry>();
      this.#groups.set(topicFilter, group);
      this.#trie.insert(topicFilter, group);
    }
    return group;
  }
}
