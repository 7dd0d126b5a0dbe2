import { describe, expect, it } from 'vitest';
import { online } from './support/client.ts';

const journalled = { options: { journal: true } };

describe('the journal output', () => {
  it('of a message of QoS 2 that goes out: PUBREC is journalled in state 2, before PUBREL', () => {
    const client = online(journalled);
    client.publish(2);
    client.ack('pubrec', 1);
    client.ack('pubcomp', 1);
    expect(client.sink.lines.filter((line) => !line.startsWith('settle'))).toEqual([
      'write publish 1 q2 t',
      'journal publish',
      'journal release',
      'write pubrel 1',
      'acknowledged outgoing 1',
      'journal acknowledged',
      'published 1 t',
    ]);
    expect(client.sink.states[client.sink.lines.indexOf('journal release')]).toBe('out 1:2 in');
  });

  it('of messages that come in: one of QoS 2 is journalled before PUBREC, and until it was delivered', () => {
    const client = online(journalled);
    client.message(undefined);
    client.message(8, { qos: 2 });
    client.message(8, { qos: 2, dup: true });
    client.ack('pubrel', 8);
    expect(client.sink.lines).toEqual([
      'deliver - t',
      'journal received',
      'write pubrec 8',
      'write pubrec 8',
      'write pubcomp 8',
      'acknowledged incoming 8',
      'deliver 8 t',
      'journal delivered',
    ]);
  });

  it('of a session that ends: the new state, before anybody hears of the old messages', () => {
    const client = online(journalled);
    client.publish(1);
    client.message(8, { qos: 2 });
    client.reconnect({ sessionPresent: false });
    expect(client.sink.lines.slice(0, 3)).toEqual([
      'write connect',
      'journal state',
      'failed 1 session-lost',
    ]);
    expect(client.sink.changes.at(-1)).toMatchObject({ state: { outgoing: [], incoming: [] } });
  });

  it('without the option is silent', () => {
    const client = online();
    client.publish(2);
    client.ack('pubrec', 1);
    client.message(8, { qos: 2 });
    client.reconnect({ sessionPresent: false });
    expect(client.sink.changes).toEqual([]);
  });
});
