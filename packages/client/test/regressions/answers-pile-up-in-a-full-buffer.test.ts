/** A server that floods and never reads made the client keep an answer to each packet: memory without a bound. */

import type { Connection } from '@x/transport';
import { expect, it } from 'vitest';
import { Wire } from '../../src/engine/wire.ts';
import { bytes } from '../support/stage.ts';

const LIMIT = 262_144;

function fullWire(): Wire {
  const connection: Connection = {
    info: { kind: 'full' },
    write: () => false,
    pause: () => undefined,
    resume: () => undefined,
    close: () => Promise.resolve(),
    destroy: () => undefined,
  };
  const wire = new Wire(connection, { version: 4, maxPacketSize: 0, early: true });
  wire.write({ type: 'pingreq' });
  wire.send(wire.take());
  return wire;
}

it('so many answers wait in a full buffer, then the client reads no further until it drained', () => {
  const wire = fullWire();
  expect(wire.blocked).toBe(true);
  for (let i = 1; i < LIMIT; i++) wire.write({ type: 'puback', packetId: 1, reasonCode: 0 });
  expect(wire.overdue).toBe(false);
  wire.write({ type: 'puback', packetId: 1, reasonCode: 0 });
  expect(wire.overdue).toBe(true);
  wire.drained();
  expect([wire.blocked, wire.overdue]).toEqual([false, false]);
});

it('what we publish ourselves does not stop the reading: the server may have to be read before it reads', () => {
  const wire = fullWire();
  const message = { topic: 't', payload: bytes('x'), qos: 0, retain: false, dup: false } as const;
  for (let i = 0; i <= LIMIT; i++) wire.write({ type: 'publish', ...message });
  expect(wire.overdue).toBe(false);
});
