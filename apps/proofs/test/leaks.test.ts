/** What is left behind is found: handles, timers, listeners, memory. */

import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { type Holding, holding, leaksBetween } from '../src/soak/leaks.ts';

const nothing: Holding = {
  heap: 10_000_000,
  buffers: 1_000_000,
  resident: 50_000_000,
  resources: new Map([['Timeout', 1]]),
  listeners: new Map([['exit', 1]]),
};

it('less than at the start, or a little more heap, is none', () => {
  expect(leaksBetween(nothing, { ...nothing, resources: new Map() })).toEqual([]);
  expect(leaksBetween(nothing, { ...nothing, heap: 11_000_000 })).toEqual([]);
});

it.each([
  [{ heap: 14_000_000 }, 'the heap grew by 4,000,000 bytes'],
  [{ buffers: 3_000_000 }, 'buffers grew by 2,000,000 bytes'],
  [{ resources: new Map([['Timeout', 2]]) }, 'resources: Timeout 2 instead of 1'],
  [{ resources: new Map([['TCPSocketWrap', 1]]) }, 'resources: TCPSocketWrap 1 instead of 0'],
  [{ listeners: new Map([['exit', 2]]) }, 'listeners of the process: exit 2 instead of 1'],
])('%j is one', (more, says) => {
  expect(leaksBetween(nothing, { ...nothing, ...more })).toEqual([says]);
});

/** Other tests of the same process listen to signals. */
const OWN_EVENT = 'a leak under test';

it('sees a timer, a server, a listener and a megabyte that somebody kept', async () => {
  const before = await holding();
  const timer = setInterval(() => undefined, 1e6);
  const server = createServer().listen(0);
  const listener = () => undefined;
  process.on(OWN_EVENT, listener);
  const kept = new Uint8Array(3_000_000);
  const found = leaksBetween(before, await holding()).join('; ');
  clearInterval(timer);
  server.close();
  process.off(OWN_EVENT, listener);
  expect(found).toMatch(/Timeout/);
  expect(found).toMatch(/TCPServerWrap/);
  expect(found).toMatch(/a leak under test 1 instead of 0/);
  expect(found).toMatch(/buffers grew by/);
  expect(kept).toHaveLength(3_000_000);
});
