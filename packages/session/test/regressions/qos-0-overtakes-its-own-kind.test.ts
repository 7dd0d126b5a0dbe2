/** A QoS 0 message taken offline stood behind a full window, and a later one passed it. */

import { expect, it } from 'vitest';
import { Client, online } from '../support/client.ts';

it('behind a full window', () => {
  const client = online({ options: { offlineQueueMessages: 10 } });
  client.lose();
  client.sink.clear();
  client.publish(1, { topic: 'a' });
  client.publish(1, { topic: 'b' });
  client.publish(0, { topic: 'c' });
  client.online({ sessionPresent: true, properties: { receiveMaximum: 1 } });
  const late = client.publish(0, { topic: 'd' });
  client.ack('puback', 1);
  expect(client.written).toEqual([
    'connect',
    'publish 1 q1 a',
    'publish 2 q1 b',
    'publish q0 c',
    'publish q0 d',
  ]);
  expect(client.sink.outcomes.get(`${late} done`)).toBeUndefined();
  client.ack('puback', 2);
  expect(client.end()).toEqual([]);
});

it('before the resume', () => {
  const client = new Client(4, { offlineQueueMessages: 10 });
  client.publish(0, { topic: 'a' });
  client.connect();
  client.sink.inside.connected = () => client.publish(0, { topic: 'b' });
  client.receive({ type: 'connack', sessionPresent: true, reasonCode: 0 });
  client.session.resume(0, client.sink);
  expect(client.written).toEqual(['connect', 'publish q0 a', 'publish q0 b']);
});

it('one that waits so is lost with its connection, and its caller hears of it', () => {
  const client = new Client(4, { offlineQueueMessages: 10 });
  client.publish(0, { topic: 'a' });
  client.connect();
  client.receive({ type: 'connack', sessionPresent: true, reasonCode: 0 });
  const ticket = client.publish(0, { topic: 'b' });
  client.lose();
  expect(client.sink.errorOf(ticket, 'sent')).toBe('connection-lost');
  expect(client.session.waiting).toBe(1);
});
