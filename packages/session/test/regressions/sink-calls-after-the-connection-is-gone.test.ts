/** When a listener ended the connection inside a sink call, the session went on with it all the same. */

import { expect, it } from 'vitest';
import { Client, online } from '../support/client.ts';

it('no CONNECT after the attempt was ended from within', () => {
  const client = online({ version: 4 });
  client.publish(1);
  client.lose();
  client.sink.clear();
  client.sink.inside.failed = () => client.disconnect();
  client.connect({ cleanStart: true });
  expect(client.sink.lines).toEqual([
    'failed 1 session-discarded',
    'close local',
    'settle 1 done session-discarded',
  ]);
});

it('no Connected after the connection was lost from within', () => {
  const client = online();
  client.publish(1);
  client.lose();
  client.sink.clear();
  client.sink.inside.failed = () => client.lose();
  client.online({ sessionPresent: false });
  expect(client.sink.lines).toEqual([
    'write connect',
    'failed 1 session-lost',
    'settle 1 done session-lost',
  ]);
});

it('no close of a connection that is already gone', () => {
  const client = online();
  client.sink.inside.write = () => client.lose();
  client.disconnect();
  expect(client.sink.lines).toEqual(['write disconnect 0x00']);
});

it('a second connect is no second CONNECT', () => {
  const client = new Client();
  client.connect();
  client.connect();
  client.receive({ type: 'connack', sessionPresent: false, reasonCode: 0 });
  client.connect();
  expect(client.written).toEqual(['connect']);
  expect(client.session.phase).toBe('connected');
});
