import type { ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { type Client, online } from './support/client.ts';

const NEVER = Number.POSITIVE_INFINITY;

function alive(version: ProtocolVersion, keepAlive: number, serverKeepAlive?: number): Client {
  const properties = serverKeepAlive === undefined ? undefined : { serverKeepAlive };
  return online({ version, connect: { keepAlive }, connack: { properties } });
}

/** Every PINGREQ leaves at once and is answered at once. */
function run(client: Client, until: number, meanwhile: (now: number) => void): number[] {
  const sentAt = [0];
  for (let now = 500; now <= until; now += 500) {
    client.now = now;
    client.sink.clear();
    meanwhile(now);
    client.tick(now);
    if (client.written.length > 0) {
      client.session.written(now);
      client.session.flushed(now);
      sentAt.push(now);
    }
    if (client.written.includes('pingreq')) client.receive({ type: 'pingresp' });
  }
  return sentAt;
}

function largestGap(sentAt: readonly number[]): number {
  return Math.max(...sentAt.slice(1).map((at, i) => at - (sentAt[i] ?? 0)));
}

describe('keep alive', () => {
  const quiet = (version: ProtocolVersion) => () => {
    const client = alive(version, 10);
    const sentAt = run(client, 100_000, (now) =>
      client.message(now, { qos: 0, packetId: undefined }),
    );
    expect(largestGap(sentAt)).toBe(10_000);
    expect(client.session.phase).toBe('connected');
  };
  it('v3.1.1 [MQTT-3.1.2-23] a client that only receives sends PINGREQ in time', quiet(4));
  it('v5 [MQTT-3.1.2-20] a client that only receives sends PINGREQ in time', quiet(5));

  it('counts what is sent, so that a busy client sends no PINGREQ', () => {
    const client = alive(5, 10);
    const pings: string[] = [];
    run(client, 60_000, (now) => {
      if (now % 9000 === 0) client.publish(0);
      pings.push(...client.written.filter((line) => line === 'pingreq'));
    });
    expect(pings).toEqual([]);
    expect(client.tick(60_001)).toBe(64_000);
  });

  const servers = () => {
    const client = alive(5, 60, 2);
    expect(largestGap(run(client, 20_000, () => undefined))).toBe(2000);
    const off = alive(5, 60, 0);
    expect([off.tick(1_000_000), off.written]).toEqual([NEVER, []]);
    const on = alive(5, 0, 3);
    expect(largestGap(run(on, 20_000, () => undefined))).toBe(3000);
  };
  it('v5 [MQTT-3.1.2-21] the server\u2019s keep alive replaces ours, 0 turns it off', servers);
  it('v5 [MQTT-3.2.2-21] the Server Keep Alive of CONNACK is used', servers);
  it('v5 [MQTT-3.2.2-22] without a Server Keep Alive ours is used', () => {
    expect(largestGap(run(alive(5, 7), 60_000, () => undefined))).toBe(7000);
  });

  it('of 0 sends nothing and waits for nothing', () => {
    for (const version of [4, 5] as const) {
      const client = alive(version, 0);
      expect([client.tick(10_000_000), client.written]).toEqual([NEVER, []]);
    }
  });

  const unanswered = (version: ProtocolVersion) => () => {
    const client = alive(version, 10);
    client.tick(10_000);
    expect(client.session.written(10_000)).toBe(NEVER);
    expect(client.session.flushed(10_100)).toBe(20_100);
    client.tick(20_099);
    expect(client.session.phase).toBe('connected');
    client.tick(20_100);
    expect(client.sink.lines).toEqual(['write pingreq', 'close keep-alive-timeout']);
    expect(client.tick(50_000)).toBe(NEVER);
  };
  it(
    'v3.1.1 [MQTT-3.12.4-1] a missing PINGRESP ends the connection, without DISCONNECT',
    unanswered(4),
  );
  it(
    'v5 [MQTT-3.12.4-1] a missing PINGRESP ends the connection, without DISCONNECT',
    unanswered(5),
  );

  it('awaits PINGRESP from when PINGREQ left the buffer', () => {
    const client = alive(4, 10);
    client.tick(10_000);
    expect(client.tick(500_000)).toBe(NEVER);
    expect(client.session.flushed(500_000)).toBe(510_000);
    expect(client.session.flushed(505_000)).toBe(510_000);
    client.receive({ type: 'pingresp' });
    client.tick(510_000);
    expect(client.written).toEqual(['pingreq', 'pingreq']);
  });

  it('takes a PINGRESP that nobody asked for without harm', () => {
    const client = alive(5, 10);
    client.now = 3000;
    client.receive({ type: 'pingresp' });
    expect(client.tick(3000)).toBe(10_000);
    const off = alive(5, 0);
    off.receive({ type: 'pingresp' });
    expect([off.tick(1), off.session.phase]).toEqual([NEVER, 'connected']);
  });

  it('ends with its connection, and begins with the next', () => {
    const client = alive(4, 10);
    client.lose();
    expect([client.tick(1_000_000), client.written]).toEqual([NEVER, []]);
    client.now = 1_000_000;
    client.online({}, { keepAlive: 10 });
    expect(client.tick(1_000_001)).toBe(1_010_000);
  });

  it('is off once our DISCONNECT is out', () => {
    const client = alive(4, 10);
    client.disconnect();
    expect(client.tick(100_000)).toBe(NEVER);
    expect(client.written).toEqual(['disconnect 0x00']);
  });
});
