/** Behind a full buffer PINGREQ never left, so nothing awaited its answer: a dead connection stayed for ever. */

import type { Connection } from '@x/transport';
import { expect, it } from 'vitest';
import { Standstill } from '../../src/engine/standstill.ts';
import { Timeouts } from '../../src/engine/timeouts.ts';

function setUp(interval: number) {
  const timeouts = new Timeouts();
  const state = { now: 0, sent: 100, full: true };
  const causes: unknown[] = [];
  const connection: Connection = {
    info: { kind: 'slow' },
    get bytesSent() {
      return state.sent;
    },
    write: () => false,
    pause: () => undefined,
    resume: () => undefined,
    close: () => Promise.resolve(),
    destroy: (cause) => causes.push(cause),
  };
  const standstill = new Standstill(timeouts, () => state.now);
  const watch = () => standstill.watch(connection, interval, () => state.full);
  watch();
  const at = (now: number, sent: number) => {
    state.now = now;
    state.sent = sent;
    timeouts.tick(now);
  };
  return { at, watch, causes, state, standstill, timeouts };
}

it('the end, as a timeout, when nothing leaves it for an interval', () => {
  const { at, causes } = setUp(1000);
  at(1000, 100);
  at(1249, 100);
  expect(causes).toEqual([]);
  at(1250, 100);
  expect(causes).toEqual([expect.objectContaining({ code: 'ETIMEDOUT' })]);
});

it('a byte in each interval keeps it', () => {
  const { at, watch, causes } = setUp(1000);
  for (let i = 1; i <= 10; i++) {
    watch();
    at(i * 1000, 100 + i);
  }
  expect(causes).toEqual([]);
  at(11_000, 110);
  at(11_250, 110);
  expect(causes).toHaveLength(1);
});

it('a process that was busy itself looks again before it ends anything', () => {
  const { at, causes } = setUp(1000);
  at(5000, 100);
  at(5250, 101);
  at(6250, 102);
  expect(causes).toEqual([]);
});

it('one that drained, or a connection that is gone, is not watched any more', () => {
  const drained = setUp(1000);
  drained.state.full = false;
  drained.at(1000, 100);
  drained.at(5000, 100);
  const gone = setUp(1000);
  gone.standstill.end();
  gone.at(5000, 100);
  expect([...drained.causes, ...gone.causes]).toEqual([]);
  expect(gone.timeouts.next).toBe(Number.POSITIVE_INFINITY);
});

it('without keep alive nobody asks', () => {
  const { at, causes } = setUp(0);
  at(1_000_000, 100);
  expect(causes).toEqual([]);
});
