/**
 * The server lost the session, and the CONNACK that said so was lost too: a new message with the id of an unfinished
 * one was taken for its repetition, so that the old one was delivered in its place.
 */

import { expect, it } from 'vitest';
import { bytes, online } from '../support/client.ts';

it('without DUP on another connection it is a new message', () => {
  const client = online();
  client.message(1, { qos: 2, topic: 'old', payload: bytes('old') });
  client.lose();
  client.connect();
  client.lose();
  client.sink.clear();
  client.online({ sessionPresent: true });
  client.message(1, { qos: 2, topic: 'new', payload: bytes('new') });
  client.ack('pubrel', 1);
  expect(client.written).toEqual(['connect', 'pubrec 1', 'pubcomp 1']);
  expect(client.sink.deliveries).toMatchObject([{ topic: 'new', text: 'new' }]);
  expect(client.session.incoming.size).toBe(0);
});

it('on the same connection it is a repetition, DUP or not', () => {
  const client = online();
  client.message(1, { qos: 2, payload: bytes('first') });
  client.message(1, { qos: 2, payload: bytes('again') });
  client.ack('pubrel', 1);
  expect(client.sink.deliveries).toMatchObject([{ text: 'first' }]);
});
