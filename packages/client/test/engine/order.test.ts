/** The documented order of events, and what collections, states and properties show at each. */

import { type ScriptedServer, scriptedServer } from '@x/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { type Recorder, record } from '../support/recorder.ts';

let server: ScriptedServer;
let mqtt: MQTT;
let recorder: Recorder;

beforeEach(async () => {
  server = await scriptedServer({ over: ['tcp'] });
  mqtt = new MQTT();
  recorder = record(mqtt);
});

afterEach(async () => {
  await mqtt.interrupt();
  await server.close();
});

async function connect(version: 0 | 1 = 0) {
  mqtt.setVersion(version);
  const connecting = mqtt.connectTo(server.host, server.port);
  const peer = await server.accept();
  await peer.receive('connect');
  await peer.send({ type: 'connack', sessionPresent: false, reasonCode: 0 });
  await connecting;
  return peer;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('connecting', () => {
  it('tells each step, then Connected, ReadyToSend, and resolves last', async () => {
    const seen: unknown[] = [];
    mqtt.on('Connected', () => seen.push(mqtt.isConnected(), mqtt.isReadyToSend()));
    await connect();
    expect(recorder.lines).toEqual([
      'ConnectionStatus Remote host connection complete.',
      'Connected 0',
      'ReadyToSend',
    ]);
    expect(seen).toEqual([true, true]);
  });

  it('fires Connected with the code of a refusal, no Disconnected, and rejects with it', async () => {
    const connecting = mqtt.connectTo(server.host, server.port);
    const peer = await server.accept();
    await peer.receive('connect');
    await peer.send({ type: 'connack', sessionPresent: false, reasonCode: 5 });
    await expect(connecting).rejects.toMatchObject({ code: 500 });
    await expect(connecting).rejects.toThrow('not authorized (5)');
    expect(recorder.lines.slice(1)).toEqual(['Connected 500']);
    expect(mqtt.isConnected()).toBe(false);
  });

  it('says 10061 where nobody listens', async () => {
    const { host, port } = server;
    await server.close();
    await expect(mqtt.connectTo(host, port)).rejects.toMatchObject({ code: 10061 });
    expect(recorder.lines).toEqual(['Connected 10061']);
  });

  it('says 1120 when the server closes before CONNACK', async () => {
    const connecting = mqtt.connectTo(server.host, server.port);
    const peer = await server.accept();
    await peer.receive('connect');
    peer.close();
    await expect(connecting).rejects.toMatchObject({ code: 1120 });
  });

  it('says 201 when no CONNACK comes in time', async () => {
    await mqtt.config('ConnectionTimeout=1');
    const connecting = mqtt.connectTo(server.host, server.port);
    await expect(connecting).rejects.toMatchObject({ code: 201 });
    expect(recorder.lines.at(-1)).toBe('Connected 201');
  });
});

describe('publishing', () => {
  it('QoS 0: MessageOut with packet id -1, then the promise', async () => {
    const peer = await connect();
    recorder.clear();
    await mqtt.publishMessage('t', 0, 'zero');
    expect(recorder.lines).toEqual(['MessageOut -1 t 0 zero']);
    expect(await peer.receive('publish')).toMatchObject({ topic: 't', qos: 0, dup: false });
    expect(await mqtt.config('OutgoingPacketId')).toBe('-1');
  });

  it('QoS 1: in the collection until MessageAck, then MessageOut', async () => {
    const peer = await connect();
    const states: unknown[] = [];
    mqtt.on('MessageAck', (event) => {
      states.push(mqtt.getOutgoingMessages()[event.index]?.state);
    });
    mqtt.on('MessageOut', () => states.push(mqtt.getOutgoingMessages().size));
    recorder.clear();
    await mqtt.publishMessage('t', 1, 'one');
    expect([...mqtt.getOutgoingMessages()].map(({ state }) => state)).toEqual([0]);
    expect(await mqtt.config('OutgoingPacketId')).toBe('1');
    await peer.receive('publish');
    await peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    await recorder.until(/MessageOut/);
    expect(recorder.lines).toEqual(['MessageAck 1 0 0 0', 'MessageOut 1 t 1 one']);
    expect(states).toEqual([4, 0]);
  });

  it('QoS 2: states 1, 3, 4', async () => {
    const peer = await connect();
    recorder.clear();
    await mqtt.publishMessage('t', 2, 'two');
    await peer.receive('publish');
    expect(mqtt.getOutgoingMessages()[0]?.state).toBe(1);
    await peer.send({ type: 'pubrec', packetId: 1, reasonCode: 0 });
    await peer.receive('pubrel');
    expect(mqtt.getOutgoingMessages()[0]?.state).toBe(3);
    await peer.send({ type: 'pubcomp', packetId: 1, reasonCode: 0 });
    await recorder.until(/MessageOut/);
    expect(recorder.lines).toEqual(['MessageAck 1 0 0 0', 'MessageOut 1 t 2 two']);
  });

  it('a refusal by the server: MessageAck, Error 500, no MessageOut', async () => {
    const peer = await connect(1);
    recorder.clear();
    await mqtt.publishMessage('t', 1, 'x');
    await peer.receive('publish');
    await peer.send({ type: 'puback', packetId: 1, reasonCode: 0x87 });
    await recorder.until('Error 500');
    expect(recorder.lines).toEqual(['MessageAck 1 0 0 135', 'Error 500']);
    expect(mqtt.getOutgoingMessages().size).toBe(0);
  });

  it('many in one turn are one write, in order', async () => {
    const peer = await connect();
    const sent = ['a', 'b', 'c'].map((text) => mqtt.publishMessage('t', 0, text));
    expect(new Set(sent).size).toBe(1);
    await Promise.all(sent);
    const got = [];
    for (let i = 0; i < 3; i++) {
      const packet = await peer.receive('publish');
      if (packet.type === 'publish') got.push(new TextDecoder().decode(packet.payload));
    }
    expect(got).toEqual(['a', 'b', 'c']);
  });
});

describe('receiving', () => {
  it('QoS 1: state 9 at MessageAck, MessageIn after the removal', async () => {
    const peer = await connect();
    const seen: unknown[] = [];
    mqtt.on('MessageAck', (event) => seen.push(mqtt.getIncomingMessages()[event.index]?.state));
    mqtt.on('MessageIn', () => seen.push(mqtt.getIncomingMessages().size));
    recorder.clear();
    await peer.send({
      type: 'publish',
      topic: 't',
      payload: bytes('in'),
      qos: 1,
      packetId: 7,
      dup: false,
      retain: false,
    });
    await peer.receive('puback');
    expect(recorder.lines).toEqual(['MessageAck 7 1 0 0', 'MessageIn 7 t 1 in']);
    expect(seen).toEqual([9, 0]);
  });

  it('QoS 2: PUBREC, kept in state 7, delivered after PUBREL', async () => {
    const peer = await connect();
    recorder.clear();
    const publish = {
      type: 'publish',
      topic: 't',
      payload: bytes('in'),
      qos: 2,
      packetId: 7,
      dup: false,
      retain: false,
    } as const;
    await peer.send(publish);
    await peer.receive('pubrec');
    await peer.send({ ...publish, dup: true });
    await peer.receive('pubrec');
    expect([...mqtt.getIncomingMessages()].map(({ state }) => state)).toEqual([7]);
    expect(recorder.lines).toEqual([]);
    await peer.send({ type: 'pubrel', packetId: 7, reasonCode: 0 });
    await peer.receive('pubcomp');
    expect(recorder.lines).toEqual(['MessageAck 7 1 0 0', 'MessageIn 7 t 2 in']);
  });
});

describe('subscribing', () => {
  it('one SUBSCRIBE for the list, one Subscribed for each filter', async () => {
    const peer = await connect();
    recorder.clear();
    await mqtt.config('TopicQOSArray=1,2');
    await mqtt.subscribe('a, b/#, +/c', 0);
    const packet = await peer.receive('subscribe');
    expect(packet).toMatchObject({
      subscriptions: [
        { topicFilter: 'a', qos: 1 },
        { topicFilter: 'b/#', qos: 2 },
        { topicFilter: '+/c', qos: 2 },
      ],
    });
    await peer.send({ type: 'suback', packetId: 1, reasonCodes: [1, 0, 128] });
    await recorder.until(/c 0 128/);
    expect(recorder.lines).toEqual([
      'Subscribed a 1 1',
      'Subscribed b/# 0 0',
      'Subscribed +/c 0 128',
    ]);
  });

  it('one Unsubscribed, with the text of the call', async () => {
    const peer = await connect(1);
    recorder.clear();
    await mqtt.unsubscribe('a, b');
    expect(await peer.receive('unsubscribe')).toMatchObject({ topicFilters: ['a', 'b'] });
    await peer.send({ type: 'unsuback', packetId: 1, reasonCodes: [0, 17] });
    await recorder.until(/Unsub/);
    expect(recorder.lines).toEqual(['Unsubscribed a, b 17']);
  });
});

describe('the end', () => {
  it('ours: DISCONNECT, then the end of the stream, Disconnected 0', async () => {
    const peer = await connect();
    recorder.clear();
    const ending = mqtt.disconnect();
    await peer.receive('disconnect');
    await ending;
    expect(recorder.lines).toEqual([
      'ConnectionStatus Remote host disconnected.',
      'Disconnected 0',
    ]);
    expect(mqtt.isConnected()).toBe(false);
  });

  it('a FIN that nobody asked for: 1120', async () => {
    const peer = await connect();
    peer.close();
    await recorder.until('Disconnected 1120');
  });

  it('a reset: 10054', async () => {
    const peer = await connect();
    peer.reset();
    await recorder.until('Disconnected 10054');
  });

  it('a malformed packet in MQTT 5: DISCONNECT 0x81 first, Disconnected 500', async () => {
    const peer = await connect(1);
    await peer.sendBytes(Uint8Array.of(0x36, 3, 0, 1, 0x61));
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x81 });
    await recorder.until('Disconnected 500');
  });

  it('interrupt: 301, without DISCONNECT, pending promises reject', async () => {
    await connect();
    const sending = mqtt.publishMessage('t', 1, 'x');
    await mqtt.interrupt();
    await expect(sending).rejects.toMatchObject({ code: 301 });
    expect(recorder.lines.at(-1)).toBe('Disconnected 301');
    expect(mqtt.getOutgoingMessages().size).toBe(1);
  });

  it('a server DISCONNECT in MQTT 5 says why', async () => {
    const peer = await connect(1);
    await peer.send({ type: 'disconnect', reasonCode: 0x8b });
    await recorder.until('Disconnected 500');
    expect(await mqtt.config('DisconnectReasonCode')).toBe('139');
  });
});
