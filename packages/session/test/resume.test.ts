import type { ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { bytes, inFlight, online } from './support/client.ts';

describe('the resume', () => {
  const resends = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.ack('pubrec', 2);
    client.reconnect();
    expect(client.written).toEqual([
      'connect',
      'publish 1 q1 dup t',
      'pubrel 2',
      'publish 3 q1 dup t',
      'publish 4 q2 dup t',
    ]);
    client.session.resume(client.now, client.sink);
    client.publish(1);
    client.tick(1_000_000);
    expect(client.written.slice(5)).toEqual(['publish 5 q1 t']);
  };
  it(
    'v3.1.1 [MQTT-4.4.0-1] sends unacknowledged PUBLISH and PUBREL again with their ids',
    resends(4),
  );
  it(
    'v5 [MQTT-4.4.0-1] sends unacknowledged PUBLISH and PUBREL again with their ids, and at no other time',
    resends(5),
  );

  const inOrder = (version: ProtocolVersion) => () => {
    const client = online({ version });
    for (let i = 0; i < 20; i++) client.publish(i % 3 === 0 ? 2 : 1, { payload: bytes(`${i}`) });
    for (const id of [5, 2, 9]) client.ack('puback', id);
    client.reconnect();
    const resent = client.written.slice(1).map((line) => Number(line.split(' ')[1]));
    const expected = Array.from({ length: 20 }, (_, i) => i + 1).filter(
      (id) => ![5, 2, 9].includes(id),
    );
    expect(resent).toEqual(expected);
    expect(client.written.slice(1).every((line) => line.includes(' dup '))).toBe(true);
  };
  it('v3.1.1 [MQTT-4.6.0-1] keeps the original order', inOrder(4));
  it('v5 [MQTT-4.6.0-1] keeps the original order', inOrder(5));

  const releases = (version: ProtocolVersion) => () => {
    const client = online({ version });
    for (let i = 0; i < 4; i++) client.publish(2);
    client.sink.clear();
    for (const id of [3, 1, 4, 2]) client.ack('pubrec', id);
    expect(client.written).toEqual(['pubrel 3', 'pubrel 1', 'pubrel 4', 'pubrel 2']);
    client.reconnect();
    expect(client.written.slice(1)).toEqual(['pubrel 3', 'pubrel 1', 'pubrel 4', 'pubrel 2']);
  };
  it('v3.1.1 [MQTT-4.6.0-4] PUBRELs follow the order of the PUBRECs', releases(4));
  it('v5 [MQTT-4.6.0-4] PUBRELs follow the order of the PUBRECs', releases(5));

  it('goes before new messages, which wait behind it', () => {
    const client = online();
    for (let i = 0; i < 3; i++) client.publish(1);
    client.reconnect({ properties: { receiveMaximum: 2 } });
    client.publish(1);
    client.publish(0);
    expect(client.written.slice(1)).toEqual([
      'publish 1 q1 dup t',
      'publish 2 q1 dup t',
      'publish q0 t',
    ]);
    client.ack('puback', 1);
    client.ack('puback', 2);
    expect(client.written.slice(4)).toEqual(['publish 3 q1 dup t', 'publish 4 q1 t']);
  });

  it('is done by the first publish of QoS 1 or 2, if the listeners of the connection do not wait for it', () => {
    const client = online();
    client.publish(1);
    client.lose();
    client.sink.clear();
    client.connect();
    client.receive({ type: 'connack', sessionPresent: true, reasonCode: 0 });
    client.publish(0);
    client.publish(1);
    client.session.resume(0, client.sink);
    expect(client.written).toEqual([
      'connect',
      'publish q0 t',
      'publish 1 q1 dup t',
      'publish 2 q1 t',
    ]);
  });

  it('an acknowledgement that comes before it ends the exchange without a resend', () => {
    const client = online();
    for (const qos of [1, 2, 2] as const) client.publish(qos);
    client.ack('pubrec', 2);
    client.lose();
    client.sink.clear();
    client.connect();
    client.receive({ type: 'connack', sessionPresent: true, reasonCode: 0 });
    client.ack('puback', 1);
    client.ack('pubcomp', 2);
    client.ack('pubrec', 3);
    client.ack('pubcomp', 3);
    client.session.resume(0, client.sink);
    expect(client.written).toEqual(['connect', 'pubrel 3']);
    expect(client.end()).toEqual([]);
  });

  it('a message that the new limits rule out ends with an error, and the rest goes on', () => {
    const client = online();
    client.publish(2);
    client.publish(1, { retain: true });
    client.publish(1, { payload: bytes('x'.repeat(100)) });
    client.publish(1);
    client.reconnect({
      properties: { maximumQoS: 1, retainAvailable: false, maximumPacketSize: 50 },
    });
    expect(client.written).toEqual(['connect', 'publish 4 q1 dup t']);
    expect(client.sink.failures.map(({ code }) => code)).toEqual([
      'qos-not-supported',
      'retain-not-supported',
      'packet-too-large',
    ]);
    expect(client.end()).toEqual([]);
  });
});
