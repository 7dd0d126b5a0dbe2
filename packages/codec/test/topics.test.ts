/** Topic matching: tables of the cases that matchers get wrong, and the trie against the matcher. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTopic, TopicTrie } from '../src/index.ts';
import { faultOf } from './faults.ts';

const MATCHES: readonly [filter: string, topic: string][] = [
  ['a', 'a'],
  ['a/b', 'a/b'],
  ['+', 'a'],
  ['+', ''],
  ['+/+', '/'],
  ['/+', '/a'],
  ['+/b', '/b'],
  ['a/+', 'a/'],
  ['a/+/c', 'a//c'],
  ['a/+/c', 'a/b/c'],
  ['#', 'a/b/c'],
  ['#', '/'],
  ['a/#', 'a'],
  ['a/#', 'a/'],
  ['a/#', 'a/b/c'],
  ['+/#', 'a'],
  ['/#', '/'],
  ['/#', '/a'],
  ['+/+/#', 'a/b'],
  ['$SYS/#', '$SYS'],
  ['$SYS/+', '$SYS/a'],
  ['a/$b', 'a/$b'],
  ['a/+', 'a/$b'],
  ['a/#', 'a/$b'],
  ['$share/g/a/+', 'a/b'],
  ['ä/+', 'ä/ö'],
];

const MISSES: readonly [filter: string, topic: string][] = [
  ['a', 'A'],
  ['a', 'a/'],
  ['a/', 'a'],
  ['a', '/a'],
  ['a', 'ab'],
  ['ab', 'a'],
  ['+', '/'],
  ['+', 'a/b'],
  ['a/+', 'a'],
  ['a/+', 'a/b/c'],
  ['+/+', 'a'],
  ['/+', 'a'],
  ['/#', 'a'],
  ['a/#', 'ab'],
  ['a/b/#', 'a'],
  ['#', '$SYS'],
  ['#', '$SYS/a'],
  ['+/a', '$SYS/a'],
  ['+', '$a'],
  ['+/#', '$SYS/a'],
  ['$SYS/+', '$SYS'],
  ['$share/g/#', '$SYS/a'],
  ['$share/g/a', '$share/g/b'],
];

describe('matchTopic', () => {
  it.each(MATCHES)('%j matches %j', (filter, topic) => {
    expect(matchTopic(filter, topic)).toBe(true);
    expect(trieMatch(filter, topic)).toEqual([1]);
  });

  it.each(MISSES)('%j does not match %j', (filter, topic) => {
    expect(matchTopic(filter, topic)).toBe(false);
    expect(trieMatch(filter, topic)).toEqual([]);
  });

  it('agrees with a matcher that splits', () => {
    fc.assert(
      fc.property(filterOfFew, topicOfFew, (filter, topic) => {
        expect(matchTopic(filter, topic)).toBe(naiveMatch(filter, topic));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('TopicTrie', () => {
  it('finds what the matcher finds, also after removals', () => {
    fc.assert(
      fc.property(
        fc.array(filterOfFew, { maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        fc.array(topicOfFew, { minLength: 1, maxLength: 10 }),
        (filters, removals, topics) => {
          const trie = new TopicTrie<number>();
          const pairs = new Map(filters.map((filter, i) => [i, filter] as const));
          for (const [i, filter] of pairs) trie.insert(filter, i);
          for (const removal of removals) {
            const i = removal % Math.max(1, filters.length);
            expect(trie.remove(filters[i] ?? 'none', i)).toBe(pairs.delete(i));
          }
          expect(trie.size).toBe(pairs.size);
          for (const topic of topics) {
            const expected = [...pairs].filter(([, filter]) => matchTopic(filter, topic));
            expect(trie.match(topic).sort((a, b) => a - b)).toEqual(expected.map(([i]) => i));
          }
        },
      ),
    );
  });

  it('keeps a pair once, and several values under a filter', () => {
    const trie = new TopicTrie<string>();
    trie.insert('a/+', 'x');
    trie.insert('a/+', 'x');
    trie.insert('a/+', 'y');
    expect(trie.size).toBe(2);
    expect(trie.match('a/b').sort()).toEqual(['x', 'y']);
    expect(trie.remove('a/+', 'x')).toBe(true);
    expect(trie.remove('a/+', 'x')).toBe(false);
    expect(trie.remove('a/b', 'y')).toBe(false);
    expect(trie.match('a/b')).toEqual(['y']);
  });

  it('refuses malformed filters', () => {
    const trie = new TopicTrie<number>();
    expect(faultOf(() => trie.insert('a#', 1)).code).toBe('TOPIC_FILTER');
    expect(faultOf(() => trie.remove('', 1)).code).toBe('TOPIC_FILTER');
    expect(trie.size).toBe(0);
  });

  it('survives the deepest filter and topic', () => {
    const trie = new TopicTrie<number>();
    const deep = '/'.repeat(65_535);
    trie.insert(deep, 1);
    trie.insert(`${'+/'.repeat(32_767)}#`, 2);
    expect(trie.match(deep).sort()).toEqual([1, 2]);
    expect(trie.remove(deep, 1)).toBe(true);
    expect(trie.match(deep)).toEqual([2]);
  });

  it('returns a list larger than an argument list can be', () => {
    const trie = new TopicTrie<number>();
    for (let i = 0; i < 200_000; i++) trie.insert('a', i);
    expect(trie.match('a').length).toBe(200_000);
  });
});

const level = fc.constantFrom('', 'a', 'b', '$a');
const topicOfFew = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((topic) => topic !== '');
const filterOfFew = fc
  .tuple(
    fc.array(fc.oneof(level, fc.constant('+')), { minLength: 0, maxLength: 4 }),
    fc.boolean(),
    fc.constantFrom('', '', '$share/g/'),
  )
  .map(([levels, hash, share]) => [[...levels, ...(hash ? ['#'] : [])].join('/'), share] as const)
  .filter(([filter]) => filter !== '')
  .map(([filter, share]) => share + filter);

function trieMatch(filter: string, topic: string): number[] {
  const trie = new TopicTrie<number>();
  trie.insert(filter, 1);
  return trie.match(topic);
}

function naiveMatch(filter: string, topic: string): boolean {
  const own = filter.startsWith('$share/') ? filter.split('/').slice(2) : filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && (own[0] === '+' || own[0] === '#')) return false;
  for (const [i, part] of own.entries()) {
    if (part === '#') return true;
    if (i >= levels.length || (part !== '+' && part !== levels[i])) return false;
  }
  return own.length === levels.length;
}
