import { describe, expect, it } from 'vitest';
import { Deadlines } from '../src/deadlines.ts';

describe('Deadlines', () => {
  it('have none at first', () => {
    expect(new Deadlines().next).toBe(Number.POSITIVE_INFINITY);
  });

  it('give the earliest, also when it moves back or goes', () => {
    const deadlines = new Deadlines();
    deadlines.set('keepAlive', 300);
    deadlines.set('republish', 200);
    deadlines.set('expiry', 100);
    expect(deadlines.next).toBe(100);
    deadlines.set('expiry', 400);
    expect(deadlines.next).toBe(200);
    deadlines.clear('republish');
    expect([deadlines.next, deadlines.get('republish')]).toEqual([300, Number.POSITIVE_INFINITY]);
  });

  it('come forward with atMost, never back', () => {
    const deadlines = new Deadlines();
    deadlines.atMost('expiry', 50);
    deadlines.atMost('expiry', 80);
    expect(deadlines.get('expiry')).toBe(50);
    deadlines.atMost('expiry', 20);
    expect(deadlines.next).toBe(20);
  });
});
