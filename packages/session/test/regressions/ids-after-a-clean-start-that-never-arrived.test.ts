/** A clean start began again at id 1 before the server had heard of it: it took the next message for an old one. */

import { expect, it } from 'vitest';
import { run } from '../simulation/world.ts';
import { online } from '../support/client.ts';

it('ids go on until the server has said that the session is new', () => {
  const client = online();
  client.publish(2);
  client.lose();
  client.connect({ cleanStart: true });
  client.lose();
  client.sink.clear();
  client.online({ sessionPresent: true });
  client.publish(2);
  expect(client.written).toEqual(['connect', 'publish 2 q2 t']);
  client.lose();
  client.sink.clear();
  client.online({ sessionPresent: false }, { cleanStart: true });
  client.publish(2);
  expect(client.written).toEqual(['connect', 'publish 1 q2 t']);
});

it('as the simulation found it', () => {
  const steps = [511, 442, 734, 405, 163, 633, 986, 397];
  const sizes = { serverMaximum: 1, clientMaximum: 1 };
  run({ version: 4, handsOnAt: 'publish', ...sizes, steps });
});
