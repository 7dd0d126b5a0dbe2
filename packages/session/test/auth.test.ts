import type { AuthPacket, ConnackPacket } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { bytes, Client, online } from './support/client.ts';

const VIOLATION = ['write disconnect 0x82', 'close violation 0x82'];

/** CONNECT with the method is out. */
function started(authenticationMethod: string | undefined = 'SCRAM'): Client {
  const client = new Client(5);
  client.connect({ properties: authenticationMethod === 'none' ? {} : { authenticationMethod } });
  client.sink.clear();
  return client;
}

function connected(): Client {
  const client = started();
  client.receive({
    type: 'connack',
    sessionPresent: false,
    reasonCode: 0,
    properties: { authenticationMethod: 'SCRAM' },
  });
  client.sink.clear();
  return client;
}

const auth = (reasonCode: number, authenticationMethod = 'SCRAM'): AuthPacket => ({
  type: 'auth',
  reasonCode,
  properties: { authenticationMethod, authenticationData: bytes('data') },
});
const answer = (client: Client, packet: AuthPacket) =>
  client.session.authenticate(packet, client.sink);
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

describe('enhanced authentication', () => {
  it('v5 [MQTT-4.12.0-3] our answer carries 0x18, and the method of CONNECT', () => {
    const client = started();
    client.receive(auth(0x18));
    expect(client.sink.challenges).toMatchObject([
      { properties: { authenticationData: bytes('data') } },
    ]);
    answer(client, {
      type: 'auth',
      reasonCode: 0x18,
      properties: { authenticationData: bytes('me') },
    });
    expect(client.sink.packets).toEqual([
      {
        type: 'auth',
        reasonCode: 0x18,
        properties: { authenticationMethod: 'SCRAM', authenticationData: bytes('me') },
      },
    ]);
    expect(codeOf(() => answer(client, auth(0x19)))).toBe('authentication-not-possible');
    expect(codeOf(() => answer(client, auth(0x00)))).toBe('authentication-not-possible');
    expect(client.written).toHaveLength(1);
  });

  it('v5 [MQTT-4.12.0-2] the server\u2019s AUTH before CONNACK carries 0x18, another code ends the connection', () => {
    for (const code of [0x00, 0x19]) {
      const client = started();
      client.receive(auth(code));
      expect(client.sink.lines).toEqual(VIOLATION);
    }
  });

  it('v5 [MQTT-4.12.0-5] another method, or none, in AUTH or CONNACK ends the connection', () => {
    const other: ConnackPacket = {
      type: 'connack',
      sessionPresent: false,
      reasonCode: 0,
      properties: { authenticationMethod: 'PLAIN' },
    };
    for (const packet of [
      auth(0x18, 'PLAIN'),
      { type: 'auth', reasonCode: 0x18 } as const,
      other,
    ]) {
      const client = started();
      client.receive(packet);
      expect(client.sink.lines).toEqual(VIOLATION);
    }
    const live = connected();
    live.receive(auth(0x18, 'PLAIN'));
    expect(live.sink.lines).toEqual(VIOLATION);
  });

  it('v5 [MQTT-4.12.0-6] without a method in CONNECT an AUTH of the server ends the connection', () => {
    for (const client of [started('none'), online()]) {
      client.receive(auth(0x18));
      expect(client.sink.lines).toEqual(VIOLATION);
    }
  });

  it('v5 [MQTT-4.12.0-7] without a method in CONNECT we send no AUTH', () => {
    for (const client of [started('none'), online(), new Client(5)]) {
      expect(codeOf(() => answer(client, auth(0x18)))).toBe('authentication-not-possible');
      expect(client.written).toEqual([]);
    }
  });

  it('v5 [MQTT-4.12.1-1] a re-authentication begins with 0x19 and the same method', () => {
    const client = connected();
    answer(client, auth(0x19, 'ignored'));
    client.receive(auth(0x18));
    answer(client, auth(0x18));
    client.receive(auth(0x00));
    expect(client.sink.lines).toEqual([
      'write auth 0x19',
      'challenge 0x18',
      'write auth 0x18',
      'challenge 0x00',
    ]);
    expect(client.sink.packets[0]).toMatchObject({ properties: { authenticationMethod: 'SCRAM' } });
  });

  it('v5 [MQTT-4.12.1-2] one that failed ends the connection, whoever says so', () => {
    const ours = connected();
    ours.session.violation(0x80, 'the proof is wrong', undefined, ours.sink);
    expect(ours.sink.lines).toEqual(['write disconnect 0x80', 'close violation 0x80']);
    const theirs = connected();
    theirs.receive({ type: 'disconnect', reasonCode: 0x87 });
    expect(theirs.sink.lines).toEqual(['close server-disconnect']);
  });

  it('goes on while messages flow', () => {
    const client = connected();
    answer(client, auth(0x19));
    client.publish(1);
    client.message(1, { qos: 1 });
    expect(client.written).toEqual(['auth 0x19', 'publish 1 q1 t', 'puback 1']);
  });

  it('is over with the connection', () => {
    const client = connected();
    client.disconnect();
    expect(codeOf(() => answer(client, auth(0x19)))).toBe('authentication-not-possible');
  });

  const fitting = () => {
    const text = 'x'.repeat(30);
    const sent = (maximumPacketSize: number) => {
      const client = started();
      client.receive({
        type: 'connack',
        sessionPresent: false,
        reasonCode: 0,
        properties: { maximumPacketSize, authenticationMethod: 'SCRAM' },
      });
      client.sink.clear();
      const properties = { reasonString: text, userProperties: [['a', text]] as const };
      answer(client, { type: 'auth', reasonCode: 0x19, properties });
      return Object.keys(
        client.sink.packets[0]?.type === 'auth' ? (client.sink.packets[0].properties ?? {}) : {},
      );
    };
    expect(sent(200)).toEqual(['reasonString', 'userProperties', 'authenticationMethod']);
    expect(sent(60)).toEqual(['reasonString', 'authenticationMethod']);
    expect(sent(30)).toEqual(['authenticationMethod']);
  };
  it(
    'v5 [MQTT-3.15.2-2] AUTH leaves its reason string out where it would pass the server\u2019s Maximum Packet Size',
    fitting,
  );
  it(
    'v5 [MQTT-3.15.2-3] AUTH leaves its user properties out where they would pass the server\u2019s Maximum Packet Size',
    fitting,
  );
});

it('v5 [MQTT-4.12.0-5] a successful CONNACK without the method of CONNECT ends the connection', () => {
  const client = new Client(5);
  client.connect({ properties: { authenticationMethod: 'M' } });
  client.receive({ type: 'connack', sessionPresent: false, reasonCode: 0 });
  expect(client.sink.lines.at(-1)).toBe('close violation 0x82');
});

describe('problem information that CONNECT did not request', () => {
  const asked = { connect: { properties: { requestProblemInformation: false } } };

  it('v5 [MQTT-3.1.2-29] ends the connection, but in PUBLISH, CONNACK and DISCONNECT', () => {
    for (const properties of [{ reasonString: 'why' }, { userProperties: [['a', 'b']] as const }]) {
      const client = new Client(5);
      client.online({ properties }, asked.connect);
      client.publish(1);
      client.message(undefined, { properties: { userProperties: [['a', 'b']] } });
      expect(client.sink.deliveries).toHaveLength(1);
      client.receive({ type: 'puback', packetId: 1, reasonCode: 0, properties });
      expect(client.sink.lines.at(-1)).toBe('close violation 0x82');
      const ended = online(asked);
      ended.receive({ type: 'disconnect', reasonCode: 0x8b, properties });
      expect(ended.sink.lines).toEqual(['close server-disconnect']);
    }
  });

  it('ends it in an AUTH before CONNACK too', () => {
    const client = new Client(5);
    client.connect({ properties: { requestProblemInformation: false, authenticationMethod: 'M' } });
    const properties = { authenticationMethod: 'M', reasonString: 'why' };
    client.receive({ type: 'auth', reasonCode: 0x18, properties });
    expect(client.sink.lines.at(-1)).toBe('close violation 0x82');
  });

  it('is welcome otherwise', () => {
    const client = online();
    client.publish(1);
    client.receive({
      type: 'puback',
      packetId: 1,
      reasonCode: 0,
      properties: { reasonString: 'a' },
    });
    expect(client.session.phase).toBe('connected');
  });
});
