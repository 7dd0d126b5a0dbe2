import { describe, expect, it } from 'vitest';
import { fakeClock } from '../src/fake-clock.ts';

describe('fakeClock', () => {
  it('stands still until it is moved', () => {
    const clock = fakeClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it('runs due timers in the order of their times, each at its own time', () => {
    const clock = fakeClock();
    const seen: [string, number][] = [];
    for (const [name, delay] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['late', 51],
    ] as const) {
      clock.setTimeout(() => seen.push([name, clock.now()]), delay);
    }
    clock.advance(50);
    expect(seen).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ]);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    expect(seen[3]).toEqual(['late', 51]);
  });

  it('runs timers of one time in the order in which they were set', () => {
    const clock = fakeClock();
    const seen: number[] = [];
    for (let n = 0; n < 5; n++) clock.setTimeout(() => seen.push(n), 10);
    clock.advance(10);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('runs timers that a timer sets within the span', () => {
    const clock = fakeClock();
    const seen: number[] = [];
    const again = (): void => {
      seen.push(clock.now());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('forgets cleared timers, also when another timer clears them', () => {
    const clock = fakeClock();
    const seen: string[] = [];
    const second = clock.setTimeout(() => seen.push('second'), 20);
    clock.setTimeout(() => clock.clearTimeout(second), 10);
    clock.advance(100);
    clock.clearTimeout(second);
    clock.clearTimeout(undefined);
    expect(seen).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('hands out its functions apart from itself', () => {
    const { now, setTimeout, clearTimeout } = fakeClock(5);
    expect(now()).toBe(5);
    clearTimeout(setTimeout(() => undefined, 1));
  });

  it('refuses to go back', () => {
    const clock = fakeClock();
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
    expect(() => clock.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
