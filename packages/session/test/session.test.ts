import type { ConnackPacket, ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { Client, inFlight, online } from './support/client.ts';

const connack = (over: Partial<ConnackPacket> = {}): ConnackPacket => ({
  type: 'connack',
  sessionPresent: false,
  reasonCode: 0,
  ...over,
});

describe('CONNECT', () => {
  const first = (version: ProtocolVersion) => () => {
    const client = new Client(version, { offlineQueueMessages: 5 });
    client.publish(0);
    client.publish(1);
    client.connect();
    client.publish(0);
    client.subscribe(['a']);
    expect(client.written).toEqual(['connect']);
    client.receive(connack());
    client.session.resume(0, client.sink);
    expect(client.written).toEqual(['connect', 'publish q0 t', 'publish 1 q1 t', 'publish q0 t']);
  };
  it('v3.1.1 [MQTT-3.1.0-1] is the first packet', first(4));
  it('v5 [MQTT-3.1.0-1] is the first packet', first(5));

  const once = (version: ProtocolVersion) => () => {
    const client = new Client(version);
    client.online();
    for (const qos of [0, 1, 2] as const) client.publish(qos);
    client.connect();
    client.subscribe(['a']);
    client.disconnect();
    expect(client.written.filter((line) => line === 'connect')).toHaveLength(1);
  };
  it('v3.1.1 [MQTT-3.1.0-2] goes out once on a connection', once(4));
  it('v5 [MQTT-3.1.0-2] goes out once on a connection', once(5));

  it('v5 [MQTT-3.1.2-30] with an authentication method nothing but AUTH follows it before CONNACK', () => {
    const client = new Client(5, { offlineQueueMessages: 5 });
    client.connect({ properties: { authenticationMethod: 'M' } });
    client.publish(0);
    client.publish(2);
    client.subscribe(['a']);
    client.unsubscribe(['a']);
    client.tick(1_000_000);
    client.session.resume(0, client.sink);
    client.session.authenticate({ type: 'auth', reasonCode: 0x18 }, client.sink);
    expect(client.written).toEqual(['connect', 'auth 0x18']);
  });
});

describe('the state of the session', () => {
  const kept = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.message(7, { qos: 2 });
    client.reconnect();
    expect(client.session.outgoing.size).toBe(4);
    client.ack('pubrel', 7);
    expect(client.sink.deliveries).toHaveLength(1);
  };
  it('v3.1.1 [MQTT-3.1.2-4] is kept after a connection with Clean Session 0', kept(4));
  it(
    'v5 [MQTT-3.1.2-23] is kept after a connection whose Session Expiry Interval is above 0',
    kept(5),
  );
  it('v3.1.1 [MQTT-4.1.0-1] is kept while the session lasts', kept(4));
  it('v5 [MQTT-4.1.0-1] is kept while the session lasts', kept(5));

  it('v3.1.1 [MQTT-4.1.0-2] lasts at least as long as its connection', () => {
    const client = online({ version: 4, connect: { cleanStart: true } });
    client.publish(2);
    client.message(7, { qos: 2 });
    client.tick(100_000_000);
    expect([client.session.outgoing.size, client.session.incoming.size]).toEqual([1, 1]);
    client.ack('pubrec', 1);
    client.ack('pubrel', 7);
    expect(client.written.slice(-2)).toEqual(['pubrel 1', 'pubcomp 7']);
  });

  const clean = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.message(7, { qos: 2 });
    client.subscribe(['a']);
    client.lose();
    client.sink.clear();
    client.online({}, { cleanStart: true });
    expect(client.sink.failures.map(({ code }) => code)).toEqual(
      Array(4).fill('session-discarded'),
    );
    expect(client.written).toEqual(['connect']);
    expect(client.session.save()).toMatchObject({ outgoing: [], incoming: [], lastPacketId: 0 });
    client.publish(1);
    expect(client.written).toEqual(['connect', 'publish 1 q1 t']);
    client.ack('pubrel', 7);
    expect(client.sink.deliveries).toEqual([]);
  };
  it('v3.1.1 [MQTT-3.1.2-6] is discarded by Clean Session 1, and never used again', clean(4));
  it('v5 [MQTT-3.1.2-4] is discarded by Clean Start 1', clean(5));

  const byClientId = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.lose();
    client.sink.clear();
    client.online({ sessionPresent: true }, { clientId: 'another' });
    expect(client.written).toEqual(['connect']);
    expect(client.sink.failures).toHaveLength(4);
    const saved = inFlight(version).session.save();
    client.lose();
    client.session.load(saved, client.sink);
    client.sink.clear();
    client.online({ sessionPresent: true }, { clientId: 'another' });
    expect(client.written).toEqual(['connect']);
  };
  it('v3.1.1 [MQTT-3.1.3-2] belongs to its client id', byClientId(4));
  it('v5 [MQTT-3.1.3-2] belongs to its client id', byClientId(5));

  it('v5 [MQTT-3.1.3-7] belongs to the client id that the server assigned', () => {
    const client = new Client(5);
    client.online({ properties: { assignedClientIdentifier: 'given' } }, { clientId: '' });
    client.publish(1);
    expect(client.session.save().clientId).toBe('given');
    client.lose();
    client.sink.clear();
    client.online({ sessionPresent: true }, { clientId: 'given' });
    expect(client.written).toEqual(['connect', 'publish 1 q1 dup t']);
  });

  const lost = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.ack('pubrec', 2);
    client.message(7, { qos: 2 });
    client.reconnect({ sessionPresent: false });
    expect(client.sink.lines).toEqual([
      'write connect',
      'failed 1 session-lost',
      'settle 1 done session-lost',
      'failed 2 session-lost',
      'settle 2 done session-lost',
      'failed 3 session-lost',
      'settle 3 done session-lost',
      'failed 4 session-lost',
      'settle 4 done session-lost',
      'connected new',
    ]);
    expect([client.session.outgoing.size, client.session.incoming.size]).toEqual([0, 0]);
    client.publish(1);
    expect(client.written).toEqual(['connect', 'publish 1 q1 t']);
  };
  it('v3.1.1 [MQTT-3.2.2-3] that the server lost is dropped, each message told', lost(4));
  it('v5 [MQTT-3.2.2-5] is dropped when the server has none, each message told', lost(5));

  it('what was taken offline is not part of it, and goes into the new one', () => {
    const client = online({ options: { offlineQueueMessages: 5 } });
    client.publish(1, { topic: 'old' });
    client.lose();
    client.sink.clear();
    client.publish(1, { topic: 'new' });
    client.online({ sessionPresent: false });
    expect(client.written).toEqual(['connect', 'publish 1 q1 new']);
  });

  it('v5 [MQTT-3.2.2-4] a session of the server is taken by a client that keeps nothing: a subscriber that starts again', () => {
    const client = new Client(5);
    client.online({ sessionPresent: true });
    expect([client.session.phase, client.written]).toEqual(['connected', ['connect']]);
    client.message(4, { qos: 2, dup: true });
    client.ack('pubrel', 4);
    client.ack('pubrel', 5);
    expect(client.written.slice(1)).toEqual(['pubrec 4', 'pubcomp 4', 'pubcomp 5 0x92']);
  });
});

describe('CONNACK', () => {
  const present = (version: ProtocolVersion, lines: readonly string[]) => () => {
    const client = new Client(version);
    client.online({ sessionPresent: true }, { cleanStart: true });
    expect(client.sink.lines).toEqual(['write connect', ...lines]);
  };
  it(
    'v3.1.1 [MQTT-3.2.2-1] with session present after Clean Session 1 ends the connection',
    present(4, ['close violation 0x82']),
  );
  it(
    'v5 [MQTT-3.2.2-2] with session present after Clean Start 1 ends the connection with 0x82',
    present(5, ['write disconnect 0x82', 'close violation 0x82']),
  );

  const refused = (version: ProtocolVersion, codes: readonly number[]) => () => {
    for (const reasonCode of codes) {
      const client = inFlight(version);
      client.lose();
      client.sink.clear();
      client.online({ reasonCode });
      expect(client.sink.lines).toEqual(['write connect', 'close refused']);
      expect(client.sink.closes).toMatchObject([{ packet: { reasonCode } }]);
      expect([client.session.phase, client.session.outgoing.size]).toEqual(['closing', 4]);
    }
  };
  it(
    'v3.1.1 [MQTT-3.2.2-5] of a refusal closes the connection and keeps the state',
    refused(4, [1, 2, 3, 4, 5]),
  );
  it(
    'v5 [MQTT-3.2.2-7] of 0x80 and above closes the connection and keeps the state',
    refused(5, [0x80, 0x84, 0x87, 0x8c, 0x9d]),
  );

  const isFirst = (version: ProtocolVersion, type: 'publish' | 'pingresp' | 'suback') => () => {
    const client = new Client(version);
    client.connect();
    client.sink.clear();
    if (type === 'publish') client.message(undefined);
    else if (type === 'suback') client.receive({ type, packetId: 1, reasonCodes: [0] });
    else client.receive({ type });
    const told = version === 5 ? ['write disconnect 0x82'] : [];
    expect(client.sink.lines).toEqual([...told, 'close violation 0x82']);
  };
  it('v3.1.1 [MQTT-3.2.0-1] comes before anything else', isFirst(4, 'publish'));
  it('v5 [MQTT-3.2.0-1] comes before anything but AUTH', isFirst(5, 'suback'));
  it('v5 [MQTT-3.2.0-2] comes once: a second one ends the connection with 0x82', () => {
    const client = online();
    client.receive(connack());
    expect(client.sink.lines).toEqual(['write disconnect 0x82', 'close violation 0x82']);
  });

  it('settles the limits of the connection, with the defaults of the specification', () => {
    const client = online();
    expect(client.session.negotiated).toEqual({
      version: 5,
      keepAlive: 0,
      receiveMaximum: 65_535,
      maximumQoS: 2,
      retainAvailable: true,
      maximumPacketSize: Number.POSITIVE_INFINITY,
      topicAliasMaximum: 0,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: true,
      sharedSubscriptionAvailable: true,
      ownReceiveMaximum: 65_535,
      ownTopicAliasMaximum: 0,
      requestProblemInformation: true,
      authenticationMethod: undefined,
    });
    client.lose();
    expect(client.session.negotiated).toBeUndefined();
  });
});

describe('what the server rules out', () => {
  it('v5 [MQTT-3.2.2-11] no PUBLISH above Maximum QoS goes out, whether new, queued or resent', () => {
    const client = online({ options: { offlineQueueMessages: 5 } });
    client.publish(2);
    client.lose();
    client.publish(2);
    client.sink.clear();
    client.online({ sessionPresent: true, properties: { maximumQoS: 1 } });
    const ticket = client.publish(2);
    client.publish(1);
    expect(client.written).toEqual(['connect', 'publish 2 q1 t']);
    expect(client.sink.errorOf(ticket, 'sent')).toBe('qos-not-supported');
    expect(client.sink.failures.map(({ code }) => code)).toEqual([
      'qos-not-supported',
      'qos-not-supported',
    ]);
  });

  it('v5 [MQTT-3.2.2-14] with Retain Available 0 no PUBLISH with RETAIN 1 goes out', () => {
    const client = online({ connack: { properties: { retainAvailable: false } } });
    for (const qos of [0, 1, 2] as const) {
      const ticket = client.publish(qos, { retain: true });
      expect(client.sink.errorOf(ticket, 'sent')).toBe('retain-not-supported');
    }
    expect(client.written).toEqual([]);
  });

  it('v5 [MQTT-3.2.2-15] nothing above the server\u2019s Maximum Packet Size goes out: N passes, N + 1 does not', () => {
    const client = online({ connack: { properties: { maximumPacketSize: 30 } } });
    const payload = (size: number) => ({ payload: new Uint8Array(size) });
    client.publish(0, payload(24));
    client.publish(2, payload(22));
    const large = [
      client.publish(0, payload(25)),
      client.publish(1, payload(23)),
      client.subscribe(['x'.repeat(23)]),
      client.unsubscribe(['x'.repeat(24)]),
    ];
    for (const ticket of large)
      expect(client.sink.errorOf(ticket, 'done')).toBe('packet-too-large');
    client.subscribe(['x'.repeat(22)]);
    client.unsubscribe(['x'.repeat(23)]);
    expect(client.written.map((line) => line.split(' ')[0])).toEqual([
      'publish',
      'publish',
      'subscribe',
      'unsubscribe',
    ]);
  });
});

describe('DISCONNECT', () => {
  const last = (version: ProtocolVersion) => () => {
    const client = online({ version, options: { offlineQueueMessages: 5 } });
    client.sink.inside.write = () => {
      client.publish(0);
      client.subscribe(['a']);
    };
    client.disconnect();
    client.publish(1);
    client.message(5, { qos: 1 });
    client.ack('pubrel', 6);
    client.receive({ type: 'pingresp' });
    client.tick(1_000_000);
    client.disconnect();
    expect(client.written).toEqual(['disconnect 0x00']);
    expect(client.sink.closes).toEqual([{ type: 'local' }]);
  };
  it('v3.1.1 [MQTT-3.14.4-1] is followed by the close', last(4));
  it('v3.1.1 [MQTT-3.14.4-2] is followed by no packet', last(4));
  it('v5 [MQTT-3.14.4-1] is followed by no packet', last(5));
  it('v5 [MQTT-3.14.4-2] is followed by the close', last(5));

  const text = 'x'.repeat(30);
  const fitting = () => {
    const properties = { reasonString: text, userProperties: [['a', text]] as const };
    const sent = (maximumPacketSize: number) => {
      const client = online({ connack: { properties: { maximumPacketSize } } });
      client.disconnect({ reasonCode: 4, properties: { ...properties, sessionExpiryInterval: 9 } });
      return client.sink.packets[0];
    };
    const whole = {
      type: 'disconnect',
      reasonCode: 4,
      properties: { ...properties, sessionExpiryInterval: 9 },
    };
    expect(sent(200)).toEqual(whole);
    expect(sent(78)).toMatchObject({
      properties: { reasonString: text, sessionExpiryInterval: 9 },
    });
    expect(sent(42)).toHaveProperty('properties.reasonString');
    expect(sent(42)).not.toHaveProperty('properties.userProperties');
    expect(sent(41)).toEqual({ ...whole, properties: { sessionExpiryInterval: 9 } });
  };
  it(
    'v5 [MQTT-3.14.2-3] leaves its reason string out where it would pass the server\u2019s Maximum Packet Size',
    fitting,
  );
  it(
    'v5 [MQTT-3.14.2-4] leaves its user properties out where they would pass the server\u2019s Maximum Packet Size',
    fitting,
  );

  it('does not go out before CONNACK: the attempt just ends', () => {
    const client = new Client(5);
    client.connect();
    client.disconnect();
    client.receive(connack());
    expect(client.sink.lines).toEqual(['write connect', 'close local']);
  });

  it('without a connection is nothing', () => {
    const client = new Client(5);
    client.disconnect();
    client.lose();
    client.session.violation(0x81, 'late', undefined, client.sink);
    expect(client.sink.lines).toEqual([]);
  });

  it('v5 [MQTT-4.13.2-1] of 0x80 and above from the server, as its CONNACK, makes us close', () => {
    for (const reasonCode of [0x8e, 0x8d, 0x9c]) {
      const client = online();
      client.receive({ type: 'disconnect', reasonCode });
      expect(client.sink.lines).toEqual(['close server-disconnect']);
      expect(client.sink.closes).toMatchObject([{ packet: { reasonCode } }]);
      client.publish(0);
      expect(client.written).toEqual([]);
    }
    const refused = new Client(5);
    refused.online({ reasonCode: 0x88 });
    expect(refused.sink.lines.at(-1)).toBe('close refused');
  });

  it('v5 [MQTT-3.14.0-1] from the server before CONNACK breaks the protocol', () => {
    const client = new Client(5);
    client.connect();
    client.receive({ type: 'disconnect', reasonCode: 0x8b });
    expect(client.sink.lines.slice(1)).toEqual(['write disconnect 0x82', 'close violation 0x82']);
  });
});
