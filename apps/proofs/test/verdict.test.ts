/** Each kind of violation is one: a proof that finds nothing must be able to find something. */

import { describe, expect, it } from 'vitest';
import { broken, judge } from '../src/verdict.ts';

const violations = (arrived: string, mayRepeat = '', qos: 1 | 2 = 2, faults: string[] = []) =>
  judge({
    texts: ['a', 'b', 'c'],
    qos,
    arrived: [...arrived],
    mayRepeat: new Set(mayRepeat),
    faults,
  }).violations;

describe('a case', () => {
  it.each([
    ['abc', ''],
    ['abbc', 'b'],
    ['ababc', 'ab'],
    ['abcabc', 'abc'],
    ['abcb', 'b'],
  ])('holds when %s arrives and %j may repeat', (arrived, mayRepeat) => {
    expect(violations(arrived, mayRepeat)).toEqual([]);
  });

  it.each([
    ['ab', '', 'c is lost'],
    ['abbc', '', 'b came 2 times at QoS 2'],
    ['acb', '', 'they came as a, c, b'],
    ['abacb', 'ab', 'they came as a, b, a, c, b'],
    ['abxc', '', 'nobody published x'],
  ])('of which %s arrives and %j may repeat: %s', (arrived, mayRepeat, violation) => {
    expect(violations(arrived, mayRepeat)).toEqual([violation]);
  });

  it('does not hold when something new comes before what comes again', () => {
    const evidence = {
      texts: ['a', 'b', 'c'],
      qos: 2,
      mayRepeat: new Set('b'),
      faults: [],
    } as const;
    const after = (beforeBreak: number) =>
      judge({ ...evidence, arrived: [...'abcb'], beforeBreak });
    expect(after(3).violations).toEqual([]);
    expect(after(2).violations).toEqual(['they came as a, b, c, b']);
  });

  it('does not hold when something else went wrong', () => {
    expect(violations('abc', '', 1, ['the place was not reached'])).toHaveLength(1);
    expect(broken(new Error('late')).violations).toEqual(['late']);
  });

  it('counts what repeats, also where it may', () => {
    const verdict = judge({
      texts: ['a', 'b'],
      qos: 1,
      arrived: ['a', 'a'],
      mayRepeat: new Set('a'),
      faults: [],
    });
    expect(verdict).toMatchObject({ messages: 2, lost: ['b'], repeated: ['a'] });
  });
});
