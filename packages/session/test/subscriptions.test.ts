import type { ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { type Client, online } from './support/client.ts';

const suback = (client: Client, packetId: number, ...reasonCodes: number[]) =>
  client.receive({ type: 'suback', packetId, reasonCodes });
const unsuback = (client: Client, packetId: number, ...reasonCodes: number[]) =>
  client.receive({ type: 'unsuback', packetId, reasonCodes });
const inForce = (client: Client) => [...client.session.subscriptionsInForce.keys()];

describe('SUBSCRIBE', () => {
  const answered = (version: ProtocolVersion) => () => {
    const client = online({ version });
    const ticket = client.subscribe(['a', 'b', 'c', 'd']);
    suback(client, 1, 2, 0x80, 0, 1);
    expect(client.sink.lines).toEqual([
      'write subscribe 1',
      'settle 1 sent ok',
      'subscribed a 0x02',
      'subscribed b 0x80',
      'subscribed c 0x00',
      'subscribed d 0x01',
      'settle 1 done suback',
    ]);
    expect(client.sink.outcome(ticket, 'done')).toMatchObject({ reasonCodes: [2, 0x80, 0, 1] });
    expect(inForce(client)).toEqual(['a', 'c', 'd']);
  };
  it('v3.1.1 [MQTT-3.9.3-1] its codes keep the order of the filters', answered(4));
  it('v5 [MQTT-3.9.3-1] its codes keep the order of the filters', answered(5));

  const waits = (version: ProtocolVersion) => () => {
    const client = online({ version });
    const ticket = client.subscribe(['a']);
    expect(client.sink.pending).toEqual([`${ticket} done`]);
    client.lose();
    expect(client.sink.errorOf(ticket, 'done')).toBe('connection-lost');
  };
  it('v3.1.1 [MQTT-3.8.4-1] a missing SUBACK ends with the connection', waits(4));
  it('v5 [MQTT-3.8.4-1] a missing SUBACK ends with the connection', waits(5));

  const miscounted = (version: ProtocolVersion, close: readonly string[]) => () => {
    for (const codes of [[0], [0, 0, 0], []]) {
      const client = online({ version });
      client.subscribe(['a', 'b']);
      client.sink.clear();
      suback(client, 1, ...codes);
      expect(client.sink.lines).toEqual(close);
      expect([inForce(client), client.end()]).toEqual([[], []]);
    }
  };
  it(
    'v3.1.1 [MQTT-3.8.4-5] another number of codes than of filters ends the connection',
    miscounted(4, ['close violation 0x82']),
  );
  it(
    'v5 [MQTT-3.8.4-6] another number of codes than of filters ends the connection with 0x82',
    miscounted(5, ['write disconnect 0x82', 'close violation 0x82']),
  );

  const byId = (version: ProtocolVersion) => () => {
    const client = online({ version });
    const first = client.subscribe(['a']);
    const second = client.subscribe(['b']);
    const third = client.unsubscribe(['c']);
    suback(client, 9, 0);
    unsuback(client, 8, ...(version === 5 ? [0] : []));
    expect(client.sink.pending).toHaveLength(3);
    unsuback(client, 3, ...(version === 5 ? [0x11] : []));
    suback(client, 2, 1);
    suback(client, 1, 0x80);
    expect(
      [first, second, third].map((ticket) => client.sink.outcome(ticket, 'done')),
    ).toMatchObject([
      { packetId: 1, reasonCodes: [0x80] },
      { packetId: 2, reasonCodes: [1] },
      { packetId: 3 },
    ]);
  };
  it(
    'v3.1.1 [MQTT-2.3.1-7] an answer with an unknown id resolves nothing, one with an id its own request',
    byId(4),
  );
  it(
    'v5 [MQTT-2.2.1-6] an answer with an unknown id resolves nothing, one with an id its own request',
    byId(5),
  );
  it('v3.1.1 [MQTT-3.8.4-2] answers in reverse order find their requests', byId(4));
  it('v5 [MQTT-3.8.4-2] answers in reverse order find their requests', byId(5));

  it.each(['puback for', 'unsuback for', 'suback for'])(
    '%s another kind of request breaks the protocol',
    (kind) => {
      const client = online();
      if (kind === 'unsuback for') client.subscribe(['a']);
      else if (kind === 'suback for') client.unsubscribe(['a']);
      else client.publish(1);
      if (kind === 'suback for') suback(client, 1, 0);
      else unsuback(client, 1, 0);
      expect(client.sink.lines.at(-1)).toBe('close violation 0x82');
      expect(client.end()).toEqual([]);
    },
  );

  it('keeps its id in use until it is answered', () => {
    const client = online();
    client.subscribe(['a']);
    client.publish(1);
    client.ack('puback', 2);
    suback(client, 1, 0);
    client.lose();
    client.online({ sessionPresent: true });
    client.subscribe(['b']);
    expect(client.written.at(-1)).toBe('subscribe 3');
  });

  it('is refused without a connection, and while there is none yet', () => {
    const client = online();
    client.lose();
    const tickets = [client.subscribe(['a']), client.unsubscribe(['a'])];
    client.connect();
    tickets.push(client.subscribe(['a']));
    for (const ticket of tickets) {
      expect(client.sink.errorOf(ticket, 'sent')).toBe('not-connected');
      expect(client.sink.errorOf(ticket, 'done')).toBe('not-connected');
    }
  });

  it('is refused where CONNACK rules it out', () => {
    const client = online({
      connack: {
        properties: {
          wildcardSubscriptionAvailable: false,
          sharedSubscriptionAvailable: false,
          subscriptionIdentifiersAvailable: false,
        },
      },
    });
    const codes = [
      client.subscribe(['a', 'b/+']),
      client.subscribe(['b/#']),
      client.subscribe(['$share/n/a']),
      client.subscribe(['a'], { subscriptionIdentifiers: [1] }),
    ].map((ticket) => client.sink.errorOf(ticket, 'sent'));
    expect(codes).toEqual([
      'wildcards-not-supported',
      'wildcards-not-supported',
      'shared-not-supported',
      'subscription-ids-not-supported',
    ]);
    client.subscribe(['a']);
    expect(client.written).toEqual(['subscribe 5']);
  });
});

describe('UNSUBSCRIBE', () => {
  it('v5 [MQTT-3.11.3-1] its codes keep the order of the filters', () => {
    const client = online();
    client.subscribe(['a', 'b', 'c']);
    suback(client, 1, 0, 0, 0);
    const ticket = client.unsubscribe(['c', 'b', 'a']);
    unsuback(client, 2, 0, 0x87, 0x11);
    expect(client.sink.outcome(ticket, 'done')).toMatchObject({ reasonCodes: [0, 0x87, 0x11] });
    expect(inForce(client)).toEqual(['b']);
  });

  it('of 5.0 with another number of codes ends the connection with 0x82', () => {
    const client = online();
    client.unsubscribe(['a', 'b']);
    unsuback(client, 1, 0);
    expect(client.sink.lines.slice(-2)).toEqual(['write disconnect 0x82', 'close violation 0x82']);
  });

  it('of 3.1.1 has no codes, and takes all its filters out', () => {
    const client = online({ version: 4 });
    client.subscribe(['a', 'b']);
    suback(client, 1, 0, 0);
    client.unsubscribe(['a']);
    unsuback(client, 2);
    expect(inForce(client)).toEqual(['b']);
  });

  it('compares filters character by character', () => {
    const client = online({ version: 4 });
    client.subscribe(['\u00e9', 'A/']);
    suback(client, 1, 0, 0);
    client.unsubscribe(['e\u0301', 'a/', 'A']);
    unsuback(client, 2);
    expect(inForce(client)).toEqual(['\u00e9', 'A/']);
  });
});

describe('the subscriptions in force', () => {
  it('keep their options and identifier, and the last word on a filter', () => {
    const client = online();
    client.subscribe(['a'], { subscriptionIdentifiers: [7] });
    suback(client, 1, 1);
    client.subscribe(['a']);
    suback(client, 2, 0x87);
    expect(client.session.subscriptionsInForce.get('a')).toEqual({
      subscription: { topicFilter: 'a', qos: 1 },
      subscriptionIdentifier: 7,
    });
  });

  it('outlive a connection whose session the server keeps, and are told as lost with the session', () => {
    const client = online();
    client.subscribe(['a', 'b']);
    suback(client, 1, 0, 0);
    client.reconnect();
    expect([inForce(client), client.session.subscriptionsLost]).toEqual([['a', 'b'], []]);
    client.reconnect({ sessionPresent: false });
    expect(inForce(client)).toEqual([]);
    expect(
      client.session.subscriptionsLost.map(({ subscription }) => subscription.topicFilter),
    ).toEqual(['a', 'b']);
  });

  it('stay when a saved state is loaded: the server has them still', () => {
    const client = online({ connack: { sessionPresent: true } });
    client.subscribe(['a']);
    suback(client, 1, 0);
    client.session.load(client.session.save(), client.sink);
    expect(inForce(client)).toEqual(['a']);
  });
});
