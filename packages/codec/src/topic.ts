/** Topic names and filters: what is valid (section 4.7), shared subscriptions (4.8.2), and what matches what. */

import { Fault, fault } from './errors.ts';
import { checkTextField, encodeUtf8 } from './utf8.ts';

const HASH = 0x23;
const DOLLAR = 0x24;
const PLUS = 0x2b;
const SLASH = 0x2f;
const SHARE = '$share/';
/** A share name, and a filter behind it. */
const SHARED = /^.{7}[^/+#]+\/./s;
const NAMELESS = /^.{7}(\/|$)/;

/** The statement that refuses wildcards in a topic name. */
const WILDCARDS = '3.3.2-2';

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
    checkTextField(topic, 'topic');
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
    checkFilter(filter, bytes, 0, bytes.length, 5);
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
export function checkTopicName(topic: string, field: string, statement5 = WILDCARDS): void {
  if (topic === '') throw fault('TOPIC_NAME', `${field} is empty`, '4.7.3-1');
  if (topic.includes('#') || topic.includes('+')) {
    throw fault('TOPIC_NAME', `${field} must not hold + or #`, statement5, WILDCARDS);
  }
}

/**
 * Checks a filter, whose bytes are bytes[start, end). Returns whether it is a shared subscription, which 3.1.1 does not
 * know.
 */
export function checkFilter(
  filter: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  version: number,
): boolean {
  const shared = version !== 4 && filter.startsWith(SHARE);
  if (shared && !SHARED.test(filter)) {
    const part = NAMELESS.test(filter) ? 1 : 2;
    throw badFilter('must be $share/name/filter without + or # in the name', `4.8.2-${part}`);
  }
  if (filter === '') throw badFilter('is empty', '4.7.3-1');
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== HASH && byte !== PLUS) continue;
    const last = i + 1 === end;
    const opens = i === start || bytes[i - 1] === SLASH;
    if (opens && (last || (byte === PLUS && bytes[i + 1] === SLASH))) continue;
    const part = byte === HASH ? 1 : 2;
    throw badFilter('has a misplaced + or #', `4.7.1-${part}`, `4.7.1-${part + 1}`);
  }
  return shared;
}

function badFilter(what: string, statement5: string, statement4?: string): Fault {
  return fault('TOPIC_FILTER', `the topic filter ${what}`, statement5, statement4);
}
