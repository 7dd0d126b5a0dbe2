import { describe, expect, it } from 'vitest';
import { bytes, online } from './support/client.ts';

describe('republish', () => {
  const republishing = { republishInterval: 5000 };

  it('sends what is unacknowledged again with DUP on a live 3.1.1 connection, PUBREL never', () => {
    const client = online({ version: 4, options: republishing });
    client.publish(1);
    client.publish(2);
    client.publish(2);
    client.ack('pubrec', 3);
    client.sink.clear();
    expect(client.tick(4999)).toBe(5000);
    expect(client.written).toEqual([]);
    expect(client.tick(5000)).toBe(10_000);
    expect(client.written).toEqual(['publish 1 q1 dup t', 'publish 2 q2 dup t']);
    client.ack('puback', 1);
    client.tick(10_000);
    expect(client.written.slice(2)).toEqual(['publish 2 q2 dup t']);
  });

  it('counts from each message\u2019s own last PUBLISH, looking once a second at most', () => {
    const client = online({ version: 4, options: republishing });
    client.publish(1);
    client.now = 300;
    client.publish(1);
    client.sink.clear();
    expect(client.tick(5000)).toBe(6000);
    expect(client.written).toEqual(['publish 1 q1 dup t']);
    client.tick(6000);
    expect(client.written).toEqual(['publish 1 q1 dup t', 'publish 2 q1 dup t']);
  });

  it('never happens in 5.0, with an interval of 0, or without a connection', () => {
    for (const client of [
      online({ options: republishing }),
      online({ version: 4 }),
      online({ version: 4, options: { republishInterval: 0 } }),
    ]) {
      client.publish(1);
      expect(client.tick(100_000)).toBe(Number.POSITIVE_INFINITY);
      expect(client.written).toEqual(['publish 1 q1 t']);
    }
    const lost = online({ version: 4, options: republishing });
    lost.publish(1);
    lost.lose();
    expect(lost.tick(100_000)).toBe(Number.POSITIVE_INFINITY);
    expect(lost.written).toEqual(['publish 1 q1 t']);
  });
});

describe('the session\u2019s own copy', () => {
  it('is not touched when the caller changes its payload', () => {
    const client = online();
    const payload = bytes('before');
    client.publish(1, { payload });
    payload.set(bytes('AFTER!'));
    client.reconnect();
    const [, packet] = client.sink.packets;
    expect(packet?.type === 'publish' && packet.payload).toEqual(bytes('before'));
  });
});
