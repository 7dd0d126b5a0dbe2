import type { ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { bytes, Client, online } from './support/client.ts';

const ours = (receiveMaximum: number) => ({
  connect: { properties: { receiveMaximum, sessionExpiryInterval: 60 } },
});

describe('a PUBLISH', () => {
  const byQos = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.message(undefined);
    client.message(11, { qos: 1 });
    client.message(12, { qos: 2 });
    expect(client.written).toEqual(['puback 11', 'pubrec 12']);
  };
  it('v3.1.1 [MQTT-3.3.4-1] is answered by its QoS: nothing, PUBACK, PUBREC', byQos(4));
  it('v5 [MQTT-3.3.4-1] is answered by its QoS: nothing, PUBACK, PUBREC', byQos(5));
  it('v3.1.1 [MQTT-4.5.0-2] is acknowledged whether it is wanted or not', byQos(4));
  it('v5 [MQTT-4.5.0-2] is acknowledged whether it is wanted or not', byQos(5));

  const sameIds = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(2);
    client.message(300, { qos: 1 });
    client.message(301, { qos: 2 });
    client.ack('pubrec', 1);
    client.ack('pubrel', 301);
    expect(client.written.slice(1)).toEqual([
      'puback 300',
      'pubrec 301',
      'pubrel 1',
      'pubcomp 301',
    ]);
  };
  it('v3.1.1 [MQTT-2.3.1-6] PUBACK, PUBREC and PUBREL repeat the id of their PUBLISH', sameIds(4));
  it('v5 [MQTT-2.2.1-5] acknowledgements repeat the id of their PUBLISH', sameIds(5));

  it('of QoS 0 is delivered at once', () => {
    const client = online();
    client.message(undefined, { topic: 'a/b', payload: bytes('hello'), retain: true });
    expect(client.sink.lines).toEqual(['deliver - a/b']);
    expect(client.sink.deliveries[0]).toMatchObject({ text: 'hello', message: { retain: true } });
  });
});

describe('QoS 1', () => {
  const owned = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.message(3, { qos: 1 });
    expect(client.sink.lines).toEqual(['write puback 3', 'acknowledged incoming 3', 'deliver 3 t']);
    expect(client.sink.states).toEqual(['out in 3:5', 'out in 3:9', 'out in']);
    client.message(3, { qos: 1, dup: true });
    expect(client.sink.deliveries).toHaveLength(2);
    expect(client.written).toEqual(['puback 3', 'puback 3']);
  };
  it('v3.1.1 [MQTT-4.3.2-2] gets its PUBACK, after which the id is a new message', owned(4));
  it('v5 [MQTT-4.3.2-4] gets a PUBACK with its id', owned(5));
  it('v5 [MQTT-4.3.2-5] after PUBACK the id is a new message, whatever DUP says', owned(5));
  it('v3.1.1 [MQTT-3.3.1-3] DUP alone tells nothing: it is delivered', owned(4));
  it('v5 [MQTT-3.3.1-3] DUP alone tells nothing: it is delivered', owned(5));

  const inOrder = (type: 'puback' | 'pubrec', qos: 1 | 2, version: ProtocolVersion) => () => {
    const client = online({ version });
    for (const id of [9, 4, 7, 1]) client.message(id, { qos });
    expect(client.written).toEqual([9, 4, 7, 1].map((id) => `${type} ${id}`));
  };
  it('v3.1.1 [MQTT-4.6.0-2] PUBACKs follow the order of the PUBLISHes', inOrder('puback', 1, 4));
  it('v5 [MQTT-4.6.0-2] PUBACKs follow the order of the PUBLISHes', inOrder('puback', 1, 5));
  it('v3.1.1 [MQTT-4.6.0-3] PUBRECs follow the order of the PUBLISHes', inOrder('pubrec', 2, 4));
  it('v5 [MQTT-4.6.0-3] PUBRECs follow the order of the PUBLISHes', inOrder('pubrec', 2, 5));

  it('is in the collection while it is acknowledged, behind those of QoS 2', () => {
    const client = online();
    client.message(8, { qos: 2 });
    client.sink.inside.acknowledged = () => {
      const { incoming } = client.session;
      expect([incoming.size, incoming.indexOf(3), incoming.at(1)?.packetId]).toEqual([2, 1, 3]);
      expect(incoming.at(1)).toMatchObject({ state: 9, fullTopic: 't', qos: 1 });
      expect(incoming.at(2)).toBeUndefined();
    };
    client.message(3, { qos: 1 });
    expect([client.session.incoming.size, client.session.incoming.indexOf(3)]).toEqual([1, -1]);
    expect(client.sink.inside.acknowledged).toBeUndefined();
  });
});

describe('QoS 2', () => {
  const once = (version: ProtocolVersion) => () => {
    const client = online({ version });
    for (let i = 0; i < 3; i++) client.message(3, { qos: 2, dup: i > 0 });
    expect(client.sink.lines).toEqual(['write pubrec 3', 'write pubrec 3', 'write pubrec 3']);
    client.sink.clear();
    client.ack('pubrel', 3);
    expect(client.sink.lines).toEqual([
      'write pubcomp 3',
      'acknowledged incoming 3',
      'deliver 3 t',
    ]);
    expect(client.sink.states).toEqual(['out in 3:8', 'out in 3:9', 'out in']);
  };
  it('v3.1.1 [MQTT-4.3.3-2] gets PUBREC each time, one delivery, PUBCOMP for its PUBREL', once(4));
  it('v5 [MQTT-4.3.3-8] gets a PUBREC with its id', once(5));
  it('v5 [MQTT-4.3.3-11] a PUBREL gets a PUBCOMP with its id', once(5));

  it('is in state 7 from its PUBREC to its PUBREL', () => {
    const client = online();
    client.message(3, { qos: 2 });
    client.message(undefined);
    expect(client.sink.states).toEqual(['out in 3:7', 'out in 3:7']);
  });

  it('v5 [MQTT-4.3.3-10] repeated before PUBREL: PUBREC again and one delivery, also across a reconnect and a restart', () => {
    const client = online();
    client.message(3, { qos: 2, topic: 'a', payload: bytes('one') });
    client.reconnect();
    client.message(3, { qos: 2, dup: true, topic: 'a', payload: bytes('one') });
    const state = JSON.parse(JSON.stringify(client.session.save()));
    const again = new Client();
    again.restart(state);
    again.online({ sessionPresent: true });
    again.message(3, { qos: 2, dup: true, topic: 'a', payload: bytes('one') });
    again.ack('pubrel', 3);
    again.ack('pubrel', 3);
    expect(again.written).toEqual(['connect', 'pubrec 3', 'pubcomp 3', 'pubcomp 3 0x92']);
    expect(again.sink.deliveries).toMatchObject([{ topic: 'a', text: 'one' }]);
  });

  it('v5 [MQTT-4.3.3-12] after PUBCOMP the id is a new message', () => {
    const client = online();
    for (let i = 0; i < 2; i++) {
      client.message(3, { qos: 2 });
      client.ack('pubrel', 3);
    }
    expect(client.sink.deliveries).toHaveLength(2);
  });

  it('v5 [MQTT-4.3.3-13] goes on even if its message has expired', () => {
    const client = online();
    client.message(3, { qos: 2, properties: { messageExpiryInterval: 1 } });
    client.tick(100_000);
    client.ack('pubrel', 3);
    expect(client.written).toEqual(['pubrec 3', 'pubcomp 3']);
    expect(client.sink.deliveries).toHaveLength(1);
  });

  it('v5 [MQTT-4.3.3-9] is never refused by us: every PUBREC is a success, so that no id is a new message before PUBREL', () => {
    const client = online();
    for (let id = 1; id <= 100; id++) client.message(id, { qos: 2 });
    const codes = client.sink.packets.map(
      (packet) => packet.type === 'pubrec' && packet.reasonCode,
    );
    expect(new Set(codes)).toEqual(new Set([0]));
  });

  it.each([
    [4, 'pubcomp 9'],
    [5, 'pubcomp 9 0x92'],
  ] as const)(
    'in version %i a PUBREL of an unknown id gets %s and no event',
    (version, pubcomp) => {
      const client = online({ version });
      client.ack('pubrel', 9);
      expect(client.sink.lines).toEqual([`write ${pubcomp}`]);
    },
  );

  it('is delivered in the order of the PUBRELs', () => {
    const client = online();
    for (const id of [1, 2, 3]) client.message(id, { qos: 2 });
    for (const id of [2, 3, 1]) client.ack('pubrel', id);
    expect(client.sink.deliveries.map(({ message }) => message.packetId)).toEqual([2, 3, 1]);
  });

  it('keeps its bytes when the chunk that they came in is used again', () => {
    const client = online();
    const payload = bytes('before');
    client.message(3, { qos: 2, payload });
    payload.set(bytes('AFTER!'));
    client.ack('pubrel', 3);
    expect(client.sink.deliveries[0]?.text).toBe('before');
  });

  it('is forgotten undelivered when the server lost the session', () => {
    const client = online();
    client.message(3, { qos: 2 });
    client.reconnect({ sessionPresent: false });
    expect(client.session.incoming.size).toBe(0);
    client.message(3, { qos: 2 });
    client.ack('pubrel', 3);
    expect(client.sink.deliveries).toHaveLength(1);
  });
});

describe('a payload that says that it is UTF-8, and is not', () => {
  const broken = { payload: Uint8Array.of(0x61, 0xc3), properties: { payloadFormatIndicator: 1 } };

  it('is not delivered, and the answer is 0x99', () => {
    const client = online(ours(1));
    client.message(undefined, broken);
    client.message(1, { qos: 1, ...broken });
    client.message(2, { qos: 2, ...broken });
    expect(client.sink.deliveries).toEqual([]);
    expect(client.written).toEqual(['puback 1 0x99', 'pubrec 2 0x99']);
    const said = client.sink.lines.filter((line) => /^(?:failed|acknowledged)/.test(line));
    expect(said).toEqual([
      'failed - payload-format-invalid',
      'acknowledged incoming 1 0x99',
      'failed 1 payload-format-invalid',
      'acknowledged incoming 2 0x99',
      'failed 2 payload-format-invalid',
    ]);
  });

  it('ends its exchange: nothing is kept, and its id and its place are free', () => {
    const client = online(ours(1));
    client.message(2, { qos: 2, ...broken });
    expect(client.session.incoming.size).toBe(0);
    client.message(2, { qos: 2 });
    client.ack('pubrel', 2);
    expect(client.written).toEqual(['pubrec 2 0x99', 'pubrec 2', 'pubcomp 2']);
    expect(client.sink.deliveries).toHaveLength(1);
  });

  it('is delivered where it does not say so, or is UTF-8 with U+0000', () => {
    const client = online();
    client.message(undefined, { payload: Uint8Array.of(0xff) });
    client.message(undefined, { ...broken, properties: { payloadFormatIndicator: 0 } });
    client.message(undefined, { ...broken, payload: Uint8Array.of(0, 0xc3, 0xa9) });
    client.message(undefined, { ...broken, payload: new Uint8Array(0) });
    expect(client.sink.deliveries).toHaveLength(4);
  });
});

describe('our Receive Maximum', () => {
  it('v5 [MQTT-3.3.4-9] one message too many ends the connection with 0x93', () => {
    const client = online(ours(2));
    client.message(1, { qos: 2 });
    client.message(2, { qos: 2 });
    client.message(1, { qos: 2, dup: true });
    client.message(undefined);
    expect(client.session.phase).toBe('connected');
    client.message(3, { qos: 2 });
    expect(client.sink.lines.slice(-2)).toEqual(['write disconnect 0x93', 'close violation 0x93']);
  });

  it('counts QoS 1 too while QoS 2 has used it up', () => {
    const client = online(ours(1));
    for (let id = 1; id <= 5; id++) client.message(id, { qos: 1 });
    client.message(1, { qos: 2 });
    client.message(2, { qos: 1 });
    expect(client.sink.lines.at(-1)).toBe('close violation 0x93');
    expect(client.sink.deliveries).toHaveLength(5);
  });

  it('is free again with each PUBREL, and anew with each connection', () => {
    const client = online(ours(1));
    client.message(1, { qos: 2 });
    client.ack('pubrel', 1);
    client.message(2, { qos: 2 });
    client.lose();
    client.online({ sessionPresent: true }, ours(1).connect);
    client.message(2, { qos: 2, dup: true });
    client.message(2, { qos: 2, dup: true });
    client.ack('pubrel', 2);
    client.message(3, { qos: 2 });
    expect(client.session.phase).toBe('connected');
    client.message(4, { qos: 2 });
    expect(client.session.phase).toBe('closing');
  });

  it('is counted as section 4.9 says: the PUBCOMP of an earlier connection frees a place, too', () => {
    const client = online(ours(2));
    client.message(1, { qos: 2 });
    client.lose();
    client.online({ sessionPresent: true }, ours(2).connect);
    client.message(2, { qos: 2 });
    client.message(3, { qos: 2 });
    client.ack('pubrel', 1);
    client.message(4, { qos: 2 });
    expect(client.session.phase).toBe('connected');
    client.message(5, { qos: 2 });
    expect(client.sink.lines.at(-1)).toBe('close violation 0x93');
  });

  it('is never more than announced, however much was open before', () => {
    const client = online(ours(1));
    client.message(1, { qos: 2 });
    client.lose();
    client.online({ sessionPresent: true }, ours(1).connect);
    client.ack('pubrel', 1);
    client.message(2, { qos: 2 });
    client.message(3, { qos: 2 });
    expect(client.sink.lines.at(-1)).toBe('close violation 0x93');
  });
});

describe('what we send back', () => {
  const bare = () => {
    const client = online({ connack: { properties: { maximumPacketSize: 20 } } });
    client.message(1, { qos: 1 });
    client.message(2, { qos: 2 });
    client.ack('pubrel', 2);
    client.publish(2);
    client.ack('pubrec', 1);
    const answers = client.sink.packets.filter(({ type }) => type !== 'publish');
    expect(answers.map(({ type }) => type)).toEqual(['puback', 'pubrec', 'pubcomp', 'pubrel']);
    for (const answer of answers) expect(answer).not.toHaveProperty('properties');
  };
  it('v5 [MQTT-3.4.2-2] PUBACK has no reason string, whatever the server takes', bare);
  it('v5 [MQTT-3.4.2-3] PUBACK has no user properties, whatever the server takes', bare);
  it('v5 [MQTT-3.5.2-2] PUBREC has no reason string, whatever the server takes', bare);
  it('v5 [MQTT-3.5.2-3] PUBREC has no user properties, whatever the server takes', bare);
  it('v5 [MQTT-3.6.2-2] PUBREL has no reason string, whatever the server takes', bare);
  it('v5 [MQTT-3.6.2-3] PUBREL has no user properties, whatever the server takes', bare);
  it('v5 [MQTT-3.7.2-2] PUBCOMP has no reason string, whatever the server takes', bare);
  it('v5 [MQTT-3.7.2-3] PUBCOMP has no user properties, whatever the server takes', bare);
});
