import { describe, expect, it } from 'vitest';
import { plansOf } from '../../src/bench/crew.ts';
import { Histogram } from '../../src/bench/histogram.ts';
import type { LoadPlan } from '../../src/bench/load.ts';
import { ageOf, StampedPayload } from '../../src/bench/stamp.ts';
import { Tally } from '../../src/bench/tally.ts';

describe('Histogram', () => {
  it('is empty at first', () => {
    const empty = new Histogram();
    expect([empty.count, empty.mean, empty.max, empty.percentile(0.99)]).toEqual([0, 0, 0, 0]);
  });

  it.each([0.0005, 0.01, 0.063, 0.064, 0.065, 1, 7.77, 123.4, 60_000])(
    'keeps %f ms within 1.6 %%, or a microsecond',
    (time) => {
      const one = new Histogram();
      one.record(time);
      one.record(time * 2);
      const median = one.percentile(0.5);
      expect(median).toBeGreaterThanOrEqual(time);
      expect(median).toBeLessThanOrEqual(time * 1.016 + 0.001);
    },
  );

  it('counts to the last bucket, and no further', () => {
    const one = new Histogram();
    one.record(1e12);
    one.record(-5);
    expect([one.count, one.max, one.percentile(0.5)]).toEqual([2, 1e12, 0.001]);
  });

  it('has the percentiles of a known distribution, in one piece or in parts', () => {
    const whole = new Histogram();
    const parts = [new Histogram(), new Histogram()];
    for (let time = 1; time <= 1000; time++) {
      whole.record(time);
      parts[time % 2]?.record(time);
    }
    const sum = new Histogram();
    for (const part of parts) sum.add(part.state());
    for (const each of [whole, sum]) {
      expect(each.mean).toBeCloseTo(500.5, 6);
      expect(Math.abs(each.percentile(0.5) - 500)).toBeLessThan(9);
      expect(Math.abs(each.percentile(0.99) - 990)).toBeLessThan(17);
      expect(each.percentile(1)).toBe(1000);
    }
    expect(sum.state()).toEqual(whole.state());
  });
});

describe('a stamp', () => {
  it('tells how old a payload is, if there is room for it', () => {
    const stamped = new StampedPayload(16).stamp(1);
    expect(ageOf(stamped)).toBeGreaterThanOrEqual(0);
    expect(ageOf(stamped)).toBeLessThan(60_000);
    expect(ageOf(new StampedPayload(15).stamp(1))).toBeUndefined();
    expect(ageOf(new Uint8Array(16))).toBeUndefined();
  });
});

describe('plansOf', () => {
  const plan: LoadPlan = {
    kind: 'pub',
    values: {},
    clients: 5,
    firstClient: 0,
    count: 10,
    topic: 't',
    qos: 0,
    size: 0,
    window: 1,
    rate: 100,
    hold: false,
  };

  it('divides clients, count and rate among the processes', () => {
    const plans = plansOf(plan, 3);
    expect(plans.map(({ clients }) => clients)).toEqual([2, 2, 1]);
    expect(plans.map(({ firstClient }) => firstClient)).toEqual([0, 2, 4]);
    expect(plans.map(({ count }) => count)).toEqual([4, 3, 3]);
    expect(plans.map(({ rate }) => rate)).toEqual([40, 40, 20]);
  });

  it('gives each process a client, and leaves the count of a shared subscription open', () => {
    const plans = plansOf({ ...plan, kind: 'sub', clients: 1 }, 2);
    expect(plans.map(({ clients, count }) => [clients, count])).toEqual([
      [1, undefined],
      [1, undefined],
    ]);
  });
});

it('tallies add up', () => {
  const [one, two, sum] = [new Tally(), new Tally(), new Tally()];
  one.count(10, 1);
  one.fail('a');
  two.count(20, 3);
  two.fail('a');
  two.fail('b');
  for (const each of [one, two]) sum.add(each.state());
  expect([sum.done, sum.bytes, sum.failed, sum.times.max]).toEqual([2, 30, 3, 3]);
  expect(sum.failures).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  expect(sum.shares).toEqual([1, 1]);
});
