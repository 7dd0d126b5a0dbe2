/** Topic names and filters: what is valid (section 4.7), shared subscriptions (4.8.2), and what matches what. */

import { Fault } from './errors.ts';
import { measureText } from './writer.ts';

const HASH = 0x23;
const DOLLAR = 0x24;
const PLUS = 0x2b;
const SLASH = 0x2f;
const SHARE = '$share/';

/** A filter taken apart. */
export interface TopicFilter {
  /** Of `$share/<shareName>/<filter>`; absent in an ordinary filter. */
  readonly shareName?: string;
  /** Without the `$share` part. */
  readonly filter: string;
  /** Whether `filter` holds `+` or `#`. */
  readonly wildcard: boolean;
}

/**
 * Checks a topic name: 1 to 65,535 bytes of UTF-8, no U+0000, no `+` and `#`.
 * @throws CodecError TOPIC_NAME, INVALID_TEXT, OUT_OF_RANGE or INVALID_TYPE
 */
export function validateTopicName(topic: string): void {
  try {
    measureText(topic, 'topic');
    checkTopicName(topic, 'topic');
  } catch (error) {
    throw error instanceof Fault ? error.toError(5) : error;
  }
}

/**
 * Checks a topic filter and splits off the share name of a shared subscription.
 * @throws CodecError TOPIC_FILTER, INVALID_TEXT, OUT_OF_RANGE or INVALID_TYPE
 */
export function parseTopicFilter(filter: string): TopicFilter {
  try {
    measureText(filter, 'filter');
    const start = checkShare(filter);
    const wildcard = checkWildcards(filter, start);
    if (start === 0) return { filter, wildcard };
    return {
      shareName: filter.slice(SHARE.length, start - 1),
      filter: filter.slice(start),
      wildcard,
    };
  } catch (error) {
    throw error instanceof Fault ? error.toError(5) : error;
  }
}

/**
 * Whether a valid topic name matches a valid filter. `+` is one level, `#` any number of levels at the end, the level
 * above it included; neither reaches a topic that begins with `$` from the first level [MQTT-4.7.2-1]. A shared
 * subscription matches as its filter does.
 */
export function matchTopic(filter: string, topic: string): boolean {
  let f = filter.startsWith(SHARE) ? filter.indexOf('/', SHARE.length) + 1 : 0;
  let t = 0;
  const first = filter.charCodeAt(f);
  if ((first === PLUS || first === HASH) && topic.charCodeAt(0) === DOLLAR) return false;
  for (;;) {
    const unit = filter.charCodeAt(f);
    if (unit === HASH) return f === filter.length - 1;
    if (unit === PLUS) {
      f++;
      while (t < topic.length && topic.charCodeAt(t) !== SLASH) t++;
    } else {
      while (f < filter.length && filter.charCodeAt(f) !== SLASH) {
        if (t >= topic.length || filter.charCodeAt(f++) !== topic.charCodeAt(t++)) return false;
      }
    }
    if (t === topic.length) return f === filter.length || filter.slice(f) === '/#';
    if (topic.charCodeAt(t++) !== SLASH || filter.charCodeAt(f++) !== SLASH) return false;
  }
}

/** Refuses an empty topic name and wildcards in it. */
export function checkTopicName(topic: string, field: string): void {
  if (topic.length === 0) throw new Fault('TOPIC_NAME', `${field} is empty`, '4.7.3-1', '4.7.3-1');
  checkNoWildcards(topic, field, '3.3.2-2');
}

export function checkNoWildcards(topic: string, field: string, statement5: string): void {
  if (topic.includes('#') || topic.includes('+')) {
    throw new Fault('TOPIC_NAME', `${field} must not hold + or #`, '3.3.2-2', statement5);
  }
}

/** Checks the `$share/<name>/` part and returns the index behind it, 0 if there is none. */
export function checkShare(filter: string): number {
  if (!filter.startsWith(SHARE)) return 0;
  const end = filter.indexOf('/', SHARE.length);
  if (end === SHARE.length) throw badFilter('needs a share name', '4.8.2-1');
  if (end < 0 || end === filter.length - 1)
    throw badFilter('needs a share name and a filter', '4.8.2-2');
  for (let i = SHARE.length; i < end; i++) {
    const unit = filter.charCodeAt(i);
    if (unit === HASH || unit === PLUS) {
      throw badFilter('must not hold + or # in the share name', '4.8.2-2');
    }
  }
  return end + 1;
}

/** Checks the places of wildcards from `start` on, and says whether there are any. */
export function checkWildcards(filter: string, start: number): boolean {
  const length = filter.length;
  if (start === length) throw badFilter('is empty', '4.7.3-1', '4.7.3-1');
  let wildcard = false;
  for (let i = start; i < length; i++) {
    const unit = filter.charCodeAt(i);
    if (unit !== HASH && unit !== PLUS) continue;
    wildcard = true;
    const opens = i === start || filter.charCodeAt(i - 1) === SLASH;
    const last = i === length - 1;
    if (unit === HASH) {
      if (!opens || !last)
        throw badFilter('must have # alone in its last level', '4.7.1-1', '4.7.1-2');
    } else if (!opens || !(last || filter.charCodeAt(i + 1) === SLASH)) {
      throw badFilter('must have + alone in its level', '4.7.1-2', '4.7.1-3');
    }
  }
  return wildcard;
}

function badFilter(what: string, statement5: string, statement4?: string): Fault {
  return new Fault('TOPIC_FILTER', `the topic filter ${what}`, statement4, statement5);
}
