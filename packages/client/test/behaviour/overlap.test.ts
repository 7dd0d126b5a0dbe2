/** Calls that meet while another is under way, and the ways to end what is under way. */

import { describe, expect, it } from 'vitest';
import { outcome, sleep, thrown, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();

describe('while connecting', () => {
  it('another connect is 1105, connectTo and setConnected(true) too', async () => {
    const { mqtt, server } = stage;
    const { peer, connecting } = await stage.begin();
    expect(await outcome(mqtt.connect())).toBe(1105);
    expect(await outcome(mqtt.connectTo('elsewhere', 1))).toBe(1105);
    expect(thrown(() => mqtt.setConnected(true))).toBe(1105);
    expect(mqtt.getRemoteHost()).toBe(server.host);
    peer.send({ type: 'connack', sessionPresent: false, reasonCode: 0 });
    expect(await outcome(connecting)).toBe(0);
  });

  it('publish, subscribe and unsubscribe are 1117', async () => {
    const { mqtt } = stage;
    await stage.begin();
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(1117);
    expect(await outcome(mqtt.subscribe('t', 0))).toBe(1117);
    expect(await outcome(mqtt.unsubscribe('t'))).toBe(1117);
  });

  it.each(['disconnect', 'interrupt', 'reset'] as const)(
    '%s ends the attempt with 301',
    async (end) => {
      const { mqtt } = stage;
      const { peer, connecting } = await stage.begin();
      const ending = mqtt[end]();
      expect(await outcome(connecting)).toBe(301);
      expect(await outcome(ending)).toBe(0);
      expect(stage.lines.slice(1)).toEqual(['Connected 301']);
      await peer.whenEnded();
      expect(peer.received.map(({ type }) => type)).toEqual(['connect']);
    },
  );

  it('setConnected(false) ends the attempt', async () => {
    const { connecting } = await stage.begin();
    stage.mqtt.setConnected(false);
    expect(await outcome(connecting)).toBe(301);
  });

  it('disconnect does so before there is a connection at all', async () => {
    const { mqtt, server } = stage;
    const connecting = mqtt.connectTo(server.host, server.port);
    await mqtt.disconnect();
    expect(await outcome(connecting)).toBe(301);
    expect(stage.lines).toEqual(['Connected 301']);
    await sleep(20);
    expect(stage.lines).toEqual(['Connected 301']);
    expect(server.peers.every(({ received }) => received.length === 0)).toBe(true);
  });

  it('properties that only DISCONNECT forbids do not stand in the way', async () => {
    const { mqtt } = stage;
    const { connecting } = await stage.begin(1);
    await mqtt.config('DisconnectProperties={"SessionExpInterval":5}');
    expect(await outcome(mqtt.disconnect())).toBe(0);
    expect(await outcome(connecting)).toBe(301);
  });
});

describe('while connected', () => {
  it('another connect is 104, connectTo and setConnected(true) too', async () => {
    const { mqtt } = stage;
    await stage.connect();
    expect(await outcome(mqtt.connect())).toBe(104);
    expect(await outcome(mqtt.connectTo('elsewhere', 1))).toBe(104);
    expect(thrown(() => mqtt.setConnected(true))).toBe(104);
    expect(mqtt.isConnected()).toBe(true);
  });

  it('publish and subscribe may overlap freely', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    const calls = [
      mqtt.publishMessage('a', 1, '1'),
      mqtt.subscribe('b', 1),
      mqtt.unsubscribe('c'),
      mqtt.publishMessage('d', 0, '2'),
      mqtt.publishMessage('e', 2, '3'),
    ];
    expect(await Promise.all(calls.map(outcome))).toEqual([0, 0, 0, 0, 0]);
    const ids = [];
    for (let i = 0; i < 5; i++) {
      const packet = await peer.receive();
      ids.push([packet.type, 'packetId' in packet ? packet.packetId : undefined]);
    }
    expect(ids).toEqual([
      ['publish', 1],
      ['subscribe', 2],
      ['unsubscribe', 3],
      ['publish', undefined],
      ['publish', 4],
    ]);
  });
});

describe('while disconnecting', () => {
  it('disconnect, connect, connectTo and reset are 143; publishing is 1117', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    const ending = mqtt.disconnect();
    expect(mqtt.isConnected()).toBe(false);
    expect(mqtt.isReadyToSend()).toBe(false);
    expect(await outcome(mqtt.disconnect())).toBe(143);
    expect(thrown(() => mqtt.setConnected(false))).toBe(143);
    expect(await outcome(mqtt.connect())).toBe(143);
    expect(await outcome(mqtt.connectTo('elsewhere', 1))).toBe(143);
    expect(await outcome(mqtt.reset())).toBe(143);
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(1117);
    expect(await outcome(ending)).toBe(0);
    expect(peer.received.map(({ type }) => type)).toEqual(['connect', 'disconnect']);
    expect(stage.lines.slice(-1)).toEqual(['Disconnected 0']);
  });

  it('interrupt rejects what is pending, the disconnect too', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    // A server that reads nothing and never ends its side.
    peer.pause();
    const ending = mqtt.disconnect();
    await turns(2);
    await mqtt.interrupt();
    expect(await outcome(ending)).toBe(301);
    expect(stage.lines.slice(-1)).toEqual(['Disconnected 301']);
  });

  it('a server that never ends its side holds it no longer than Timeout', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(1);
    const peer = await stage.connect();
    peer.pause();
    expect(await outcome(mqtt.disconnect())).toBe(0);
    expect(stage.lines.slice(-1)).toEqual(['Disconnected 0']);
  });
});

describe('disconnect', () => {
  it('is nothing to do when idle', async () => {
    const { mqtt } = stage;
    expect(await outcome(mqtt.disconnect())).toBe(0);
    mqtt.setConnected(false);
    await mqtt.interrupt();
    await turns(2);
    expect(stage.lines).toEqual([]);
  });

  it('rejects what waits for the quota with 301, and keeps what is unacknowledged', async () => {
    const { mqtt } = stage;
    await stage.connect(1, { receiveMaximum: 1 });
    await mqtt.publishMessage('t', 1, 'sent');
    const waiting = mqtt.publishMessage('t', 1, 'waiting');
    const ending = mqtt.disconnect();
    expect(await outcome(waiting)).toBe(301);
    expect(await outcome(ending)).toBe(0);
    expect([...mqtt.getOutgoingMessages()].map(({ message }) => message)).toEqual(['sent']);
  });

  it('5.0: sends the reason code and the properties that are set, each time', async () => {
    const { mqtt } = stage;
    await mqtt.config('DisconnectReasonCode=0x04');
    await mqtt.config('DisconnectProperties={"ReasonString":"bye","UserProperty":"a:b"}');
    for (let i = 0; i < 2; i++) {
      const peer = await stage.connect(1);
      await mqtt.disconnect();
      expect(await peer.receive('disconnect')).toMatchObject({
        reasonCode: 4,
        properties: { reasonString: 'bye', userProperties: [['a', 'b']] },
      });
    }
  });

  it('5.0: a session expiry where CONNECT had none is 500, and nothing is sent', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1);
    await mqtt.config('DisconnectProperties={"SessionExpInterval":5}');
    expect(await outcome(mqtt.disconnect())).toBe(500);
    expect(mqtt.isConnected()).toBe(true);
    await mqtt.config('DisconnectProperties={"SessionExpInterval":0}');
    expect(await outcome(mqtt.disconnect())).toBe(0);
    expect(peer.received.map(({ type }) => type)).toEqual(['connect', 'disconnect']);
  });

  it('what the server said in its DISCONNECT is read, and never sent back', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1);
    peer.send({ type: 'disconnect', reasonCode: 0x8b, properties: { reasonString: 'update' } });
    await stage.recorder.until('Disconnected 500');
    expect(await mqtt.config('DisconnectReasonCode')).toBe('139');
    expect(await mqtt.config('DisconnectProperties')).toBe('{"ReasonString":"update"}');
    const next = await stage.connect(1);
    expect(await mqtt.config('DisconnectReasonCode')).toBe('0');
    await mqtt.disconnect();
    const said = await next.receive('disconnect');
    expect([said.reasonCode, said.properties]).toEqual([0, undefined]);
  });

  it('setConnected(false) is disconnect', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    mqtt.setConnected(false);
    await peer.receive('disconnect');
    await stage.recorder.until('Disconnected 0');
  });

  it('within a Connected listener: no ReadyToSend after it', async () => {
    const { mqtt } = stage;
    mqtt.once('Connected', () => void mqtt.disconnect());
    const { peer, connecting } = await stage.begin();
    peer.send({ type: 'connack', sessionPresent: false, reasonCode: 0 });
    await peer.receive('disconnect');
    await stage.recorder.until('Disconnected 0');
    expect(stage.lines).not.toContain('ReadyToSend');
    expect([0, 301]).toContain(await outcome(connecting));
  });

  it('a connect within the Disconnected listener is a new connection', async () => {
    const { mqtt } = stage;
    await stage.connect();
    let again: Promise<void> | undefined;
    mqtt.once('Disconnected', () => {
      again = mqtt.connect();
    });
    const ending = mqtt.disconnect();
    await stage.accept();
    expect(await outcome(ending)).toBe(0);
    expect(await outcome(again ?? Promise.reject(new Error('not called')))).toBe(0);
    expect(mqtt.isConnected()).toBe(true);
  });
});

describe('setConnected(true)', () => {
  it('tells by the event, also of a failure, and rejects nothing', async () => {
    const { mqtt, server } = stage;
    mqtt.setRemoteHost(server.host);
    mqtt.setRemotePort(server.port);
    mqtt.setConnected(true);
    expect(mqtt.isConnected()).toBe(false);
    await stage.accept();
    await stage.recorder.until('Connected 0');
    expect(mqtt.isConnected()).toBe(true);
    await mqtt.disconnect();
    mqtt.setConnected(true);
    (await server.accept()).close();
    await stage.recorder.until('Connected 1120');
  });

  it('throws what is wrong beforehand', () => {
    const { mqtt } = stage;
    expect(thrown(() => mqtt.setConnected(true))).toBe(102);
    mqtt.setRemoteHost('localhost');
    mqtt.setRemotePort(0);
    expect(thrown(() => mqtt.setConnected(true))).toBe(116);
  });
});

describe('reset', () => {
  it.each(VERSIONS)(
    '%s: disconnects in order, then everything is as in a new client',
    async (_, version) => {
      const { mqtt } = stage;
      mqtt.setClientId('id');
      await mqtt.config('LogLevel=3');
      const peer = await stage.connect(version);
      await mqtt.publishMessage('t', 1, 'x');
      expect(mqtt.getOutgoingMessages().size).toBe(1);
      expect(await outcome(mqtt.reset())).toBe(0);
      expect(peer.received.map(({ type }) => type)).toEqual(['connect', 'publish', 'disconnect']);
      expect(stage.lines.slice(-1)).toEqual(['Disconnected 0']);
      expect(mqtt.getOutgoingMessages().size).toBe(0);
      expect(mqtt.getClientId()).toBe('');
      expect(mqtt.getRemoteHost()).toBe('');
      expect(mqtt.getVersion()).toBe(0);
      expect(await mqtt.config('LogLevel')).toBe('1');
      expect(await mqtt.config('OutgoingPacketId')).toBe('-1');
      expect(JSON.parse(await mqtt.saveSession())).toMatchObject({ lastPacketId: 0, outgoing: [] });
    },
  );

  it('keeps the listeners', async () => {
    await stage.mqtt.reset();
    await stage.connect();
    expect(stage.lines).toContain('Connected 0');
  });

  it('takes effect within the call when there is nothing to disconnect', async () => {
    const { mqtt } = stage;
    mqtt.setClientId('before');
    void mqtt.reset();
    mqtt.setClientId('after');
    await turns(2);
    expect(mqtt.getClientId()).toBe('after');
  });

  it('is not refused for properties that DISCONNECT forbids: they are part of what is reset', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1);
    await mqtt.config('DisconnectProperties={"SessionExpInterval":5}');
    expect(await outcome(mqtt.reset())).toBe(0);
    expect((await peer.receive('disconnect')).properties).toBeUndefined();
    expect(await mqtt.config('DisconnectProperties')).toBe('');
  });
});

describe('doEvents', () => {
  it('comes back, connected or not, and is never needed', async () => {
    const { mqtt } = stage;
    await mqtt.doEvents();
    await stage.connect();
    const order: string[] = [];
    mqtt.on('MessageOut', () => order.push('MessageOut'));
    void mqtt.publishMessage('t', 0, 'x');
    await mqtt.doEvents();
    order.push('doEvents');
    expect(order).toEqual(['MessageOut', 'doEvents']);
  });
});
