/** Plays one sequence to a client of its own, over a real socket, and says what it did otherwise than it had to. */

import { MQTT, MQTTError } from '../../../src/index.ts';
import { AUTHENTICATING, ack, MID_TOPIC } from './carriers.ts';
import { IDS, type Reaction, type Sequence, type Version } from './sequence.ts';
import type { Stand } from './stand.ts';
import { type Bytes, hex, packet, text, u16 } from './wire.ts';

/** How the bytes come: in one write with what follows, or cut in two. */
export type Delivery = 'whole' | 'in two pieces';

const PROBE_ID = 0x7001;
const PROBE_TOPIC = 'probe';
const PUBACK_OF_PROBE = hex(ack(0x40, PROBE_ID));
const NORMAL_DISCONNECT = 'e0 00';

/** What the client told its user. */
interface Story {
  readonly delivered: string[];
  readonly connected: number[];
  readonly disconnected: number[];
  /** 0 or the code of the rejection; undefined while it is open. */
  connecting: number | undefined;
}

/** @returns what is wrong, each a sentence; none: the client is right. */
export async function play(stand: Stand, item: Sequence, how: Delivery): Promise<string[]> {
  stand.begin();
  const mqtt = new MQTT();
  const story = listen(mqtt, stand);
  try {
    mqtt.setVersion(item.version === 5 ? 1 : 0);
    mqtt.setTimeout(30);
    mqtt.setAuthenticator(() => undefined);
    for (const setting of item.settings) await mqtt.config(setting);
    void mqtt.connectTo('127.0.0.1', stand.port).then(
      () => settle(stand, story, 0),
      (error: unknown) => settle(stand, story, error instanceof MQTTError ? error.code : -1),
    );
    await stand.until('CONNECT', () => stand.said.length > 0);
    const before = item.phase === 'before CONNACK';
    if (!before) await upTo(item, mqtt, stand, story);
    const from = stand.said.length;
    const follows = [...(before ? item.connack : []), ...probe(item.version)];
    const { reaction } = item;
    if (item.settings.includes(AUTHENTICATING.settings[0]) && reaction.kind === 'lives') {
      // No server goes on before it has the answer to its challenge.
      await deliver(stand, item.bytes, [], how);
      await stand.until('an answer', () => stand.said.length >= from + reaction.answers.length);
      await stand.send(follows);
    } else {
      await deliver(stand, item.bytes, follows, how);
    }
    const said = () => stand.said.slice(from).map(hex);
    if (reaction.kind === 'lives') {
      await stand.until(
        'PUBACK of the probe',
        () => said().includes(PUBACK_OF_PROBE) || stand.ended,
      );
      if (!stand.ended) await mqtt.disconnect();
    }
    await stand.until('the end', () => stand.ended);
    await stand.until('the end, told', () => told(story, before));
    return judge(item, story, said());
  } catch (error) {
    return [
      `${error instanceof Error ? error.message : String(error)}; it said ${stand.said.map(hex).join(', ')}`,
    ];
  } finally {
    await mqtt.interrupt();
  }
}

function listen(mqtt: MQTT, stand: Stand): Story {
  const story: Story = { delivered: [], connected: [], disconnected: [], connecting: undefined };
  mqtt
    .on('MessageIn', ({ topic }) => story.delivered.push(topic))
    .on('Connected', ({ statusCode }) => story.connected.push(statusCode))
    .on('Disconnected', ({ statusCode }) => {
      story.disconnected.push(statusCode);
      stand.noticed();
    });
  return story;
}

function settle(stand: Stand, story: Story, code: number): void {
  story.connecting = code;
  stand.noticed();
}

function told(story: Story, before: boolean): boolean {
  if (story.connecting === undefined) return false;
  return story.disconnected.length > 0 || (before && story.connecting !== 0);
}

/** CONNACK, and with 'mid-exchange' one exchange of each kind half done. */
async function upTo(item: Sequence, mqtt: MQTT, stand: Stand, story: Story): Promise<void> {
  await stand.send(item.connack);
  await stand.until('the connection', () => story.connecting !== undefined);
  if (item.phase === 'connected') return;
  await Promise.all([
    mqtt.publishMessage('1', 1, 'x'),
    mqtt.publishMessage('2', 2, 'x'),
    mqtt.subscribe('a,b', 1),
    mqtt.unsubscribe('a,b'),
    mqtt.publishMessage('5', 2, 'x'),
  ]);
  const section = item.version === 5 ? [0] : [];
  const message = packet(0x34, text(MID_TOPIC), u16(IDS.pubrel), section, [0x78]);
  await stand.until('what is under way', () => stand.said.length === 6);
  await stand.send([...ack(0x50, IDS.pubcomp), ...message]);
  await stand.until('PUBREL and PUBREC', () => stand.said.length === 8);
}

function probe(version: Version): Bytes {
  const section = version === 5 ? [0] : [];
  return packet(0x32, text(PROBE_TOPIC), u16(PROBE_ID), section, [0x78]);
}

async function deliver(stand: Stand, bytes: Bytes, follows: Bytes, how: Delivery): Promise<void> {
  if (how === 'whole') return stand.send([...bytes, ...follows]);
  // Somewhere in it, the same place at each run.
  const cut = bytes.length < 2 ? bytes.length : 1 + ((bytes.length * 7) % (bytes.length - 1));
  await stand.send(bytes.slice(0, cut), [...bytes.slice(cut), ...follows]);
}

function judge(item: Sequence, story: Story, said: readonly string[]): string[] {
  const { reaction, phase, version } = item;
  const wrong: string[] = [];
  const expect = (what: string, is: string, should: readonly string[]): void => {
    if (!should.includes(is)) wrong.push(`${what}: ${is || 'nothing'}, not ${should.join(' or ')}`);
  };
  const accepted = phase !== 'before CONNACK' || reaction.kind === 'lives';
  const code = reaction.kind === 'lives' ? 0 : reaction.kind === 'closes' ? 500 : reaction.code;
  expect('it said', said.join(', '), expectedWords(reaction, version));
  expect('Connected', story.connected.join(), [accepted ? '0' : String(code)]);
  expect('connect() gave', String(story.connecting), [accepted ? '0' : String(code)]);
  expect('Disconnected', story.disconnected.join(), [accepted ? String(code) : '']);
  if (reaction.kind === 'lives') {
    expect('delivered', story.delivered.join('|'), [[...reaction.delivers, PROBE_TOPIC].join('|')]);
  } else if (story.delivered.includes(PROBE_TOPIC)) {
    wrong.push('it delivered what came after the end');
  }
  return wrong;
}

/** All that it may say, packets in hexadecimal. */
function expectedWords(reaction: Reaction, version: Version): string[] {
  if (reaction.kind === 'ends') return [''];
  const answers = reaction.answers.map(hex);
  if (reaction.kind === 'lives') {
    return [[...answers, PUBACK_OF_PROBE, NORMAL_DISCONNECT].join(', ')];
  }
  // 3.1.1 has no word for it.
  if (version === 4) return [answers.join(', ')];
  return reaction.codes.map((code) => [...answers, hex([0xe0, 1, code])].join(', '));
}
