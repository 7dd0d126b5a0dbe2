/** Timeout in its three meanings, ConnectionTimeout, and what stays behind of them. */

import { describe, expect, it } from 'vitest';
import { outcome, sleep, turns, useStage } from '../support/stage.ts';

const stage = useStage();

/** Bytes that a client must read, but that end nothing: a PUBLISH to nobody in particular. */
const NOISE = [0x30, 4, 0, 1, 0x74, 0x78];

describe('Timeout', () => {
  it('connect: 201 after so many seconds of silence, and the connection is gone', async () => {
    stage.mqtt.setTimeout(1);
    const { peer, connecting } = await stage.begin();
    expect(await outcome(connecting)).toBe(201);
    expect(stage.lines.at(-1)).toBe('Connected 201');
    await peer.whenEnded();
    expect(stage.mqtt.isConnected()).toBe(false);
  });

  it('is inactivity: a byte now and then keeps an operation alive', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(1);
    const peer = await stage.connect(1, { receiveMaximum: 1 });
    await mqtt.publishMessage('t', 1, '1');
    const waiting = mqtt.publishMessage('t', 1, '2');
    let settled = false;
    void waiting.finally(() => {
      settled = true;
    });
    for (let i = 0; i < 6; i++) {
      await sleep(250);
      peer.send({ type: 'pingresp' });
    }
    expect(settled).toBe(false);
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    expect(await outcome(waiting)).toBe(0);
  });

  it('with AbsoluteTimeout it counts from the start, whatever comes', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(1);
    await mqtt.config('AbsoluteTimeout=True');
    const peer = await stage.connect(1, { receiveMaximum: 1 });
    await mqtt.publishMessage('t', 1, '1');
    const waiting = mqtt.publishMessage('t', 1, '2');
    const noise = setInterval(() => peer.send({ type: 'pingresp' }), 100);
    expect(await outcome(waiting)).toBe(201);
    clearInterval(noise);
    // What was taken back is not sent when the quota comes after all.
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    await stage.recorder.until(/MessageOut 1/);
    await mqtt.publishMessage('t', 1, '3');
    await peer.receive('publish');
    expect(await peer.receive('publish')).toMatchObject({ packetId: 2 });
  });

  it('leaves no timer behind when the operation is done', async () => {
    const { mqtt } = stage;
    const before = timers();
    const peer = await stage.connect();
    await mqtt.publishMessage('t', 1, 'x');
    await mqtt.subscribe('t', 1);
    await peer.receive('publish');
    await mqtt.disconnect();
    await turns(3);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

describe('ConnectionTimeout', () => {
  it('replaces Timeout for connecting only', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(600);
    await mqtt.config('ConnectionTimeout=1');
    const { connecting } = await stage.begin();
    expect(await outcome(connecting)).toBe(201);
  });

  it('is for the whole attempt: a server that drips bytes does not stretch it', async () => {
    const { mqtt } = stage;
    await mqtt.config('ConnectionTimeout=1');
    const { peer, connecting } = await stage.begin(1);
    // A CONNACK with a reason string of 100 bytes, a byte at a time.
    const drip = [0x20, 106, 0, 0, 103, 0x1f, 0, 100];
    const timer = setInterval(() => {
      if (peer.ended === undefined) peer.sendBytes([drip.shift() ?? 0x61]);
    }, 100);
    expect(await outcome(connecting)).toBe(201);
    clearInterval(timer);
  });
});

describe('Timeout 0', () => {
  it('connect starts and resolves at once; the event tells the outcome', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(0);
    const { peer, connecting } = await stage.begin();
    expect(await outcome(connecting)).toBe(0);
    expect(mqtt.isConnected()).toBe(false);
    peer.send({ type: 'connack', sessionPresent: false, reasonCode: 0 });
    await stage.recorder.until('Connected 0');
  });

  it('a failure comes as the event, not as a rejection; preconditions still reject', async () => {
    const { mqtt, server } = stage;
    mqtt.setTimeout(0);
    expect(await outcome(mqtt.connect())).toBe(102);
    const { host, port } = server;
    await server.close();
    expect(await outcome(mqtt.connectTo(host, port))).toBe(0);
    await stage.recorder.until('Connected 10061');
  });

  it('disconnect resolves after starting', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    mqtt.setTimeout(0);
    expect(await outcome(mqtt.disconnect())).toBe(0);
    await peer.receive('disconnect');
    await stage.recorder.until('Disconnected 0');
  });

  it('publish: an exhausted quota is 135, what can be written resolves', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1, { receiveMaximum: 1 });
    mqtt.setTimeout(0);
    expect(await outcome(mqtt.publishMessage('t', 1, '1'))).toBe(0);
    expect(await outcome(mqtt.publishMessage('t', 1, '2'))).toBe(135);
    expect(await outcome(mqtt.publishMessage('t', 0, '3'))).toBe(0);
    expect(await outcome(mqtt.subscribe('t', 0))).toBe(0);
    await peer.receive('publish');
    expect(await peer.receive('publish')).toMatchObject({ qos: 0 });
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    await stage.recorder.until(/MessageOut 1/);
    expect(mqtt.getOutgoingMessages().size).toBe(0);
  });
});

it('bytes that arrive for nobody count as activity and nothing else', async () => {
  const peer = await stage.connect();
  peer.sendBytes(NOISE);
  await stage.recorder.until('MessageIn -1 t 0 x');
});

/** What keeps the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
