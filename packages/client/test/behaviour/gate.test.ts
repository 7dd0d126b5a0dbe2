/** Connected listeners, sync and async: what they may do, and what waits for them. */

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { encode } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { bytes, incoming, outcome, sleep, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();
const ACCEPTED = { type: 'connack', sessionPresent: false, reasonCode: 0 } as const;

/** A listener that is done when the test says so. */
function slowListener(): { done: () => void } {
  const handle = { done: (): void => undefined };
  const finished = new Promise<void>((resolve) => {
    handle.done = resolve;
  });
  stage.mqtt.once('Connected', () => finished);
  return handle;
}

describe('a sync Connected listener', () => {
  it.each(VERSIONS)(
    '%s: publishes, subscribes and configures without awaiting',
    async (_, version) => {
      const { mqtt } = stage;
      mqtt.on('Connected', () => {
        void mqtt.config('Retain=True');
        void mqtt.publishMessage('a', 0, '0');
        void mqtt.config('Retain=False');
        void mqtt.publishMessage('a', 1, '1');
        void mqtt.config('TopicQOSArray=2');
        void mqtt.subscribe('f', 0);
      });
      const peer = await stage.connect(version);
      expect(await peer.receive('publish')).toMatchObject({ qos: 0, retain: true });
      expect(await peer.receive('publish')).toMatchObject({ qos: 1, retain: false });
      expect(await peer.receive('subscribe')).toMatchObject({
        subscriptions: [{ topicFilter: 'f', qos: 2 }],
      });
    },
  );

  it('sees packets of the same chunk as CONNACK only afterwards', async () => {
    stage.mqtt.on('Connected', () => stage.mqtt.off('Connected'));
    const { peer, connecting } = await stage.begin();
    peer.send(ACCEPTED, incoming({ qos: 1, packetId: 3 }));
    await connecting;
    await peer.receive('puback');
    expect(stage.lines.slice(1)).toEqual([
      'Connected 0',
      'ReadyToSend',
      'MessageAck 3 1 0 0',
      'MessageIn 3 t 1 in',
    ]);
  });
});

describe('an async Connected listener', () => {
  it.each(VERSIONS)(
    '%s: inbound PUBLISH and PUBREL wait for it, and connect() too',
    async (_, version) => {
      const listener = slowListener();
      const { peer, connecting } = await stage.begin(version);
      let connected = false;
      void connecting.then(() => {
        connected = true;
      });
      const publish = incoming({ qos: 2, packetId: 9 });
      peer.send(ACCEPTED, publish, { type: 'pubrel', packetId: 9, reasonCode: 0 });
      peer.send(incoming({ payload: bytes('second') }));
      await stage.recorder.until('ReadyToSend');
      await sleep(30);
      expect(connected).toBe(false);
      expect(stage.mqtt.isConnected()).toBe(true);
      expect(peer.received).toHaveLength(1);
      expect(stage.lines.slice(-1)).toEqual(['ReadyToSend']);
      listener.done();
      await connecting;
      await peer.receive('pubrec');
      await peer.receive('pubcomp');
      expect(stage.lines.slice(-3)).toEqual([
        'MessageAck 9 1 0 0',
        'MessageIn 9 t 2 in',
        'MessageIn -1 t 0 second',
      ]);
    },
  );

  it('acknowledgements do not wait: it may publish and subscribe, and await their events', async () => {
    const { mqtt } = stage;
    mqtt.once('Connected', async () => {
      const out = new Promise((resolve) => mqtt.once('MessageOut', resolve));
      const subscribed = new Promise((resolve) => mqtt.once('Subscribed', resolve));
      await mqtt.publishMessage('t', 2, 'x');
      await mqtt.subscribe('f', 1);
      await Promise.all([out, subscribed]);
    });
    const { peer, connecting } = await stage.begin();
    peer.send(ACCEPTED);
    await peer.receive('publish');
    peer.send({ type: 'pubrec', packetId: 1, reasonCode: 0 });
    await peer.receive('subscribe');
    peer.send({ type: 'suback', packetId: 2, reasonCodes: [1] });
    await peer.receive('pubrel');
    peer.send({ type: 'pubcomp', packetId: 1, reasonCode: 0 });
    expect(await outcome(connecting)).toBe(0);
    expect(stage.lines.slice(-3)).toEqual([
      'Subscribed f 1 1',
      'MessageAck 1 0 0 0',
      'MessageOut 1 t 2 x',
    ]);
  });

  it('that never ends is passed over after Timeout, with a Log line', async () => {
    const { mqtt } = stage;
    const said: string[] = [];
    mqtt.on('Log', ({ message }) => said.push(message));
    mqtt.setTimeout(1);
    slowListener();
    const { peer, connecting } = await stage.begin();
    peer.send(ACCEPTED, incoming());
    expect(await outcome(connecting)).toBe(0);
    await stage.recorder.until('MessageIn -1 t 0 in');
    expect(said.join()).toContain('Connected listener is still not done');
  });

  it('that rejects opens the gate all the same; its error is seen', async () => {
    stage.mqtt.once('Connected', async () => {
      await turns(1);
      throw new Error('of the listener');
    });
    const { peer, connecting } = await stage.begin();
    peer.send(ACCEPTED, incoming());
    expect(await outcome(connecting)).toBe(0);
    await stage.recorder.until('MessageIn -1 t 0 in');
    expect(stage.takeFaults()).toEqual([new Error('of the listener')]);
  });

  it('past the bound the connection is paused, so that a flood stays with the server; nothing is lost', async () => {
    const { mqtt } = stage;
    const listener = slowListener();
    const payload = new Uint8Array(64 * 1024);
    const count = 400;
    let flooding: Socket | undefined;
    const flood = createServer((socket) => {
      flooding = socket.on('error', () => undefined);
      socket.write(Uint8Array.of(0x20, 2, 0, 0));
      for (let i = 0; i < count; i++)
        socket.write(encode(incoming({ payload, topic: `t/${i}` }), 4));
    });
    await new Promise<void>((resolve) => flood.listen(0, '127.0.0.1', resolve));
    const { port } = flood.address() as AddressInfo;
    const topics: string[] = [];
    mqtt.on('MessageIn', ({ topic }) => topics.push(topic));
    const connecting = mqtt.connectTo('127.0.0.1', port);
    await stage.recorder.until('ReadyToSend');
    await sleep(200);
    expect(topics).toEqual([]);
    expect(flooding?.writableLength).toBeGreaterThan(8_000_000);
    listener.done();
    await connecting;
    while (topics.length < count) await sleep(5);
    expect(topics).toEqual(Array.from({ length: count }, (_, i) => `t/${i}`));
    await mqtt.interrupt();
    flood.close();
  });

  it.each(['interrupt', 'disconnect'] as const)(
    '%s meanwhile ends all, and leaves no timer',
    async (end) => {
      const before = timers();
      const listener = slowListener();
      const { peer, connecting } = await stage.begin();
      peer.send(ACCEPTED, incoming());
      await stage.recorder.until('ReadyToSend');
      expect(await outcome(stage.mqtt[end]())).toBe(0);
      expect(await outcome(connecting)).toBe(301);
      await turns(3);
      expect(timers()).toBeLessThanOrEqual(before);
      listener.done();
      await turns(3);
      expect(stage.lines.some((line) => line.startsWith('MessageIn'))).toBe(false);
    },
  );

  it('a connection lost meanwhile rejects connect() with what ended it', async () => {
    const listener = slowListener();
    const { peer, connecting } = await stage.begin();
    peer.send(ACCEPTED);
    await stage.recorder.until('ReadyToSend');
    peer.reset();
    expect(await outcome(connecting)).toBe(10054);
    expect(stage.lines.slice(-1)).toEqual(['Disconnected 10054']);
    listener.done();
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
