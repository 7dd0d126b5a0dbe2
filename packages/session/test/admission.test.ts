import { describe, expect, it } from 'vitest';
import { bytes, Client, online } from './support/client.ts';

const offline = (offlineQueueMessages: number, offlineQueueBytes = 0) =>
  new Client(5, { offlineQueueMessages, offlineQueueBytes });
const lasting = (messageExpiryInterval: number) => ({ properties: { messageExpiryInterval } });

describe('a publish without a connection', () => {
  it('is refused without an offline queue', () => {
    const client = new Client(4);
    const ticket = client.publish(1);
    expect(client.sink.lines).toEqual([
      `settle ${ticket} sent not-connected`,
      `settle ${ticket} done not-connected`,
    ]);
  });

  it('has its sent when queued, its done when acknowledged', () => {
    const client = offline(10);
    client.publish(0, { topic: 'a' });
    client.publish(1, { topic: 'b' });
    client.publish(2, { topic: 'c' });
    expect(client.sink.lines).toEqual(['settle 1 sent ok', 'settle 2 sent ok', 'settle 3 sent ok']);
    expect(client.session.waiting).toBe(3);
    client.sink.clear();
    client.online();
    expect(client.sink.lines).toEqual([
      'write connect',
      'connected new',
      'write publish q0 a',
      'published - a',
      'settle 1 done ok',
      'write publish 1 q1 b',
      'write publish 2 q2 c',
    ]);
    client.ack('puback', 1);
    client.ack('pubrec', 2, 0x80);
    expect(client.end()).toEqual([]);
  });

  it('is refused past the limit of messages, and of bytes', () => {
    const few = offline(2);
    const tickets = [few.publish(1), few.publish(0), few.publish(1)];
    expect(tickets.map((ticket) => few.sink.errorOf(ticket, 'sent'))).toEqual([
      undefined,
      undefined,
      'queue-full',
    ]);
    const small = offline(100, 20);
    const sizes = [9, 8, 9].map((size) => small.publish(1, { payload: new Uint8Array(size) }));
    expect(sizes.map((ticket) => small.sink.errorOf(ticket, 'done'))).toEqual([
      undefined,
      undefined,
      'queue-full',
    ]);
  });

  it('finds room again once the queue has left', () => {
    const client = offline(1, 10);
    for (let i = 0; i < 5; i++) {
      const ticket = client.publish(1, { payload: bytes('123456789') });
      expect(client.sink.errorOf(ticket, 'sent')).toBeUndefined();
      client.online({ sessionPresent: i > 0 });
      client.lose();
    }
    expect([client.session.waiting, client.session.outgoing.size]).toEqual([0, 5]);
  });

  it('waits over connections that were refused or lost', () => {
    const client = offline(5);
    client.publish(1);
    client.connect();
    client.receive({ type: 'connack', sessionPresent: false, reasonCode: 0x88 });
    client.lose();
    client.connect();
    client.lose();
    client.online();
    expect(client.written).toEqual(['connect', 'connect', 'connect', 'publish 1 q1 t']);
  });

  it('is taken while connecting and while closing too', () => {
    const client = offline(5);
    client.connect();
    client.publish(1, { topic: 'a' });
    client.disconnect();
    client.publish(1, { topic: 'b' });
    client.lose();
    client.online();
    expect(client.written.slice(-2)).toEqual(['publish 1 q1 a', 'publish 2 q1 b']);
  });

  it('with an empty topic is refused: no alias means anything later', () => {
    const client = offline(5);
    const ticket = client.publish(1, { topic: '', properties: { topicAlias: 1 } });
    expect(client.sink.errorOf(ticket, 'sent')).toBe('topic-alias-unknown');
  });

  it('goes after what an earlier connection sent', () => {
    const client = online({ options: { offlineQueueMessages: 5 } });
    client.publish(1, { topic: 'first' });
    client.lose();
    client.publish(1, { topic: 'second' });
    client.sink.clear();
    client.online({ sessionPresent: true, properties: { receiveMaximum: 1 } });
    client.ack('puback', 1);
    expect(client.written).toEqual(['connect', 'publish 1 q1 dup first', 'publish 2 q1 second']);
  });
});

describe('a publish at a full window', () => {
  const full = (options = {}) => {
    const client = online({ connack: { properties: { receiveMaximum: 1 } }, options });
    client.publish(1);
    client.sink.clear();
    return client;
  };

  it('waits, and has its sent when it goes out', () => {
    const client = full();
    const ticket = client.publish(2);
    expect([client.sink.lines, client.session.waiting]).toEqual([[], 1]);
    client.ack('puback', 1);
    expect(client.sink.lines.slice(-2)).toEqual([
      'write publish 2 q2 t',
      `settle ${ticket} sent ok`,
    ]);
  });

  it('is refused when its caller does not wait', () => {
    const client = full({ whenQuotaIsUsedUp: 'refuse' });
    const ticket = client.publish(1);
    expect(client.sink.errorOf(ticket, 'sent')).toBe('would-block');
    client.publish(0);
    expect(client.written).toEqual(['publish q0 t']);
  });

  it('is lost with the connection, and its caller hears of it', () => {
    const client = full({ offlineQueueMessages: 10 });
    const ticket = client.publish(1);
    client.lose();
    expect(client.sink.errorOf(ticket, 'sent')).toBe('connection-lost');
    expect(client.sink.errorOf(ticket, 'done')).toBe('connection-lost');
    client.online({ sessionPresent: true });
    expect(client.written.slice(-1)).toEqual(['publish 1 q1 dup t']);
  });

  it('fails, as one taken offline does, when all packet ids are in use', () => {
    const client = new Client(5, { offlineQueueMessages: 5 });
    const queued = client.publish(1);
    client.connect();
    client.receive({
      type: 'connack',
      sessionPresent: false,
      reasonCode: 0,
      properties: { receiveMaximum: 1 },
    });
    for (let id = 1; id <= 65_535; id++) client.subscribe(['a']);
    client.session.resume(0, client.sink);
    const late = client.publish(1);
    expect(client.sink.errorOf(queued, 'done')).toBe('packet-ids-exhausted');
    expect(client.sink.errorOf(late, 'sent')).toBe('packet-ids-exhausted');
    expect(client.end()).toEqual([]);
  });
});

describe('a message that waits', () => {
  it('can be taken back, once', () => {
    const client = online({
      connack: { properties: { receiveMaximum: 1 } },
      options: { offlineQueueMessages: 5 },
    });
    client.publish(1);
    const waiting = client.publish(1);
    client.session.withdraw(waiting, client.sink);
    client.session.withdraw(waiting, client.sink);
    expect(client.sink.errorOf(waiting, 'sent')).toBe('withdrawn');
    client.ack('puback', 1);
    client.lose();
    const queued = client.publish(1);
    client.session.withdraw(queued, client.sink);
    expect(client.sink.failures.map(({ code }) => code)).toEqual(['withdrawn']);
    expect(client.sink.errorOf(queued, 'done')).toBe('withdrawn');
    expect(client.session.waiting).toBe(0);
  });

  it('cannot be taken back once it is out', () => {
    const client = online();
    const ticket = client.publish(1);
    client.session.withdraw(ticket, client.sink);
    client.ack('puback', 1);
    expect(client.sink.outcome(ticket, 'done')).toMatchObject({ type: 'puback' });
  });

  it('expires while it waits for a connection, each at its time', () => {
    const client = offline(10);
    const first = client.publish(1, lasting(2));
    client.publish(1);
    const second = client.publish(0, lasting(5));
    expect(client.tick(1999)).toBe(2000);
    expect(client.session.waiting).toBe(3);
    expect(client.tick(2000)).toBe(5000);
    expect(client.sink.errorOf(first, 'done')).toBe('message-expired');
    expect(client.tick(5000)).toBe(Number.POSITIVE_INFINITY);
    expect(client.sink.errorOf(second, 'done')).toBe('message-expired');
    expect(client.sink.failures.map(({ code }) => code)).toEqual([
      'message-expired',
      'message-expired',
    ]);
    client.online();
    expect(client.written).toEqual(['connect', 'publish 1 q1 t']);
  });

  it('expires while it waits for the quota, and its caller hears of it', () => {
    const client = online({ connack: { properties: { receiveMaximum: 1 } } });
    client.publish(1);
    const ticket = client.publish(1, lasting(1));
    client.now = 1000;
    client.ack('puback', 1);
    expect(client.sink.errorOf(ticket, 'sent')).toBe('message-expired');
    expect(client.written).toEqual(['publish 1 q1 t']);
  });

  it('with an interval of 0 expires at once', () => {
    const client = offline(10);
    client.publish(1, lasting(0));
    client.tick(0);
    expect(client.sink.failures).toHaveLength(1);
  });

  it('goes with what is left of its lifetime', () => {
    const client = offline(10);
    client.publish(1, { properties: { messageExpiryInterval: 60 } });
    client.now += 50_500;
    client.online();
    const [, packet] = client.sink.packets;
    expect(packet?.type === 'publish' && packet.properties?.messageExpiryInterval).toBe(10);
  });

  it('is the session\u2019s own copy', () => {
    const client = offline(10);
    const payload = bytes('before');
    client.publish(1, { payload });
    payload.set(bytes('AFTER!'));
    client.online();
    const [, packet] = client.sink.packets;
    expect(packet?.type === 'publish' && packet.payload).toEqual(bytes('before'));
  });

  it('ends with the session that is discarded', () => {
    const client = offline(10);
    const tickets = [client.publish(0), client.publish(1)];
    expect(client.end()).toEqual([]);
    expect(tickets.map((ticket) => client.sink.errorOf(ticket, 'done'))).toEqual([
      'session-discarded',
      'session-discarded',
    ]);
  });
});

it('the options may change at any time', () => {
  const client = new Client(5);
  client.session.configure({ offlineQueueMessages: 1 });
  client.publish(1);
  client.session.configure({});
  expect(client.sink.errorOf(client.publish(1), 'sent')).toBe('not-connected');
  expect(client.session.waiting).toBe(1);
});
