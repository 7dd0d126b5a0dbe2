/** saveSession, restoreSession and the resume: the same ids, DUP, the original order, both versions. */

import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublishPacket } from '@x/codec';
import type { ScriptedPeer } from '@x/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { incoming, outcome, turns, useStage, VERSIONS, type Version } from '../support/stage.ts';

const stage = useStage();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-state-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A state of four messages, one in each state that can be saved, and one of QoS 2 half received. */
async function savedState(version: Version): Promise<string> {
  const { mqtt } = stage;
  mqtt.setClientId('id');
  mqtt.setCleanSession(false);
  const peer = await stage.connect(version, undefined, true);
  await mqtt.publishMessage('a', 1, '1');
  await mqtt.publishMessage('b', 2, '2');
  await mqtt.publishMessage('c', 2, '3');
  await mqtt.publishMessage('d', 1, '4');
  peer.send(
    { type: 'pubrec', packetId: 3, reasonCode: 0 },
    incoming({ qos: 2, packetId: 77, topic: 'in' }),
  );
  await peer.receive('publish');
  while (peer.received.at(-1)?.type !== 'pubrec') await turns(1);
  const state = await mqtt.saveSession();
  await mqtt.interrupt();
  return state;
}

async function resent(peer: ScriptedPeer, count: number): Promise<unknown[]> {
  const packets: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const packet = await peer.receive();
    if (packet.type === 'publish') {
      packets.push([packet.packetId, packet.topic, packet.qos, packet.dup, text(packet)]);
    } else packets.push([packet.type, 'packetId' in packet ? packet.packetId : undefined]);
  }
  return packets;
}

const isPubcomp = (packet: unknown) => Array.isArray(packet) && packet[0] === 'pubcomp';
const text = (packet: PublishPacket) => new TextDecoder().decode(packet.payload);

const ALL = [
  [1, 'a', 1, true, '1'],
  [2, 'b', 2, true, '2'],
  ['pubrel', 3],
  [4, 'd', 1, true, '4'],
];

const accept = { type: 'connack', sessionPresent: true, reasonCode: 0 } as const;

describe.each(VERSIONS)('%s', (_, version) => {
  it('resumes after interrupt and connect with CleanSession False', async () => {
    const { mqtt } = stage;
    await savedState(version);
    const next = await stage.connect(version, undefined, true);
    expect(await resent(next, 4)).toEqual(ALL);
    expect(
      [...mqtt.getOutgoingMessages()].map(({ state, duplicate }) => [state, duplicate]),
    ).toEqual([
      [0, true],
      [1, true],
      [3, false],
      [0, true],
    ]);
    // A new message follows, with the next id.
    await mqtt.publishMessage('e', 1, '5');
    expect(await resent(next, 1)).toEqual([[5, 'e', 1, false, '5']]);
    next.send({ type: 'pubrel', packetId: 77, reasonCode: 0 });
    await next.receive('pubcomp');
    await stage.recorder.until('MessageIn 77 in 2 in');
  });

  it('a state saved by one client resumes in another', async () => {
    const state = await savedState(version);
    const other = new MQTT();
    other.setClientId('id');
    other.setVersion(version);
    await other.restoreSession(state);
    expect(other.isCleanSession()).toBe(false);
    expect(other.getOutgoingMessages().size).toBe(4);
    expect(other.getIncomingMessages().size).toBe(1);
    const connecting = other.connectTo(stage.server.host, stage.server.port);
    const peer = await stage.accept(true);
    expect(await resent(peer, 4)).toEqual(ALL);
    await connecting;
    await other.interrupt();
  });

  it.each([
    ['sync', (mqtt: MQTT, state: string) => void mqtt.restoreSession(state)],
    [
      'async, after asking SessionPresent',
      async (mqtt: MQTT, state: string) => {
        if ((await mqtt.config('SessionPresent')) === 'True') await mqtt.restoreSession(state);
      },
    ],
  ])('restores in a Connected listener, %s', async (_how, listener) => {
    const state = await savedState(version);
    const other = new MQTT();
    other.setClientId('id');
    other.setVersion(version);
    other.setCleanSession(false);
    other.on('Connected', () => listener(other, state));
    const got: string[] = [];
    other.on('MessageIn', ({ packetId, message }) => got.push(`${packetId} ${message}`));
    const connecting = other.connectTo(stage.server.host, stage.server.port);
    const peer = await stage.server.accept();
    await peer.receive('connect');
    // PUBREL for the half received message comes with CONNACK: it must find the restored state.
    peer.send(accept, { type: 'pubrel', packetId: 77, reasonCode: 0 });
    await connecting;
    const packets = await resent(peer, 5);
    expect(packets.filter((packet) => !isPubcomp(packet))).toEqual(ALL);
    expect(packets.filter(isPubcomp)).toEqual([['pubcomp', 77]]);
    expect(got).toEqual(['77 in']);
    await other.publishMessage('e', 1, '5');
    expect(await resent(peer, 1)).toEqual([[5, 'e', 1, false, '5']]);
    await other.interrupt();
  });

  it(`restored although the server has no session: ${version === 0 ? 'sent again' : 'waits for a session'}`, async () => {
    const state = await savedState(version);
    const other = new MQTT();
    other.setClientId('id');
    other.setVersion(version);
    other.setCleanSession(false);
    other.once('Connected', () => other.restoreSession(state));
    const connecting = other.connectTo(stage.server.host, stage.server.port);
    const peer = await stage.accept(false);
    await connecting;
    await other.publishMessage('e', 1, '5');
    const expected = [...(version === 0 ? ALL : []), [5, 'e', 1, false, '5']];
    expect(await resent(peer, expected.length)).toEqual(expected);
    expect(other.getOutgoingMessages().size).toBe(5);
    await other.interrupt();
  });

  it('restores on a live connection with a session: sent again at once', async () => {
    const { mqtt } = stage;
    const state = await savedState(version);
    mqtt.setCleanSession(false);
    const peer = await stage.connect(version, undefined, true);
    await resent(peer, 4);
    await mqtt.restoreSession(state);
    expect(await resent(peer, 4)).toEqual(ALL);
  });

  it('a lost session: Error 500 for each message, and ids begin anew', async () => {
    const { mqtt } = stage;
    await savedState(version);
    stage.recorder.clear();
    const peer = await stage.connect(version, undefined, false);
    expect(stage.lines.filter((line) => line.startsWith('Error'))).toEqual(
      Array(4).fill('Error 500'),
    );
    expect(stage.lines.at(-1)).toBe('ReadyToSend');
    expect(mqtt.getOutgoingMessages().size).toBe(0);
    expect(mqtt.getIncomingMessages().size).toBe(0);
    await mqtt.publishMessage('e', 1, '5');
    expect(await resent(peer, 1)).toEqual([[1, 'e', 1, false, '5']]);
  });

  it('CleanSession True empties both collections before CONNECT, without an Error event', async () => {
    const { mqtt } = stage;
    await savedState(version);
    mqtt.setCleanSession(true);
    stage.recorder.clear();
    const peer = await stage.connect(version, undefined, false);
    expect(stage.lines.filter((line) => line.startsWith('Error'))).toEqual([]);
    expect(mqtt.getOutgoingMessages().size).toBe(0);
    await mqtt.publishMessage('e', 1, '5');
    expect(await resent(peer, 1)).toEqual([[1, 'e', 1, false, '5']]);
  });
});

describe('across versions', () => {
  it('a state with properties of 5.0 goes out on 3.1.1 without them', async () => {
    const { mqtt } = stage;
    await mqtt.config('OutgoingMessageProperties={"ContentType":"text","UserProperty":"a:b"}');
    const state = await savedState(1);
    const saved = JSON.parse(state) as { outgoing: { properties?: unknown }[] };
    expect(saved.outgoing[0]?.properties).toMatchObject({ contentType: 'text' });
    const peer = await stage.connect(0, undefined, true);
    expect(await resent(peer, 4)).toEqual(ALL);
  });

  it('a topic alias belongs to its connection: saved and resent with the full topic', async () => {
    const { mqtt } = stage;
    mqtt.setClientId('id');
    mqtt.setCleanSession(false);
    await stage.connect(1, { topicAliasMaximum: 5 }, true);
    await mqtt.config('TopicAlias=2');
    await mqtt.publishMessage('full/topic', 1, '1');
    await mqtt.publishMessage('', 1, '2');
    expect(mqtt.getOutgoingMessages()[1]).toMatchObject({ topic: '', topicAlias: 2 });
    const state = JSON.parse(await mqtt.saveSession()) as { outgoing: { topic: string }[] };
    expect(state.outgoing.map(({ topic }) => topic)).toEqual(['full/topic', 'full/topic']);
    await mqtt.interrupt();
    const next = await stage.connect(1, undefined, true);
    expect(await resent(next, 2)).toEqual([
      [1, 'full/topic', 1, true, '1'],
      [2, 'full/topic', 1, true, '2'],
    ]);
    expect(await outcome(mqtt.publishMessage('', 1, '3'))).toBe(502);
  });
});

describe('SessionStateFile', () => {
  it('is written with the string that is returned, readable by its owner only', async () => {
    const { mqtt } = stage;
    const path = join(folder, 'written.json');
    await writeFile(path, 'old');
    await chmod(path, 0o644);
    await mqtt.config(`SessionStateFile=${path}`);
    await stage.connect();
    await mqtt.publishMessage('t', 1, 'secret');
    const state = await mqtt.saveSession();
    expect(await readFile(path, 'utf8')).toBe(state);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is read instead of the argument, synchronously', async () => {
    const state = await savedState(0);
    const path = join(folder, 'read.json');
    await writeFile(path, state);
    const other = new MQTT();
    void other.config(`SessionStateFile=${path}`);
    void other.restoreSession('');
    expect(other.getOutgoingMessages().size).toBe(4);
    expect(other.isCleanSession()).toBe(false);
  });

  it('missing is 302, damaged 504; nothing changes, CleanSession included', async () => {
    const { mqtt } = stage;
    await stage.connect();
    await mqtt.publishMessage('t', 1, 'kept');
    await mqtt.config(`SessionStateFile=${join(folder, 'missing')}`);
    expect(await outcome(mqtt.restoreSession('{}'))).toBe(302);
    const path = join(folder, 'damaged.json');
    await mqtt.config(`SessionStateFile=${path}`);
    const state = await mqtt.saveSession();
    for (const damaged of [
      '',
      '{',
      '[]',
      'null',
      '{}',
      state.slice(0, -10),
      state.replace('"qos":1', '"qos":3'),
    ]) {
      await writeFile(path, damaged);
      expect([damaged, await outcome(mqtt.restoreSession(''))]).toEqual([damaged, 504]);
    }
    expect(mqtt.isCleanSession()).toBe(true);
    expect([...mqtt.getOutgoingMessages()].map(({ message }) => message)).toEqual(['kept']);
  });

  it('that cannot be written is 302, by rejection', async () => {
    const path = join(folder, 'a-file');
    await writeFile(path, '');
    await stage.mqtt.config(`SessionStateFile=${join(path, 'below')}`);
    expect(await outcome(stage.mqtt.saveSession())).toBe(302);
  });
});

describe('saveSession', () => {
  it('works before the first connection, and says whose it is', async () => {
    const { mqtt } = stage;
    mqtt.setClientId('mine');
    expect(JSON.parse(await mqtt.saveSession())).toMatchObject({
      version: 1,
      clientId: 'mine',
      lastPacketId: 0,
      outgoing: [],
      incoming: [],
    });
  });

  it('does not hold messages of QoS 0, nor what only waits for the quota', async () => {
    const { mqtt } = stage;
    await stage.connect(1, { receiveMaximum: 1 });
    await mqtt.publishMessage('t', 0, '0');
    await mqtt.publishMessage('t', 1, '1');
    const waiting = mqtt.publishMessage('t', 1, '2');
    const { outgoing } = JSON.parse(await mqtt.saveSession()) as { outgoing: unknown[] };
    expect(outgoing).toHaveLength(1);
    await mqtt.interrupt();
    expect(await outcome(waiting)).toBe(301);
  });
});

it('restoreSession of what is no string is 504', async () => {
  expect(await outcome(stage.mqtt.restoreSession(7 as unknown as string))).toBe(504);
  expect(stage.mqtt.isCleanSession()).toBe(true);
});
