import { describe, expect, it } from 'vitest';
import { MessagePool } from '../src/message-pool.ts';
import { OutgoingMessage } from '../src/outgoing-message.ts';
import { online } from './support/client.ts';

describe('the pool of messages', () => {
  it('gives what it was given, and makes what it lacks', () => {
    const pool = new MessagePool(() => new OutgoingMessage());
    const message = pool.take();
    pool.give(message, 0);
    expect(pool.take()).toBe(message);
    expect(pool.take()).not.toBe(message);
  });

  it('has at most what is outstanding, and a thousand when that is nothing', () => {
    const pool = new MessagePool(() => new OutgoingMessage());
    let outstanding = 30_000;
    const messages = Array.from({ length: outstanding }, () => pool.take());
    for (const message of messages) {
      outstanding--;
      pool.give(message, outstanding);
      expect(pool.size).toBeLessThanOrEqual(Math.max(outstanding + 1, 1024));
    }
    expect(pool.size).toBe(1024);
  });
});

describe('a message object that is used again', () => {
  const first = {
    topic: 'first',
    retain: true,
    payload: new Uint8Array([1]),
    properties: { contentType: 'text' },
  };

  it('has nothing of the message before', () => {
    const client = online();
    client.publish(2, first);
    client.reconnect();
    client.ack('pubrec', 1);
    client.reconnect();
    const [before] = client.session.outgoing;
    expect([before?.dup, before?.recovering, before?.releaseOrder]).toEqual([true, true, 1]);
    client.ack('pubcomp', 1);
    client.publish(1, { topic: 'second', payload: new Uint8Array([2]) });
    const [after] = client.session.outgoing;
    expect(after).toBe(before);
    expect({ ...after, payload: after?.payload }).toEqual({
      type: 'publish',
      topic: 'second',
      fullTopic: 'second',
      payload: new Uint8Array([2]),
      qos: 1,
      retain: false,
      dup: false,
      packetId: 2,
      properties: undefined,
      state: 0,
      ticket: 2,
      sentOn: 3,
      sentAt: 0,
      releaseOrder: 0,
      recovering: false,
      previous: undefined,
      next: undefined,
    });
  });

  it('has nothing of the incoming message before, whose payload stays in a view of it', () => {
    const client = online();
    const payload = new Uint8Array([1, 2]);
    client.message(7, {
      qos: 2,
      dup: true,
      retain: true,
      payload,
      properties: { contentType: 'x' },
    });
    const [before] = client.session.incoming;
    client.ack('pubrel', 7);
    client.message(8, { qos: 2, payload: new Uint8Array([3]) });
    const [after] = client.session.incoming;
    expect(after).toBe(before);
    expect(after).toMatchObject({ packetId: 8, dup: false, retain: false, properties: undefined });
    expect(after?.payload).toEqual(new Uint8Array([3]));
    expect(client.sink.deliveries[0]?.message.payload).toEqual(payload);
  });

  it('does not go to a publish in a listener of its own end', () => {
    const client = online();
    client.publish(1, first);
    const [message] = client.session.outgoing;
    client.sink.inside.published = () => client.publish(1, { topic: 'second' });
    client.ack('puback', 1);
    const [second] = client.session.outgoing;
    expect(second).not.toBe(message);
    expect(client.sink.lines).toContain('published 1 first');
    expect(client.sink.lines).toContain('settle 1 done puback');
  });

  it('does not go to one while a resume walks over the messages', () => {
    const client = online();
    for (let i = 0; i < 5; i++) client.publish(1, { topic: `t${i}` });
    client.lose();
    client.sink.clear();
    client.connect();
    client.receive({ type: 'connack', sessionPresent: true, reasonCode: 0 });
    // The server's answers come while the first is being written, as with a server in the same process.
    client.sink.inside.write = () => {
      for (const id of [1, 2]) client.ack('puback', id);
      client.publish(1, { topic: 'new' });
    };
    client.session.resume(0, client.sink);
    expect(client.written.slice(1)).toEqual([
      'publish 1 q1 dup t0',
      'publish 2 q1 dup t1',
      'publish 3 q1 dup t2',
      'publish 4 q1 dup t3',
      'publish 5 q1 dup t4',
      'publish 6 q1 new',
    ]);
    for (const id of [3, 4, 5, 6]) client.ack('puback', id);
    expect([client.session.outgoing.size, client.sink.pending]).toEqual([0, []]);
  });
});

describe('an answer that comes before the write of its PUBLISH returns', () => {
  it('ends the exchange, with nothing left of it in the journal', () => {
    const client = online({ options: { journal: true } });
    client.sink.changes.length = 0;
    client.sink.inside.write = () => client.ack('puback', 1);
    client.publish(1);
    expect(client.sink.changes.map(({ type }) => type)).toEqual(['acknowledged']);
    expect([client.session.outgoing.size, client.sink.pending]).toEqual([0, []]);
    client.publish(1);
    const [message] = client.session.outgoing as Iterable<OutgoingMessage>;
    expect(message?.packetId).toBe(2);
  });
});
