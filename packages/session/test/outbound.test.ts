import type { ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { type Client, inFlight, online } from './support/client.ts';

const ids = (client: Client) => Array.from(client.session.outgoing, ({ packetId }) => packetId);

describe('packet ids', () => {
  const unused = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.ack('puback', 1);
    client.subscribe(['a']);
    client.publish(1);
    client.unsubscribe(['a']);
    expect(client.written.slice(4)).toEqual(['subscribe 5', 'publish 6 q1 t', 'unsubscribe 7']);
  };
  it(
    'v3.1.1 [MQTT-2.3.1-1] SUBSCRIBE, UNSUBSCRIBE and PUBLISH above QoS 0 carry an id, which is never 0',
    unused(4),
  );
  it('v3.1.1 [MQTT-2.3.1-2] each new packet takes an id that is not in use', unused(4));
  it(
    'v5 [MQTT-2.2.1-3] each new SUBSCRIBE, UNSUBSCRIBE and PUBLISH above QoS 0 takes an unused id',
    unused(5),
  );

  it('v5 [MQTT-2.2.1-2] a PUBLISH of QoS 0 has no id', () => {
    const client = online();
    client.publish(0);
    expect(client.sink.packets[0]).not.toHaveProperty('packetId');
    expect(client.session.lastPacketId).toBe(0);
  });
  it('v3.1.1 [MQTT-2.3.1-5] a PUBLISH of QoS 0 has no id', () => {
    const client = online({ version: 4 });
    client.publish(0);
    expect(client.sink.packets[0]).not.toHaveProperty('packetId');
  });

  const keeps = (version: ProtocolVersion) => () => {
    const client = inFlight(version);
    client.reconnect();
    expect(client.written.slice(1)).toEqual([
      'publish 1 q1 dup t',
      'publish 2 q2 dup t',
      'publish 3 q1 dup t',
      'publish 4 q2 dup t',
    ]);
    client.ack('puback', 1);
    client.ack('puback', 3);
    client.ack('pubrec', 2);
    client.ack('pubcomp', 2);
    expect(ids(client)).toEqual([4]);
  };
  it('v3.1.1 [MQTT-2.3.1-3] a resend keeps its id until it is acknowledged', keeps(4));

  it('are an error for the caller when all 65,535 are in use, and come back with the acknowledgements', () => {
    const client = online();
    for (let id = 1; id <= 65_534; id++) client.publish(1);
    client.subscribe(['a']);
    for (const ticket of [client.publish(1), client.publish(2), client.subscribe(['b'])]) {
      expect(client.sink.errorOf(ticket, 'sent')).toBe('packet-ids-exhausted');
      expect(client.sink.errorOf(ticket, 'done')).toBe('packet-ids-exhausted');
    }
    client.sink.clear();
    client.publish(0);
    client.ack('puback', 500);
    client.publish(2);
    expect(client.written).toEqual(['publish q0 t', 'publish 500 q2 t']);
  });
});

describe('QoS 0', () => {
  const plain = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(0);
    expect(client.sink.lines).toEqual([
      'write publish q0 t',
      'settle 1 sent ok',
      'published - t',
      'settle 1 done ok',
    ]);
    client.reconnect();
    expect(client.written).toEqual(['connect']);
  };
  it('v3.1.1 [MQTT-4.3.1-1] goes out once, at QoS 0 with DUP 0', plain(4));
  it('v5 [MQTT-4.3.1-1] goes out once, at QoS 0 with DUP 0', plain(5));
  it('v3.1.1 [MQTT-3.3.1-2] has DUP 0, since it is never sent again', plain(4));
  it('v5 [MQTT-3.3.1-2] has DUP 0, since it is never sent again', plain(5));
});

describe('QoS 1', () => {
  const whole = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(1);
    client.ack('puback', 1);
    expect(client.sink.lines).toEqual([
      'write publish 1 q1 t',
      'settle 1 sent ok',
      'acknowledged outgoing 1',
      'published 1 t',
      'settle 1 done puback',
    ]);
    expect(client.sink.states).toEqual([
      'out 1:0 in',
      'out 1:0 in',
      'out 1:4 in',
      'out in',
      'out in',
    ]);
  };
  it(
    'v3.1.1 [MQTT-4.3.2-1] takes a fresh id, DUP 0 at first, unacknowledged until PUBACK',
    whole(4),
  );
  it('v5 [MQTT-4.3.2-1] takes a fresh id', whole(5));
  it('v5 [MQTT-4.3.2-2] goes out at QoS 1 with DUP 0 the first time', whole(5));

  const untilPuback = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(1);
    for (let i = 0; i < 3; i++) {
      client.reconnect();
      expect(client.written).toEqual(['connect', 'publish 1 q1 dup t']);
    }
    client.ack('puback', 1);
    client.reconnect();
    expect(client.written).toEqual(['connect']);
  };
  it('v5 [MQTT-4.3.2-3] is unacknowledged until PUBACK', untilPuback(5));
  it('v3.1.1 [MQTT-3.3.1-1] has DUP 1 whenever it is sent again', untilPuback(4));
  it('v5 [MQTT-3.3.1-1] has DUP 1 whenever it is sent again', untilPuback(5));
});

describe('QoS 2', () => {
  const whole = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(2);
    client.ack('pubrec', 1);
    client.ack('pubcomp', 1);
    expect(client.sink.lines).toEqual([
      'write publish 1 q2 t',
      'settle 1 sent ok',
      'write pubrel 1',
      'acknowledged outgoing 1',
      'published 1 t',
      'settle 1 done pubcomp',
    ]);
    expect(client.sink.states).toEqual([
      'out 1:1 in',
      'out 1:1 in',
      'out 1:3 in',
      'out 1:4 in',
      'out in',
      'out in',
    ]);
  };
  it(
    'v3.1.1 [MQTT-4.3.3-1] takes a fresh id, DUP 0 at first, PUBREL after PUBREC, done with PUBCOMP',
    whole(4),
  );
  it('v5 [MQTT-4.3.3-1] takes a fresh id', whole(5));
  it('v5 [MQTT-4.3.3-2] goes out at QoS 2 with DUP 0 the first time', whole(5));
  it('v5 [MQTT-4.3.3-4] PUBREC below 0x80 gets PUBREL with its id', () => {
    const client = online();
    client.publish(2);
    client.ack('pubrec', 1, 0x10);
    expect(client.written).toEqual(['publish 1 q2 t', 'pubrel 1']);
  });

  const untilPubrec = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(2);
    client.reconnect();
    client.reconnect();
    expect(client.written).toEqual(['connect', 'publish 1 q2 dup t']);
  };
  it('v5 [MQTT-4.3.3-3] is unacknowledged until PUBREC', untilPubrec(5));

  const untilPubcomp = (version: ProtocolVersion) => () => {
    const client = online({ version });
    client.publish(2);
    client.ack('pubrec', 1);
    for (let i = 0; i < 3; i++) {
      client.reconnect();
      expect(client.written).toEqual(['connect', 'pubrel 1']);
    }
    client.ack('pubrec', 1);
    expect(client.written).toEqual(['connect', 'pubrel 1', 'pubrel 1']);
    client.ack('pubcomp', 1);
    client.reconnect();
    expect(client.written).toEqual(['connect']);
  };
  it('v5 [MQTT-4.3.3-5] its PUBREL is unacknowledged until PUBCOMP', untilPubcomp(5));
  it('v5 [MQTT-4.3.3-6] no PUBLISH follows its PUBREL, on no connection', untilPubcomp(5));
  it('no PUBLISH follows its PUBREL in 3.1.1 either', untilPubcomp(4));

  it('v5 [MQTT-4.3.3-7] does not expire once it is sent', () => {
    const client = online();
    client.publish(2, { properties: { messageExpiryInterval: 1 } });
    client.tick(5000);
    client.reconnect();
    expect(client.written).toEqual(['connect', 'publish 1 q2 dup t']);
  });
});

describe('an acknowledgement', () => {
  it.each([
    ['puback', 1, 0x10],
    ['pubcomp', 2, 0x00],
  ] as const)('%s of success settles with the packet', (type, qos, reasonCode) => {
    const client = online();
    const ticket = client.publish(qos);
    if (qos === 2) client.ack('pubrec', 1);
    client.ack(type, 1, reasonCode);
    expect(client.sink.outcome(ticket, 'done')).toEqual({ type, packetId: 1, reasonCode });
  });

  const settled = () => {
    const client = online();
    const refused = [client.publish(1), client.publish(2)];
    client.sink.clear();
    client.ack('puback', 1, 0x97);
    client.ack('pubrec', 2, 0x87);
    expect(client.sink.lines).toEqual([
      'acknowledged outgoing 1 0x97',
      'failed 1 refused',
      'settle 1 done refused',
      'acknowledged outgoing 2 0x87',
      'failed 2 refused',
      'settle 2 done refused',
    ]);
    expect(refused.map((ticket) => client.sink.outcome(ticket, 'done'))).toMatchObject([
      { reasonCode: 0x97 },
      { reasonCode: 0x87 },
    ]);
    client.reconnect();
    expect(client.written).toEqual(['connect']);
  };
  it(
    'v5 [MQTT-4.4.0-2] PUBACK or PUBREC of 0x80 and above ends the exchange with an error, and nothing is resent',
    settled,
  );

  it('PUBCOMP 0x92 outside recovery is an error', () => {
    const client = online();
    const ticket = client.publish(2);
    client.ack('pubrec', 1);
    client.ack('pubcomp', 1, 0x92);
    expect(client.sink.errorOf(ticket, 'done')).toBe('refused');
  });

  it('PUBCOMP 0x92 in recovery says that the server had finished: a success', () => {
    const client = online();
    const ticket = client.publish(2);
    client.ack('pubrec', 1);
    client.reconnect();
    client.ack('pubcomp', 1, 0x92);
    expect(client.sink.lines.slice(-3)).toEqual([
      'acknowledged outgoing 1 0x92',
      'published 1 t',
      'settle 1 done pubcomp',
    ]);
    expect(client.sink.errorOf(ticket, 'done')).toBeUndefined();
  });

  it.each([
    [4, 'pubrel 7'],
    [5, 'pubrel 7 0x92'],
  ] as const)(
    'in version %i of an unknown id does nothing, but PUBREC gets a PUBREL',
    (version, pubrel) => {
      const client = online({ version });
      client.ack('puback', 7);
      client.ack('pubcomp', 7);
      expect(client.sink.lines).toEqual([]);
      client.ack('pubrec', 7);
      if (version === 5) client.ack('pubrec', 7, 0x80);
      expect(client.sink.lines).toEqual([`write ${pubrel}`]);
    },
  );

  it.each([
    ['puback', 2, 'none'],
    ['puback', 2, 'pubrec'],
    ['pubrec', 1, 'none'],
    ['pubcomp', 1, 'none'],
    ['pubcomp', 2, 'none'],
  ] as const)('%s for a message of QoS %i after %s breaks the protocol', (type, qos, before) => {
    const client = online();
    client.publish(qos);
    if (before === 'pubrec') client.ack('pubrec', 1);
    client.ack(type, 1);
    expect(client.sink.lines.slice(-2)).toEqual(['write disconnect 0x82', 'close violation 0x82']);
    client.reconnect();
    expect(client.written).toHaveLength(2);
  });

  it.each(['puback', 'pubrec', 'pubcomp'] as const)(
    '%s for a SUBSCRIBE breaks the protocol',
    (type) => {
      const client = online({ version: 4 });
      client.subscribe(['a']);
      client.ack(type, 1);
      expect(client.sink.lines.at(-1)).toBe('close violation 0x82');
    },
  );
});
