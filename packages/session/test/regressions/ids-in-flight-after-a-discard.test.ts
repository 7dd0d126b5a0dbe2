/** A discard on a live connection began again at id 1, which the server still held. */

import { expect, it } from 'vitest';
import { online } from '../support/client.ts';

it('a discard on a live connection goes on counting', () => {
  const client = online();
  client.publish(2);
  client.session.discard('over', client.sink);
  client.publish(2);
  expect(client.written).toEqual(['publish 1 q2 t', 'publish 2 q2 t']);
});

it('a state loaded over messages in flight goes on counting', () => {
  const client = online();
  const empty = client.session.save();
  client.publish(2);
  client.session.load(empty, client.sink);
  client.publish(2);
  expect(client.written).toEqual(['publish 1 q2 t', 'publish 2 q2 t']);
});

it('the quota still counts what the server holds of it', () => {
  const client = online({ connack: { properties: { receiveMaximum: 1 } } });
  const empty = client.session.save();
  client.publish(1);
  client.session.load(empty, client.sink);
  client.publish(1);
  expect(client.written).toEqual(['publish 1 q1 t']);
  client.ack('puback', 1);
  expect(client.written).toEqual(['publish 1 q1 t', 'publish 2 q1 t']);
});

it('our own quota gets back what a discarded message held', () => {
  const client = online({ connect: { properties: { receiveMaximum: 1 } } });
  client.message(5, { qos: 2 });
  client.session.load(client.session.save(), client.sink);
  client.session.discard('over', client.sink);
  client.ack('pubrel', 5);
  client.message(6, { qos: 2 });
  expect(client.written).toEqual(['pubrec 5', 'pubcomp 5 0x92', 'pubrec 6']);
});
