/** A listener that heard of a replaced message published at once, took a restored id, and the load broke off. */

import { expect, it } from 'vitest';
import { online } from '../support/client.ts';

it('the restored messages are in place before anybody hears of the old ones', () => {
  const client = online({ connack: { sessionPresent: true } });
  client.publish(1);
  const state = client.session.save();
  client.sink.clear();
  client.sink.inside.failed = () => client.publish(1, { topic: 'new' });
  client.session.load(state, client.sink);
  client.session.resume(0, client.sink);
  expect(client.sink.lines).toEqual([
    'failed 1 session-discarded',
    'write publish 1 q1 dup t',
    'write publish 2 q1 new',
    'settle 2 sent ok',
    'settle 1 done session-discarded',
  ]);
  expect(client.end()).toEqual([]);
});
