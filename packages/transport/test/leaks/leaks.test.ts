/** The search for leaks in its short form; `node scripts/leaks.mjs 10000` is the long one, through every mode. */

import { expect, it } from 'vitest';
import { dialMany, leaks } from './dial-many.ts';
import { MODES } from './modes.ts';

const DIALS = 500;
/** The rest differs from these in nothing but the combination. */
const SHORT = [
  'memory',
  'tcp direct',
  'tls direct',
  'ws direct',
  'wss through HTTP',
  'tls through SOCKS5',
];

it.each(SHORT)('500 dials leave nothing behind: %s', { timeout: 60_000 }, async (name) => {
  const mode = await MODES.get(name)?.();
  if (mode === undefined) throw new Error(`no mode ${name}`);
  const { before, after } = await dialMany(mode, DIALS);
  await mode.stop();
  expect(leaks(before, after)).toEqual([]);
});

it('a leak would be seen: a handle, a listener, memory', () => {
  const before = { handles: 2, listeners: 0, heap: 10_000_000, rss: 0 };
  expect(leaks(before, { ...before, handles: 3 })).toEqual(['1 handles']);
  expect(leaks(before, { ...before, listeners: 1 })).toEqual(['1 listeners']);
  expect(leaks(before, { ...before, heap: 14_300_000 })).toEqual(['4300000 bytes of heap']);
});
