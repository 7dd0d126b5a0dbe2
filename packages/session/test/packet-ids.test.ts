import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IdHolder, PacketIds } from '../src/packet-ids.ts';

const ALL = 65_535;

/** Takes the next id and holds it. */
function take(ids: PacketIds<IdHolder>): number {
  const packetId = ids.next();
  if (packetId !== 0) ids.add({ packetId });
  return packetId;
}

/** Whatever is taken and given back in whatever order: an id in use is never given out again. */
function neverInUseTwice(start: number): void {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 200 });
  const property = fc.property(steps, (list) => {
    const ids = new PacketIds<IdHolder>();
    ids.startAfter(start);
    const inUse: number[] = [];
    for (const [takes, choice] of list) {
      if (takes || inUse.length === 0) {
        const id = take(ids);
        expect(inUse).not.toContain(id);
        expect(id).toBeGreaterThan(0);
        expect(id).toBeLessThanOrEqual(ALL);
        inUse.push(id);
      } else {
        const [id = 0] = inUse.splice(choice % inUse.length, 1);
        ids.delete(id);
        expect(ids.get(id)).toBeUndefined();
      }
      expect(ids.size).toBe(inUse.length);
      expect(inUse.every((id) => ids.get(id)?.packetId === id)).toBe(true);
    }
  });
  fc.assert(property, { numRuns: 100 });
}

describe('PacketIds', () => {
  it('begin at 1 and count up', () => {
    const ids = new PacketIds<IdHolder>();
    expect([ids.last, take(ids), take(ids), take(ids), ids.last]).toEqual([0, 1, 2, 3, 3]);
  });

  it('are never given out while in use, in whatever order they come back', () => {
    neverInUseTwice(0);
  });

  it('are never given out while in use where they wrap around', () => {
    neverInUseTwice(ALL - 40);
  });

  it('go on after 65,535 with 1, past those in use', () => {
    const ids = new PacketIds<IdHolder>();
    expect(take(ids)).toBe(1);
    ids.startAfter(ALL - 1);
    expect([take(ids), take(ids), take(ids)]).toEqual([ALL, 2, 3]);
  });

  it('are 0 once all 65,535 are in use, and the one that comes back is the next', () => {
    const ids = new PacketIds<IdHolder>();
    const given = Array.from({ length: ALL }, () => take(ids));
    expect(given.every((id, i) => id === i + 1)).toBe(true);
    expect([ids.size, ids.next()]).toEqual([ALL, 0]);
    ids.delete(777);
    expect([take(ids), ids.next()]).toEqual([777, 0]);
  });

  it('cannot be held twice', () => {
    const ids = new PacketIds<IdHolder>();
    ids.add({ packetId: 5 });
    expect(() => ids.add({ packetId: 5 })).toThrow('packet id 5 is in use');
    expect(ids.size).toBe(1);
  });

  it('stay distinct when they fall on one slot of the ring', () => {
    const ids = new PacketIds<IdHolder>();
    for (const packetId of [1, 17, 33, 65, 1025]) ids.add({ packetId });
    expect([1, 17, 33, 65, 1025].map((id) => ids.get(id)?.packetId)).toEqual([1, 17, 33, 65, 1025]);
    expect([ids.get(49), ids.get(0), ids.get(65_536)]).toEqual([undefined, undefined, undefined]);
  });

  it('are all free after clear', () => {
    const ids = new PacketIds<IdHolder>();
    for (let i = 0; i < 100; i++) take(ids);
    ids.clear();
    expect([ids.size, ids.get(1), ids.last, take(ids)]).toEqual([0, undefined, 100, 101]);
  });

  it('that nobody holds may be deleted', () => {
    const ids = new PacketIds<IdHolder>();
    ids.delete(3);
    take(ids);
    ids.delete(17);
    expect([ids.size, ids.get(1)?.packetId]).toEqual([1, 1]);
  });
});
