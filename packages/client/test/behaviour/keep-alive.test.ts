/** Keep alive: PINGREQ by what is sent, the end without PINGRESP, and the server's own interval. */

import { describe, expect, it } from 'vitest';
import { incoming, outcome, sleep, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();

describe.each(VERSIONS)('%s', (_, version) => {
  it('PINGREQ after an interval in which nothing was sent, though much was received', async () => {
    stage.mqtt.setKeepAliveInterval(1);
    const peer = await stage.connect(version);
    expect(peer.received[0]).toMatchObject({ keepAlive: 1 });
    const noise = setInterval(() => peer.send(incoming()), 50);
    await peer.receive('pingreq');
    clearInterval(noise);
    peer.send({ type: 'pingresp' });
    await peer.receive('pingreq');
    expect(stage.mqtt.isConnected()).toBe(true);
  });

  it('no PINGRESP: Disconnected 10060 within two intervals, without DISCONNECT', async () => {
    stage.mqtt.setKeepAliveInterval(1);
    const peer = await stage.connect(version);
    await stage.recorder.until('Disconnected 10060');
    await peer.whenEnded();
    expect(peer.received.map(({ type }) => type)).toEqual(['connect', 'pingreq']);
  });

  it('0 is off: no PINGREQ at all', async () => {
    const peer = await stage.connect(version);
    await sleep(1100);
    expect(peer.received).toHaveLength(1);
  });
});

it('what is sent meanwhile puts PINGREQ off', async () => {
  const { mqtt } = stage;
  mqtt.setKeepAliveInterval(1);
  const peer = await stage.connect();
  for (let i = 0; i < 7; i++) {
    await sleep(200);
    await mqtt.publishMessage('t', 0, String(i));
  }
  await sleep(50);
  expect(peer.received.filter(({ type }) => type === 'pingreq')).toEqual([]);
  expect(peer.received.filter(({ type }) => type === 'publish')).toHaveLength(7);
});

it('acknowledgements count as sent', async () => {
  stage.mqtt.setKeepAliveInterval(1);
  const peer = await stage.connect();
  for (let id = 1; id <= 7; id++) {
    await sleep(200);
    peer.send(incoming({ qos: 1, packetId: id }));
  }
  await sleep(50);
  expect(peer.received.filter(({ type }) => type === 'pingreq')).toEqual([]);
});

it('SendCustomPacket counts as sent, and goes as it is', async () => {
  const { mqtt } = stage;
  mqtt.setKeepAliveInterval(1);
  const peer = await stage.connect();
  const said: string[] = [];
  await mqtt.config('LogLevel=2');
  mqtt.on('Log', ({ message, logType }) => said.push(`${logType} ${message}`));
  for (let i = 0; i < 7; i++) {
    await sleep(200);
    expect(await outcome(mqtt.config('SendCustomPacket=30 03 00 01 74'))).toBe(0);
  }
  await sleep(50);
  expect(peer.received.filter(({ type }) => type === 'pingreq')).toEqual([]);
  expect(peer.received.filter(({ type }) => type === 'publish')).toHaveLength(7);
  expect(said[0]).toMatch(/^Packet -> 5 bytes/);
});

it('Server Keep Alive takes the place of ours; the property keeps ours', async () => {
  const { mqtt } = stage;
  mqtt.setKeepAliveInterval(600);
  const peer = await stage.connect(1, { serverKeepAlive: 1 });
  await peer.receive('pingreq');
  expect(mqtt.getKeepAliveInterval()).toBe(600);
  expect(JSON.parse(await mqtt.config('ConnAckProperties'))).toEqual({ ServerKeepAlive: 1 });
});

it('Server Keep Alive 0 switches it off', async () => {
  stage.mqtt.setKeepAliveInterval(1);
  const peer = await stage.connect(1, { serverKeepAlive: 0 });
  await sleep(1100);
  expect(peer.received).toHaveLength(1);
});

it('a connection in use does not wait for a PINGRESP longer than an interval', async () => {
  const { mqtt } = stage;
  mqtt.setKeepAliveInterval(1);
  const peer = await stage.connect();
  await peer.receive('pingreq');
  // Publishing on does not put the end off: the server has gone deaf.
  const busy = setInterval(() => void mqtt.publishMessage('t', 0, 'x'), 100);
  await stage.recorder.until('Disconnected 10060');
  clearInterval(busy);
});
