import { expect, it } from 'vitest';
import { Fifo } from '../src/fifo.ts';

it('hands out in the order of entry, across many compactions', () => {
  const fifo = new Fifo<number>();
  let taken = 0;
  for (let n = 0; n < 20_000; n++) {
    fifo.push(n);
    if (n % 3 > 0) expect(fifo.shift()).toBe(taken++);
  }
  expect(fifo.length).toBe(20_000 - taken);
  while (fifo.length > 0) expect(fifo.shift()).toBe(taken++);
  expect(taken).toBe(20_000);
  expect(fifo.shift()).toBeUndefined();
});

it('puts an item back before all others', () => {
  const fifo = new Fifo<string>();
  fifo.unshift('b');
  fifo.push('c');
  fifo.unshift('a');
  expect([fifo.shift(), fifo.peek(), fifo.shift(), fifo.length]).toEqual(['a', 'b', 'b', 1]);
  fifo.unshift('again');
  expect([fifo.shift(), fifo.shift()]).toEqual(['again', 'c']);
});

it('forgets all when cleared', () => {
  const fifo = new Fifo<string>();
  fifo.push('a');
  fifo.clear();
  expect([fifo.length, fifo.peek(), fifo.shift()]).toEqual([0, undefined, undefined]);
});
