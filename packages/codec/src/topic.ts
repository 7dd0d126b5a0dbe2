/** Topic names and filters: what is valid (section 4.7), shared subscriptions (4.8.2), and what matches what. */

import { Fault } from './errors.ts';
import { checkTextSize, encodeUtf8 } from './utf8.ts';

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
    checkTextSize(topic, 'topic');
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
    const bytes = encodeUtf8(filter, 'filter');
    checkFilter(bytes, 0, bytes.length, 5);
  } catch (error) {
    throw error instanceof Fault ? error.toError(5) : error;
  }
  const start = shareEnd(filter);
  const rest = filter.slice(start);
  const wildcard = rest.includes('+') || rest.includes('#');
  if (start === 0) return { filter, wildcard };
  return { shareName: filter.slice(SHARE.length, start - 1), filter: rest, wildcard };
}

/**
 * Whether a valid topic name matches a valid filter. `+` is one level, `#` any number of levels at the end, the level
 * above it included; neither reaches a topic that begins with `$` from the first level [MQTT-4.7.2-1]. A shared
 * subscription matches as its filter does.
 */
export function matchTopic(filter: string, topic: string): boolean {
  let f = shareEnd(filter);
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

/** Where the filter of a shared subscription begins, 0 in an ordinary one. */
function shareEnd(filter: string): number {
  return filter.startsWith(SHARE) ? filter.indexOf('/', SHARE.length) + 1 : 0;
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

/**
 * Checks the filter in bytes[start, end), as read or as just written: all that counts is ASCII. Returns whether it is
 * a shared subscription, which 3.1.1 does not know.
 */
export function checkFilter(
  bytes: Uint8Array,
  start: number,
  end: number,
  version: number,
): boolean {
  let from = start;
  if (version === 5 && isShared(bytes, start, end)) {
    from = start + SHARE.length;
    while (from < end && bytes[from] !== SLASH) {
      if (bytes[from] === PLUS || bytes[from] === HASH) {
        throw badFilter('must not hold + or # in its share name', '4.8.2-2');
      }
      from++;
    }
    if (from === start + SHARE.length) throw badFilter('needs a share name', '4.8.2-1');
    if (++from >= end) throw badFilter('needs a filter behind its share name', '4.8.2-2');
  }
  if (from === end) throw badFilter('is empty', '4.7.3-1', '4.7.3-1');
  checkWildcards(bytes, from, end);
  return from > start;
}

function isShared(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== DOLLAR || end - start < SHARE.length) return false;
  for (let i = 1; i < SHARE.length; i++) {
    if (bytes[start + i] !== SHARE.charCodeAt(i)) return false;
  }
  return true;
}

function checkWildcards(bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== HASH && byte !== PLUS) continue;
    const opens = i === start || bytes[i - 1] === SLASH;
    const last = i + 1 === end;
    if (byte === HASH) {
      if (!opens || !last) throw badFilter('must have # alone at its end', '4.7.1-1', '4.7.1-2');
    } else if (!opens || !(last || bytes[i + 1] === SLASH)) {
      throw badFilter('must have + alone in its level', '4.7.1-2', '4.7.1-3');
    }
  }
}

function badFilter(what: string, statement5: string, statement4?: string): Fault {
  return new Fault('TOPIC_FILTER', `the topic filter ${what}`, statement4, statement5);
}
