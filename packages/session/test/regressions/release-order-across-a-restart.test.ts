/** After a restart PUBRELs followed the order of their PUBLISHes instead of that of their PUBRECs. */

import { expect, it } from 'vitest';
import { Client, online } from '../support/client.ts';

it('PUBRELs keep the order of their PUBRECs [MQTT-4.6.0-4]', () => {
  const before = online();
  for (let i = 0; i < 4; i++) before.publish(2);
  for (const id of [3, 1, 4]) before.ack('pubrec', id);
  const after = new Client();
  after.restart(JSON.parse(JSON.stringify(before.session.save())));
  after.online({ sessionPresent: true });
  expect(after.written).toEqual([
    'connect',
    'pubrel 3',
    'publish 2 q2 dup t',
    'pubrel 1',
    'pubrel 4',
  ]);
  after.ack('pubrec', 2);
  after.reconnect();
  expect(after.written).toEqual(['connect', 'pubrel 3', 'pubrel 1', 'pubrel 4', 'pubrel 2']);
});
