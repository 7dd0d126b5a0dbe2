/** AutoReconnect: when, how soon, when not, and what is taken up again. */

import { describe, expect, it } from 'vitest';
import { outcome, sleep, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();

/** Milliseconds that each Reconnect line of the log announced. */
async function reconnecting(min = 5, max = 40): Promise<number[]> {
  const { mqtt } = stage;
  const delays: number[] = [];
  mqtt.on('Log', ({ logType, message }) => {
    const found = /connecting again in (\d+) ms/.exec(message);
    if (logType === 'Reconnect' && found !== null) delays.push(Number(found[1]));
  });
  await mqtt.config('AutoReconnect=True');
  await mqtt.config(`ReconnectMinDelay=${min}`);
  await mqtt.config(`ReconnectMaxDelay=${max}`);
  return delays;
}

const quiet = () => sleep(150);

describe('after a lost connection', () => {
  it.each([
    ['a reset', 'reset', 10054],
    ['a FIN that nobody asked for', 'close', 1120],
  ] as const)('%s: a Log line, a Connected event, and everything goes on', async (_, how, code) => {
    const { mqtt } = stage;
    const delays = await reconnecting();
    const peer = await stage.connect();
    void peer[how]();
    await stage.recorder.until(`Disconnected ${code}`);
    stage.recorder.clear();
    const next = await stage.accept();
    await stage.recorder.until('ReadyToSend');
    expect(stage.lines).toEqual([
      'ConnectionStatus Remote host connection complete.',
      'Connected 0',
      'ReadyToSend',
    ]);
    await mqtt.publishMessage('t', 0, 'x');
    await next.receive('publish');
    expect(delays).toHaveLength(1);
  });

  it('delays are drawn from [Min, min(Max, Min * 2^(n+1))], and an accepted one starts them anew', async () => {
    const delays = await reconnecting(10, 35);
    const peer = await stage.connect();
    peer.reset();
    for (let i = 0; i < 6; i++) (await stage.server.accept()).reset();
    const accepted = await stage.accept();
    await stage.recorder.until('Connected 0');
    while (!stage.mqtt.isConnected()) await sleep(5);
    accepted.reset();
    await stage.accept();
    while (delays.length < 8) await sleep(5);
    delays.forEach((delay, i) => {
      const n = i < 7 ? i : 0;
      expect(delay).toBeGreaterThanOrEqual(10);
      expect(delay).toBeLessThanOrEqual(Math.min(35, 10 * 2 ** (n + 1)));
    });
    expect(new Set(delays).size).toBeGreaterThan(1);
  });

  it('each failed attempt is a Connected event with its code and an Error event', async () => {
    await reconnecting();
    const peer = await stage.connect();
    stage.recorder.clear();
    peer.reset();
    (await stage.server.accept()).close();
    await stage.recorder.until('Error 1120');
    const said = stage.lines.filter((line) => !line.startsWith('ConnectionStatus'));
    expect(said.slice(0, 3)).toEqual(['Disconnected 10054', 'Connected 1120', 'Error 1120']);
    await stage.accept();
    await stage.recorder.until('Connected 0');
  });

  it('keep alive and a broken protocol come back too', async () => {
    await reconnecting();
    const peer = await stage.connect();
    peer.sendBytes([0xff, 0xff]);
    await stage.recorder.until('Disconnected 500');
    await stage.accept();
    await stage.recorder.until('ReadyToSend');
  });

  it.each(VERSIONS)(
    '%s: what was not acknowledged goes out again, in order',
    async (_, version) => {
      const { mqtt } = stage;
      await reconnecting();
      mqtt.setClientId('id');
      mqtt.setCleanSession(false);
      const peer = await stage.connect(version, undefined, true);
      await mqtt.publishMessage('a', 1, '1');
      await mqtt.publishMessage('b', 2, '2');
      peer.reset();
      const next = await stage.accept(true);
      expect(await next.receive('publish')).toMatchObject({ packetId: 1, dup: true, topic: 'a' });
      expect(await next.receive('publish')).toMatchObject({ packetId: 2, dup: true, topic: 'b' });
    },
  );
});

describe('it does not connect again', () => {
  it('without the setting', async () => {
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    await quiet();
    expect(stage.server.peers).toHaveLength(1);
  });

  it.each(['disconnect', 'interrupt', 'reset'] as const)(
    'after %s, connected or waiting',
    async (end) => {
      const { mqtt } = stage;
      await reconnecting();
      await stage.connect();
      await mqtt[end]();
      await quiet();
      expect(stage.server.peers).toHaveLength(1);
      await reconnecting(100, 100);
      const peer = await stage.connect();
      peer.reset();
      await stage.recorder.until('Disconnected 10054');
      await turns(1);
      const before = timers();
      await mqtt[end]();
      await turns(2);
      expect(timers()).toBe(before - 1);
      await quiet();
      expect(stage.server.peers).toHaveLength(2);
    },
  );

  it('after a disconnect within the Disconnected listener', async () => {
    const { mqtt } = stage;
    await reconnecting();
    mqtt.once('Disconnected', () => void mqtt.disconnect());
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    await quiet();
    expect(stage.server.peers).toHaveLength(1);
  });

  it('after setConnected(false) while it waits', async () => {
    await reconnecting(50, 50);
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    stage.mqtt.setConnected(false);
    await quiet();
    expect(stage.server.peers).toHaveLength(1);
  });

  it('after the setting was switched off while it waits', async () => {
    await reconnecting(50, 50);
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    await stage.mqtt.config('AutoReconnect=False');
    await quiet();
    expect(stage.server.peers).toHaveLength(1);
  });

  it('when the first connect failed', async () => {
    const { mqtt, server } = stage;
    await reconnecting();
    const connecting = mqtt.connectTo(server.host, server.port);
    (await server.accept()).close();
    expect(await outcome(connecting)).toBe(1120);
    await quiet();
    expect(server.peers).toHaveLength(1);
    expect(stage.lines.filter((line) => line.startsWith('Error'))).toEqual([]);
  });

  it.each([
    [0x8e, 500],
    [0x9c, 500],
    [0x9d, 500],
    [0x00, 0],
  ])('after a DISCONNECT of the server with reason 0x%s', async (reasonCode, code) => {
    await reconnecting();
    const peer = await stage.connect(1);
    peer.send({ type: 'disconnect', reasonCode });
    await stage.recorder.until(`Disconnected ${code}`);
    await quiet();
    expect(stage.server.peers).toHaveLength(1);
  });

  it.each([
    [0, 1],
    [0, 2],
    [0, 4],
    [0, 5],
    [1, 0x84],
    [1, 0x85],
    [1, 0x86],
    [1, 0x87],
    [1, 0x8a],
    [1, 0x8c],
    [1, 0x90],
    [1, 0x9c],
    [1, 0x9d],
  ] as const)(
    'version %i: after the refusal %i, which would be the same again',
    async (version, reasonCode) => {
      await reconnecting();
      const peer = await stage.connect(version);
      peer.reset();
      const refused = await stage.server.accept();
      await refused.receive('connect');
      refused.send({ type: 'connack', sessionPresent: false, reasonCode });
      await stage.recorder.until('Error 500');
      await quiet();
      expect(stage.server.peers).toHaveLength(2);
      expect(stage.mqtt.isConnected()).toBe(false);
    },
  );
});

describe('it does try again', () => {
  it.each([
    [0, 3],
    [1, 0x80],
    [1, 0x88],
    [1, 0x89],
    [1, 0x97],
    [1, 0x9f],
  ] as const)('version %i: after the refusal %i, which may pass', async (version, reasonCode) => {
    await reconnecting();
    const peer = await stage.connect(version);
    peer.reset();
    const refused = await stage.server.accept();
    await refused.receive('connect');
    refused.send({ type: 'connack', sessionPresent: false, reasonCode });
    await stage.recorder.until('Error 500');
    await stage.accept();
  });

  it.each([0x89, 0x8b])('after a DISCONNECT of the server with reason %i', async (reasonCode) => {
    await reconnecting();
    const peer = await stage.connect(1);
    peer.send({ type: 'disconnect', reasonCode });
    await stage.accept();
    await stage.recorder.until('Disconnected 500');
  });
});

describe('while it waits or tries', () => {
  it('connect() takes over at once; a try under way is 1105', async () => {
    const { mqtt } = stage;
    await reconnecting(60_000, 60_000);
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    const connecting = mqtt.connect();
    await stage.accept();
    expect(await outcome(connecting)).toBe(0);
    await reconnecting(1, 1);
    stage.server.peers[1]?.reset();
    await stage.server.accept();
    expect(await outcome(mqtt.connect())).toBe(1105);
  });

  it('a setting that makes it impossible is an Error event with its code, and the end of trying', async () => {
    const { mqtt } = stage;
    await reconnecting(20, 20);
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    mqtt.setRemoteHost('');
    await stage.recorder.until('Error 102');
    await quiet();
    expect(stage.server.peers).toHaveLength(1);
  });

  it('a Disconnected listener that connects itself is not overtaken', async () => {
    const { mqtt } = stage;
    await reconnecting(1, 1);
    const peer = await stage.connect();
    let own: Promise<void> | undefined;
    mqtt.once('Disconnected', () => {
      own = mqtt.connect();
    });
    peer.reset();
    await stage.accept();
    expect(await outcome(own ?? Promise.reject(new Error('not called')))).toBe(0);
    await quiet();
    expect(stage.server.peers).toHaveLength(2);
    expect(mqtt.isConnected()).toBe(true);
  });
});

describe('AutoResubscribe', () => {
  it('subscribes again to what was in force, with its options; Subscribed fires again', async () => {
    const { mqtt } = stage;
    await reconnecting();
    const peer = await stage.connect(1);
    await mqtt.config('SubscriptionIdentifier=7');
    await mqtt.config('TopicNLArray=True,False');
    await mqtt.config('TopicRHArray=2');
    await mqtt.subscribe('a,b,c', 2);
    await peer.receive('subscribe');
    peer.send({ type: 'suback', packetId: 1, reasonCodes: [2, 0x87, 1] });
    await mqtt.unsubscribe('c');
    await peer.receive('unsubscribe');
    peer.send({ type: 'unsuback', packetId: 2, reasonCodes: [0] });
    await stage.recorder.until('Unsubscribed c 0');
    await mqtt.config('TopicNLArray=');
    await mqtt.config('SubscriptionIdentifier=-1');
    peer.reset();
    const next = await stage.accept();
    expect(await next.receive('subscribe')).toMatchObject({
      subscriptions: [{ topicFilter: 'a', qos: 2, noLocal: true, retainHandling: 2 }],
      properties: { subscriptionIdentifiers: [7] },
    });
    stage.recorder.clear();
    next.send({ type: 'suback', packetId: 1, reasonCodes: [1] });
    await stage.recorder.until('Subscribed a 1 1');
    expect(next.received.filter(({ type }) => type === 'subscribe')).toHaveLength(1);
    // And again, if that connection goes too.
    next.reset();
    const third = await stage.accept();
    await third.receive('subscribe');
  });

  it('asks again what the server never came to answer', async () => {
    const { mqtt } = stage;
    await reconnecting();
    const peer = await stage.connect();
    await mqtt.subscribe('a', 1);
    await peer.receive('subscribe');
    peer.send({ type: 'suback', packetId: 1, reasonCodes: [1] });
    await stage.recorder.until('Subscribed a 1 1');
    peer.reset();
    const next = await stage.accept();
    await next.receive('subscribe');
    next.reset();
    const third = await stage.accept();
    expect(await third.receive('subscribe')).toMatchObject({
      subscriptions: [{ topicFilter: 'a' }],
    });
  });

  it.each([
    ['the server still has the session', true, 'True'],
    ['it is switched off', false, 'False'],
  ])('does nothing when %s', async (_, present, setting) => {
    const { mqtt } = stage;
    await reconnecting();
    mqtt.setClientId('id');
    mqtt.setCleanSession(false);
    await mqtt.config(`AutoResubscribe=${setting}`);
    const peer = await stage.connect();
    await mqtt.subscribe('a', 1);
    await peer.receive('subscribe');
    peer.send({ type: 'suback', packetId: 1, reasonCodes: [1] });
    await stage.recorder.until('Subscribed a 1 1');
    peer.reset();
    stage.recorder.clear();
    const next = await stage.accept(present);
    await stage.recorder.until('ReadyToSend');
    await mqtt.publishMessage('t', 0, 'x');
    await next.receive('publish');
  });

  it('does nothing for a connection that the caller made, nor later for what was lost before it', async () => {
    const { mqtt } = stage;
    await reconnecting();
    const peer = await stage.connect();
    await mqtt.subscribe('a', 1);
    await peer.receive('subscribe');
    peer.send({ type: 'suback', packetId: 1, reasonCodes: [1] });
    await stage.recorder.until('Subscribed a 1 1');
    await mqtt.disconnect();
    const own = await stage.connect();
    stage.recorder.clear();
    own.reset();
    const next = await stage.accept();
    await stage.recorder.until('ReadyToSend');
    await mqtt.publishMessage('t', 0, 'x');
    await next.receive('publish');
    expect(own.received).toHaveLength(1);
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
