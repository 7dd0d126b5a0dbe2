import { PACKET_TYPES, type Packet, type PacketType } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { mayReceive, nextPhase, PHASES, type Phase } from '../src/phase.ts';
import { Client, connectPacket, online, publishPacket } from './support/client.ts';

const ack = { packetId: 1, reasonCode: 0 };
/** One of each, harmless where it may arrive. */
const PACKETS: Readonly<Record<PacketType, Packet>> = {
  connect: connectPacket(5),
  connack: {
    type: 'connack',
    sessionPresent: false,
    reasonCode: 0,
    properties: { authenticationMethod: 'M' },
  },
  publish: publishPacket(0),
  puback: { type: 'puback', ...ack },
  pubrec: { type: 'pubrec', ...ack },
  pubrel: { type: 'pubrel', ...ack },
  pubcomp: { type: 'pubcomp', ...ack },
  subscribe: { type: 'subscribe', packetId: 1, subscriptions: [{ topicFilter: 'a', qos: 0 }] },
  suback: { type: 'suback', packetId: 1, reasonCodes: [0] },
  unsubscribe: { type: 'unsubscribe', packetId: 1, topicFilters: ['a'] },
  unsuback: { type: 'unsuback', packetId: 1, reasonCodes: [0] },
  pingreq: { type: 'pingreq' },
  pingresp: { type: 'pingresp' },
  disconnect: { type: 'disconnect', reasonCode: 0 },
  auth: { type: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'M' } },
};
const TYPES = Object.keys(PACKETS) as PacketType[];
const FROM_SERVER = 'publish puback pubrec pubrel pubcomp suback unsuback pingresp disconnect auth';
const EXPECTED: Readonly<Record<Phase, readonly string[]>> = {
  disconnected: [],
  connecting: ['connack', 'auth'],
  connected: FROM_SERVER.split(' '),
  closing: [],
};

function clientIn(phase: Phase): Client {
  const client = new Client(5);
  if (phase !== 'disconnected') client.connect({ properties: { authenticationMethod: 'M' } });
  if (phase === 'connected' || phase === 'closing') client.receive(PACKETS.connack);
  if (phase === 'closing') client.disconnect();
  client.sink.clear();
  expect(client.session.phase).toBe(phase);
  return client;
}

it('the packets are all that there are', () => {
  expect(TYPES).toHaveLength(15);
  expect(TYPES.sort()).toEqual(Object.keys(PACKET_TYPES).sort());
});

describe.each(TYPES)('%s', (type) => {
  it.each(['connecting', 'connected'] as const)(
    'in the phase %s arrives or ends the connection',
    (phase) => {
      const client = clientIn(phase);
      client.receive(PACKETS[type]);
      const allowed = EXPECTED[phase].includes(type);
      const broke = client.sink.lines.includes('close violation 0x82');
      expect(broke).toBe(!allowed);
      expect(mayReceive(phase, type)).toBe(allowed);
      if (broke) expect(client.written).toEqual(['disconnect 0x82']);
    },
  );

  it.each(['disconnected', 'closing'] as const)('in the phase %s is ignored', (phase) => {
    const client = clientIn(phase);
    client.receive(PACKETS[type]);
    expect([client.sink.lines, client.session.phase]).toEqual([[], phase]);
  });
});

describe('a broken protocol', () => {
  const each = (version: 4 | 5) => () => {
    const unexpected = TYPES.filter((type) => !EXPECTED.connected.includes(type));
    expect(unexpected).toEqual(['connack', 'connect', 'pingreq', 'subscribe', 'unsubscribe']);
    for (const type of unexpected) {
      const client = online({ version });
      client.receive(PACKETS[type]);
      const told = version === 5 ? ['write disconnect 0x82'] : [];
      expect(client.sink.lines).toEqual([...told, 'close violation 0x82']);
    }
  };
  it('v3.1.1 [MQTT-4.8.0-1] closes the connection, packet by packet', each(4));
  it(
    'v5 [MQTT-4.13.1-1] closes the connection, packet by packet, with its reason code before the close',
    each(5),
  );

  it('v3.1.1 [MQTT-4.8.0-2] so does an error of our own on the way in, and what is unacknowledged stays', () => {
    const client = online({ version: 4 });
    client.publish(1);
    client.session.violation(0x83, 'a listener failed', new Error('inner'), client.sink);
    client.ack('puback', 1);
    client.lose();
    expect(client.sink.lines.at(-1)).toBe('close violation 0x83');
    expect(client.sink.closes).toMatchObject([{ cause: { message: 'inner' } }]);
    expect(client.session.outgoing.size).toBe(1);
  });

  it('of the codec is told with its reason code in 5.0, silently in 3.1.1', () => {
    for (const [version, lines] of [
      [4, ['close violation 0x81']],
      [5, ['write disconnect 0x81', 'close violation 0x81']],
    ] as const) {
      const client = online({ version });
      client.session.violation(0x81, 'malformed', undefined, client.sink);
      client.session.violation(0x82, 'again', undefined, client.sink);
      expect(client.sink.lines).toEqual(lines);
    }
  });
});

describe('the table of phases', () => {
  it('has a way from each phase to disconnected', () => {
    for (const phase of ['connecting', 'connected', 'closing'] as const) {
      expect(nextPhase(phase, 'lost')).toBe('disconnected');
    }
  });

  it('stays where it has no row for an event', () => {
    expect(nextPhase('disconnected', 'accepted')).toBe('disconnected');
    expect(nextPhase('closing', 'accepted')).toBe('closing');
    expect(nextPhase('connected', 'connect')).toBe('connected');
  });

  it('leads only to phases that it has', () => {
    const targets = Object.values(PHASES).flatMap(({ on }) => Object.values<Phase>(on));
    expect(targets.filter((phase) => !(phase in PHASES))).toEqual([]);
  });
});
