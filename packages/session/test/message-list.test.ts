import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Linked, MessageList } from '../src/message-list.ts';

class Item implements Linked<Item> {
  readonly packetId: number;
  previous: Item | undefined = undefined;
  next: Item | undefined = undefined;
  constructor(packetId: number) {
    this.packetId = packetId;
  }
}

function listOf(...packetIds: number[]): MessageList<Item> {
  const list = new MessageList<Item>();
  for (const id of packetIds) list.append(new Item(id));
  return list;
}

const idsOf = (list: MessageList<Item>) => Array.from(list, ({ packetId }) => packetId);

describe('MessageList', () => {
  it('keeps the order of entry', () => {
    expect(idsOf(listOf(3, 1, 2))).toEqual([3, 1, 2]);
  });

  it('reaches each message by index and by id', () => {
    const list = listOf(7, 8, 9);
    expect([-1, 0, 1, 2, 3].map((i) => list.at(i)?.packetId)).toEqual([
      undefined,
      7,
      8,
      9,
      undefined,
    ]);
    expect([7, 9, 5].map((id) => list.indexOf(id))).toEqual([0, 2, -1]);
  });

  it('forgets all when cleared', () => {
    const list = listOf(1, 2);
    list.at(1);
    list.clear();
    expect([list.size, list.first, list.at(0), idsOf(list)]).toEqual([0, undefined, undefined, []]);
  });

  it('agrees with an array after any appends, removals and look-ups', () => {
    const step = fc.tuple(fc.constantFrom('append', 'remove', 'at'), fc.nat());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const list = new MessageList<Item>();
        const model: Item[] = [];
        for (const [what, n] of steps) {
          const index = model.length === 0 ? 0 : n % model.length;
          const item = model[index];
          if (what === 'append') {
            const added = new Item(model.length + 1);
            list.append(added);
            model.push(added);
          } else if (what === 'at') {
            expect(list.at(index)).toBe(item);
          } else if (item !== undefined) {
            list.remove(item);
            model.splice(index, 1);
          }
          expect(list.size).toBe(model.length);
          expect(list.first).toBe(model[0]);
        }
        expect([...list]).toEqual(model);
      }),
    );
  });
});
