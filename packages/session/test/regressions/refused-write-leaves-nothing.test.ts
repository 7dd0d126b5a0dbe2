/** A packet that the encoder refused stayed in the session: its id in use, and refused again at every resume. */

import { CodecError } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { Client, online } from '../support/client.ts';

const bad = { properties: { contentType: '\ud800' } };

describe.each([1, 2] as const)('a publish of QoS %i that cannot be encoded', (qos) => {
  it('throws, and nothing has changed', () => {
    const client = online({ connack: { properties: { receiveMaximum: 1 } } });
    expect(() => client.session.publish(1, { ...request(qos), ...bad }, 0, client.sink)).toThrow(
      CodecError,
    );
    expect(client.session.outgoing.size).toBe(0);
    expect(client.session.save().outgoing).toEqual([]);
    client.publish(qos);
    expect(client.written).toEqual([`publish 2 q${qos} t`]);
  });
});

it('a subscribe that cannot be encoded leaves no request and no id behind', () => {
  const client = online();
  const call = () =>
    client.session.subscribe(9, [{ topicFilter: 'a/#/b', qos: 0 }], undefined, client.sink);
  expect(call).toThrow(CodecError);
  client.lose();
  expect(client.sink.lines).toEqual([]);
});

it('without a connection it is refused at once, not when there is nobody to tell', () => {
  const client = new Client(5, { offlineQueueMessages: 10 });
  expect(() => client.session.publish(1, { ...request(1), ...bad }, 0, client.sink)).toThrow(
    CodecError,
  );
  expect(client.session.waiting).toBe(0);
});

it('one that waited fails alone, and the others go on', () => {
  const client = online({ connack: { properties: { receiveMaximum: 1 } } });
  client.publish(1);
  const broken = client.publish(1, bad);
  client.publish(2);
  client.ack('puback', 1);
  expect(client.sink.errorOf(broken, 'sent')).toBe('message-invalid');
  expect(client.written).toEqual(['publish 1 q1 t', 'publish 3 q2 t']);
  client.ack('pubrec', 3);
  client.ack('pubcomp', 3);
  expect(client.end()).toEqual([]);
});

it('a DISCONNECT that cannot be encoded still ends the connection', () => {
  const client = online();
  expect(() => client.disconnect({ properties: { reasonString: '\ud800' } })).toThrow(CodecError);
  expect(client.sink.lines).toEqual(['close local']);
});

function request(qos: 1 | 2) {
  const payload = new Uint8Array(1);
  return { type: 'publish', topic: 't', payload, qos, retain: false, dup: false } as const;
}
