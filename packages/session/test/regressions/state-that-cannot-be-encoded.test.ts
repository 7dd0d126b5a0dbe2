/** A saved state with a message that no PUBLISH can carry was taken, and ended every connection at the resume. */

import { expect, it } from 'vitest';
import { SessionError } from '../../src/errors.ts';
import { Session } from '../../src/session.ts';
import { online } from '../support/client.ts';

const saved = () => {
  const client = online();
  client.publish(1);
  return client.session.save();
};

it.each([
  { topic: 'a/#' },
  { topic: 'a\u0000' },
  { topic: '\ud800' },
  { topic: 'x'.repeat(65_536) },
  { properties: { responseTopic: 'a/+' } },
  { properties: { contentType: '\udc00' } },
  { properties: { userProperties: [['a', '\u0000']] } },
  { properties: { subscriptionIdentifiers: [1] } },
])('%j', (damage) => {
  const state = saved();
  const damaged = { ...state, outgoing: [{ ...state.outgoing[0], ...damage }] };
  expect(() => Session.restore(damaged)).toThrow(SessionError);
});
