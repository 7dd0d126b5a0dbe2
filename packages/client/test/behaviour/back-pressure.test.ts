/** A server that does not read: publishes wait, then fail, and everything goes on when it reads again. */

import { describe, expect, it } from 'vitest';
import { outcome, sleep, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();
const CHUNK = new Uint8Array(512 * 1024);

/** Publishes until the operating system takes no more; the promises that are still open. */
async function fill(qos = 0): Promise<Promise<void>[]> {
  const { mqtt } = stage;
  const calls: Promise<void>[] = [];
  while (mqtt.isReadyToSend()) {
    calls.push(mqtt.publishData('t', qos, CHUNK));
    await sleep(1);
    if (calls.length > 200) throw new Error('the buffers never fill');
  }
  return calls;
}

describe.each(VERSIONS)('%s', (_, version) => {
  it('201 after Timeout, isReadyToSend false; ReadyToSend when it drains, and nothing is lost', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(1);
    const peer = await stage.connect(version);
    peer.pause();
    stage.recorder.clear();
    const calls = await fill();
    expect(mqtt.isReadyToSend()).toBe(false);
    expect(mqtt.isConnected()).toBe(true);
    const last = calls.at(-1) ?? Promise.reject(new Error('nothing was published'));
    expect(await outcome(last)).toBe(201);
    expect(stage.lines).not.toContain('ReadyToSend');
    const late = mqtt.publishMessage('late', 1, 'x');
    peer.resume();
    expect(await outcome(late)).toBe(0);
    await stage.recorder.until('ReadyToSend');
    expect(mqtt.isReadyToSend()).toBe(true);
    for (let i = 0; i < calls.length; i++) expect((await peer.receive('publish')).topic).toBe('t');
    expect((await peer.receive('publish')).topic).toBe('late');
    expect(stage.lines.filter((line) => line.startsWith('MessageOut'))).toHaveLength(calls.length);
  });

  it('Timeout 0: 135, the bytes go out by themselves', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(version);
    mqtt.setTimeout(0);
    peer.pause();
    stage.recorder.clear();
    const calls = await fill();
    const outcomes = await Promise.all(calls.map(outcome));
    expect(outcomes.at(-1)).toBe(135);
    expect(outcomes.slice(0, -1)).toEqual(outcomes.slice(0, -1).map(() => 0));
    expect(await outcome(mqtt.publishMessage('after', 1, 'x'))).toBe(135);
    expect(await outcome(mqtt.subscribe('f', 0))).toBe(135);
    expect(mqtt.getOutgoingMessages().size).toBe(1);
    peer.resume();
    await stage.recorder.until('ReadyToSend');
    for (let i = 0; i < calls.length; i++) await peer.receive('publish');
    expect((await peer.receive('publish')).topic).toBe('after');
    await peer.receive('subscribe');
  });

  it('interrupt, a reset and keep silence settle what waits', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(version);
    peer.pause();
    const calls = await fill(1);
    const subscribing = mqtt.subscribe('f', 0);
    await mqtt.interrupt();
    expect(await outcome(calls.at(-1) ?? Promise.resolve())).toBe(301);
    expect(await outcome(subscribing)).toBe(301);
    expect(mqtt.getOutgoingMessages().size).toBe(calls.length);
    const next = await stage.connect(version);
    next.pause();
    const more = await fill();
    next.reset();
    expect([10053, 10054, 1120]).toContain(await outcome(more.at(-1) ?? Promise.resolve()));
    await stage.recorder.until(/^Disconnected (1120|1005)/);
  });

  it('disconnect waits for it no longer than Timeout', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(1);
    const peer = await stage.connect(version);
    peer.pause();
    const calls = await fill();
    expect(await outcome(mqtt.disconnect())).toBe(0);
    expect([201, 301]).toContain(await outcome(calls.at(-1) ?? Promise.resolve()));
    expect(stage.lines.at(-1)).toBe('Disconnected 0');
  });
});
