import { describe, expect, it } from 'vitest';
import { Flow } from '../src/flow.ts';

function flow(receiveMaximum: number, ownReceiveMaximum = 65_535, sendMaximum = 0): Flow {
  const made = new Flow();
  made.begin({ receiveMaximum, ownReceiveMaximum }, sendMaximum);
  return made;
}

describe('Flow', () => {
  it('allows as many as the other side announced', () => {
    const two = flow(2);
    two.sent();
    expect(two.maySend).toBe(true);
    two.sent();
    expect(two.maySend).toBe(false);
    two.acknowledged();
    expect([two.maySend, two.sending]).toEqual([true, { used: 1, maximum: 2 }]);
  });

  it.each([
    [5, 0, 5],
    [5, 3, 3],
    [3, 5, 3],
  ])('allows, of %i for the server and %i of our own, %i', (theirs, own, allowed) => {
    expect(flow(theirs, 65_535, own).sending).toEqual({ used: 0, maximum: allowed });
  });

  it('never gives back more than was used', () => {
    const one = flow(1);
    for (let i = 0; i < 3; i++) one.acknowledged();
    one.sent();
    expect(one.maySend).toBe(false);
  });

  it('counts what comes in against what we announced', () => {
    const two = flow(1, 2);
    expect([two.received(), two.received(), two.received()]).toEqual([true, true, false]);
    two.answered();
    expect([two.received(), two.received()]).toEqual([true, false]);
  });

  it('begins anew with each connection, both ways', () => {
    const used = flow(1, 1);
    used.sent();
    used.received();
    used.begin({ receiveMaximum: 1, ownReceiveMaximum: 1 });
    expect([used.maySend, used.received()]).toEqual([true, true]);
  });

  it('is 65,535 both ways before anybody says otherwise', () => {
    const fresh = new Flow();
    expect(fresh.sending).toEqual({ used: 0, maximum: 65_535 });
    const all = Array.from({ length: 65_535 }, () => fresh.received());
    expect(all.every(Boolean)).toBe(true);
    expect(fresh.received()).toBe(false);
  });
});
