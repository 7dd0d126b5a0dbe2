import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionError } from '../src/errors.ts';
import { Session } from '../src/session.ts';
import type { SessionState } from '../src/state.ts';
import { bytes, Client, online } from './support/client.ts';

const json = (state: SessionState): SessionState => JSON.parse(JSON.stringify(state));

/** Something in every state that outlives a turn. */
function busy(): Client {
  const client = online({ connack: { properties: { topicAliasMaximum: 5 } } });
  const properties = {
    payloadFormatIndicator: 1,
    messageExpiryInterval: 60,
    contentType: 'text/plain',
    responseTopic: 'r',
    correlationData: bytes('\u0000\u00ff'),
    userProperties: [
      ['a', '1'],
      ['a', '2'],
    ] as const,
    topicAlias: 2,
  };
  client.publish(1, { topic: 'one', payload: bytes('1'), retain: true, properties });
  client.publish(1, { topic: '', payload: new Uint8Array(), properties: { topicAlias: 2 } });
  client.publish(2, { topic: 'two', payload: new Uint8Array(5000).fill(200) });
  client.publish(2, { topic: 'three' });
  client.ack('pubrec', 4);
  client.message(900, { qos: 2, topic: 'in', payload: bytes('theirs'), retain: true });
  return client;
}

describe('save', () => {
  it('holds what is not through in JSON, topics resolved, aliases left out', () => {
    const state = busy().session.save();
    expect(json(state)).toEqual(state);
    expect(state).toMatchObject({
      version: 1,
      clientId: 'a',
      lastPacketId: 4,
      outgoing: [
        { packetId: 1, state: 0, topic: 'one', qos: 1, retain: true, payload: 'MQ==' },
        { packetId: 2, state: 0, topic: 'one', payload: '' },
        { packetId: 3, state: 1, topic: 'two', qos: 2 },
        { packetId: 4, state: 3, topic: 'three', releaseOrder: 1 },
      ],
      incoming: [{ packetId: 900, state: 7, topic: 'in', retain: true }],
    });
    expect(state.outgoing[0]?.properties).toEqual({
      payloadFormatIndicator: 1,
      messageExpiryInterval: 60,
      contentType: 'text/plain',
      responseTopic: 'r',
      correlationData: 'AMO/',
      userProperties: [
        ['a', '1'],
        ['a', '2'],
      ],
    });
  });

  it('leaves out what is through, also while it is told', () => {
    const client = online();
    client.publish(1);
    client.message(5, { qos: 2 });
    const saved: SessionState[] = [];
    client.sink.inside.acknowledged = () => saved.push(client.session.save());
    client.ack('puback', 1);
    client.sink.inside.acknowledged = () => saved.push(client.session.save());
    client.ack('pubrel', 5);
    expect(saved).toMatchObject([
      { outgoing: [], incoming: [{ packetId: 5 }] },
      { outgoing: [], incoming: [] },
    ]);
  });
});

describe('restore', () => {
  it('goes on where the saved session was', () => {
    const state = json(busy().session.save());
    const client = new Client();
    client.restart(state);
    expect(client.session.save()).toEqual(state);
    client.online({ sessionPresent: true });
    expect(client.written).toEqual([
      'connect',
      'publish 1 q1 dup retain one',
      'publish 2 q1 dup one',
      'publish 3 q2 dup two',
      'pubrel 4',
    ]);
    client.publish(1);
    client.ack('pubrel', 900);
    expect(client.written.slice(-2)).toEqual(['publish 5 q1 t', 'pubcomp 900']);
    expect(client.sink.deliveries).toMatchObject([{ topic: 'in', text: 'theirs' }]);
  });

  it('settles nobody\u2019s ticket: 0', () => {
    const client = new Client();
    client.restart(busy().session.save());
    client.online({ sessionPresent: false });
    expect(client.sink.failures).toHaveLength(4);
    expect(client.sink.outcomes.size).toBe(0);
  });

  it('brings any message back as it was', () => {
    const message = fc.record({
      qos: fc.constantFrom(1 as const, 2 as const),
      topic: fc.stringMatching(/^[a-z\u00e4\u20ac/$ ]{1,20}$/),
      payload: fc.uint8Array(),
      retain: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        const before = online();
        for (const each of messages) before.publish(each.qos, each);
        const after = new Client();
        after.restart(json(before.session.save()));
        const plain = (client: Client) =>
          Array.from(
            client.session.outgoing,
            ({ packetId, topic, payload, qos, retain, state }) => ({
              packetId,
              topic,
              payload: [...payload],
              qos,
              retain,
              state,
            }),
          );
        expect(plain(after)).toEqual(plain(before));
      }),
      { numRuns: 50 },
    );
  });
});

describe('load', () => {
  it('without a connection replaces what is kept, each message told', () => {
    const client = busy();
    const state = online({ version: 5 }).session.save();
    client.lose();
    client.sink.clear();
    client.session.load(state, client.sink);
    expect(client.sink.failures.map(({ code }) => code)).toEqual(
      Array(4).fill('session-discarded'),
    );
    expect([client.session.outgoing.size, client.session.incoming.size]).toEqual([0, 0]);
  });

  it.each([
    [4, false, ['publish 1 q1 dup t', 'publish 2 q1 t']],
    [4, true, ['publish 1 q1 dup t', 'publish 2 q1 t']],
    [5, true, ['publish 1 q1 dup t', 'publish 2 q1 t']],
    [5, false, ['publish 2 q1 t']],
  ] as const)(
    'in the listener of a version %i connection, session present %s, is sent after it',
    (version, sessionPresent, written) => {
      const saved = online({ version });
      saved.publish(1);
      const state = json(saved.session.save());
      const client = new Client(version);
      client.sink.inside.connected = () => client.session.load(state, client.sink);
      client.online({ sessionPresent });
      client.publish(1);
      expect(client.written.slice(1)).toEqual(written);
    },
  );

  it('on a live connection goes out with the next resume', () => {
    const saved = online();
    saved.publish(2);
    const client = online({ connack: { sessionPresent: true } });
    client.session.load(saved.session.save(), client.sink);
    client.session.resume(0, client.sink);
    expect(client.written).toEqual(['publish 1 q2 dup t']);
    client.ack('pubrec', 1);
    client.ack('pubcomp', 1);
    expect(client.session.outgoing.size).toBe(0);
  });

  it('before CONNACK is resent if the server has the session, and lost if not', () => {
    for (const sessionPresent of [true, false]) {
      const saved = online();
      saved.publish(1);
      const client = new Client();
      client.connect();
      client.session.load(saved.session.save(), client.sink);
      client.receive({ type: 'connack', sessionPresent, reasonCode: 0 });
      client.session.resume(0, client.sink);
      expect(client.written.slice(1)).toEqual(sessionPresent ? ['publish 1 q1 dup t'] : []);
    }
  });

  it('leaves the id of a request that waits for its answer alone', () => {
    const saved = online();
    saved.publish(1);
    const client = online();
    client.subscribe(['a']);
    expect(() => client.session.load(saved.session.save(), client.sink)).toThrow(
      /packet id 1 is in use by a subscribe/,
    );
    client.receive({ type: 'suback', packetId: 1, reasonCodes: [0] });
    expect(client.sink.errorOf(1, 'done')).toBeUndefined();
  });
});

type Damage = (state: Record<string, unknown>, first: Record<string, unknown>) => unknown;
const DAMAGES: Readonly<Record<string, Damage>> = {
  'nothing at all': () => undefined,
  null: () => null,
  'a text': () => '{}',
  'an array': () => [],
  'an empty object': () => ({}),
  'another version': (state) => ({ ...state, version: 2 }),
  'no version': ({ version: _, ...rest }) => rest,
  'a field too many': (state) => ({ ...state, extra: 1 }),
  'no client id': (state) => ({ ...state, clientId: 5 }),
  'a last id out of range': (state) => ({ ...state, lastPacketId: 65_536 }),
  'a last id that is no integer': (state) => ({ ...state, lastPacketId: 1.5 }),
  'no list': (state) => ({ ...state, incoming: null }),
  'an id of 0': (state, first) => ({ ...state, outgoing: [{ ...first, packetId: 0 }] }),
  'an id above 65,535': (state, first) => ({
    ...state,
    outgoing: [{ ...first, packetId: 65_536 }],
  }),
  'an id twice': (state, first) => ({ ...state, outgoing: [first, first] }),
  'QoS 0': (state, first) => ({ ...state, outgoing: [{ ...first, qos: 0 }] }),
  'QoS 3': (state, first) => ({ ...state, outgoing: [{ ...first, qos: 3 }] }),
  'a state of QoS 2 for QoS 1': (state, first) => ({
    ...state,
    outgoing: [{ ...first, state: 1 }],
  }),
  'a finished message': (state, first) => ({ ...state, outgoing: [{ ...first, state: 4 }] }),
  'an incoming state going out': (state, first) => ({
    ...state,
    outgoing: [{ ...first, state: 7 }],
  }),
  'an outgoing message coming in': (state, first) => ({ ...state, incoming: [first] }),
  'an incoming QoS 1': (state, first) => ({ ...state, incoming: [{ ...first, state: 7 }] }),
  'no topic': (state, first) => ({ ...state, outgoing: [{ ...first, topic: '' }] }),
  'a payload that is no base64': (state, first) => ({
    ...state,
    outgoing: [{ ...first, payload: '%' }],
  }),
  'a payload cut off': (state, first) => ({ ...state, outgoing: [{ ...first, payload: 'MQ=' }] }),
  'a flag that is a number': (state, first) => ({ ...state, outgoing: [{ ...first, retain: 1 }] }),
  'an unknown property': (state, first) => ({
    ...state,
    outgoing: [{ ...first, properties: { topicAlias: 1 } }],
  }),
  'a property of another type': (state, first) => ({
    ...state,
    outgoing: [{ ...first, properties: { messageExpiryInterval: '1' } }],
  }),
  'a user property without a value': (state, first) => ({
    ...state,
    outgoing: [{ ...first, properties: { userProperties: [['a']] } }],
  }),
  'a release order of 0': (state, first) => ({
    ...state,
    outgoing: [{ ...first, releaseOrder: 0 }],
  }),
};

describe.each(Object.entries(DAMAGES))('a state with %s', (_, damage) => {
  it('is refused, and nothing has changed', () => {
    const state = json(busy().session.save());
    const damaged = damage({ ...state }, { ...state.outgoing[0] });
    const client = busy();
    const before = client.session.save();
    client.sink.clear();
    expect(() => client.session.load(damaged, client.sink)).toThrow(SessionError);
    expect([client.session.save(), client.sink.lines]).toEqual([before, []]);
    try {
      Session.restore(damaged);
    } catch (error) {
      expect(error).toMatchObject({ code: 'state-invalid' });
    }
    client.reconnect();
    expect(client.written).toHaveLength(5);
  });
});
