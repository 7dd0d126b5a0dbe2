import { describe, expect, it } from 'vitest';
import { type Deadline, Deadlines } from '../../src/broker/deadlines.ts';

function recorded(name: string, due: number, seen: string[]): Deadline {
  return {
    due,
    expire(now) {
      seen.push(`${name}@${now}`);
      return false;
    },
  };
}

describe('Deadlines', () => {
  it('runs what is due, earliest first, and tells the next', () => {
    const deadlines = new Deadlines();
    const seen: string[] = [];
    const dues = [70, 10, 90, 30, 50, 20, 80, 40, 60, 100];
    for (const due of dues) deadlines.set(recorded(`d${due}`, due, seen));
    expect(deadlines.next).toBe(10);
    deadlines.run(50);
    expect(seen).toEqual(['d10@50', 'd20@50', 'd30@50', 'd40@50', 'd50@50']);
    expect(deadlines.next).toBe(60);
    deadlines.run(1000);
    expect(seen).toHaveLength(10);
    expect(deadlines.next).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets a deadline move later without being told', () => {
    const deadlines = new Deadlines();
    const seen: string[] = [];
    const deadline = recorded('moved', 10, seen);
    deadlines.set(deadline);
    deadline.due = 25;
    deadlines.run(10);
    expect(seen).toEqual([]);
    expect(deadlines.next).toBe(25);
    deadlines.run(25);
    expect(seen).toEqual(['moved@25']);
  });

  it('runs a deadline that was set again only once', () => {
    const deadlines = new Deadlines();
    const seen: string[] = [];
    const deadline = recorded('once', 50, seen);
    deadlines.set(deadline);
    deadline.due = 10;
    deadlines.set(deadline);
    deadlines.run(100);
    expect(seen).toEqual(['once@100']);
  });

  it('forgets what was deleted or set to never', () => {
    const deadlines = new Deadlines();
    const seen: string[] = [];
    const gone = recorded('gone', 10, seen);
    const never = recorded('never', 10, seen);
    deadlines.set(gone);
    deadlines.set(never);
    deadlines.delete(gone);
    never.due = Number.POSITIVE_INFINITY;
    deadlines.set(never);
    deadlines.run(100);
    expect(seen).toEqual([]);
  });

  it('goes on with one that asks for it', () => {
    const deadlines = new Deadlines();
    let runs = 0;
    const deadline: Deadline = {
      due: 10,
      expire(now) {
        runs++;
        deadline.due = now + 10;
        return runs < 3;
      },
    };
    deadlines.set(deadline);
    for (let now = 0; now <= 100; now += 10) deadlines.run(now);
    expect(runs).toBe(3);
  });
});

it('does not pile up what was deleted or moved', () => {
  const deadlines = new Deadlines();
  const seen: string[] = [];
  const stays = recorded('stays', 5000, seen);
  deadlines.set(stays);
  for (let n = 0; n < 100_000; n++) {
    const far = recorded('far', 1_000_000 + n, seen);
    deadlines.set(far);
    deadlines.delete(far);
  }
  expect(deadlines.slots).toBeLessThan(200);
  deadlines.run(5000);
  expect(seen).toEqual(['stays@5000']);
});
