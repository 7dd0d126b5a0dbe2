/** What every broker is asked, one function a row of the page. A case that fails throws. */

import { Application, type Place } from './application.ts';

const LARGE = new Uint8Array(1_000_000).map((_, i) => (i * 31 + (i >> 8)) & 0xff);
const utf8Topic = 'Küche/温度/🌡/\u{1F600}é';

/** Clients of one case; all of them are closed with it. */
export class Stage {
  readonly place: Place;
  readonly #all: Application[] = [];

  constructor(place: Place) {
    this.place = place;
  }

  async open(identity: Parameters<typeof Application.connect>[1] = {}): Promise<Application> {
    const application = await Application.connect(this.place, identity);
    this.#all.push(application);
    return application;
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((each) => each.mqtt.interrupt()));
  }
}

function texts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `text ${i}`);
}

async function connect(stage: Stage): Promise<void> {
  const client = await stage.open();
  if (!client.mqtt.isConnected()) throw new Error('not connected');
  await client.disconnect();
}

function thereAndBack(
  qos: 0 | 1 | 2,
  count: number,
  settings: readonly string[] = [],
): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const topic = `${stage.place.name}/qos/${qos}/${count}${settings.length}`;
    const [from, to] = [await stage.open({ settings }), await stage.open()];
    await to.subscribe(topic, qos);
    await from.publish(topic, qos, texts(count));
    await to.expect(texts(count));
    const other = to.came.find((each) => each.qos !== qos);
    if (other !== undefined) throw new Error(`came with QoS ${other.qos}`);
  };
}

/** A new subscriber gets the last one, marked; after an empty one, none. */
async function retained(stage: Stage): Promise<void> {
  const topic = `${stage.place.name}/retained`;
  const from = await stage.open({ settings: ['Retain=True'] });
  await from.publish(topic, 1, ['old', 'new']);
  const first = await stage.open();
  await first.subscribe(topic, 1);
  await first.expect(['new']);
  if (first.came[0]?.retained !== true) throw new Error('not marked as retained');
  await from.publish(topic, 1, ['']);
  await from.mqtt.config('Retain=False');
  const second = await stage.open();
  await second.subscribe(topic, 1);
  await from.publish(topic, 1, ['fence']);
  await second.expect(['fence']);
}

async function will(stage: Stage): Promise<void> {
  const topic = `${stage.place.name}/will`;
  const watcher = await stage.open();
  await watcher.subscribe(topic, 1);
  const polite = await stage.open({ will: { topic, text: 'not this one' } });
  await polite.disconnect();
  const dying = await stage.open({ will: { topic, text: 'gone' } });
  await dying.cut();
  await watcher.expect(['gone']);
}

function resumeAfterCut(qos: 1 | 2): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const { name } = stage.place;
    const topic = `${name}/cut/${qos}`;
    const identity = { clientId: `${name}-cut-${qos}`, keeps: true } as const;
    const before = await stage.open(identity);
    await before.subscribe(topic, qos);
    await before.cut();
    const from = await stage.open();
    await from.publish(topic, qos, texts(10));
    const after = await stage.open(identity);
    if ((await after.mqtt.config('SessionPresent')) !== 'True') throw new Error('no session');
    await after.expect(texts(10));
    await from.publish(topic, qos, ['fence']);
    await after.expect([...texts(10), 'fence']);
  };
}

/** @returns what is left to do when the broker is back */
export async function beforeRestart(stage: Stage): Promise<() => Promise<void>> {
  const { name } = stage.place;
  const topic = `${name}/restart`;
  const identity = { clientId: `${name}-restart`, keeps: true } as const;
  const before = await stage.open(identity);
  await before.subscribe(topic, 1);
  await before.disconnect();
  const from = await stage.open({ settings: ['Retain=True'] });
  await from.publish(`${topic}/kept`, 1, ['kept']);
  await from.mqtt.config('Retain=False');
  await from.publish(topic, 1, texts(5));
  await from.disconnect();
  return async () => {
    const after = await stage.open(identity);
    if ((await after.mqtt.config('SessionPresent')) !== 'True') throw new Error('no session');
    await after.expect(texts(5));
    const reader = await stage.open();
    await reader.subscribe(`${topic}/kept`, 1);
    await reader.expect(['kept']);
  };
}

async function large(stage: Stage): Promise<void> {
  const topic = `${stage.place.name}/large`;
  const client = await stage.open();
  await client.subscribe(topic, 1);
  await client.publishData(topic, LARGE);
  await client.until('1 MB', () => client.came.length > 0);
  const got = client.came[0]?.bytes;
  if (got === undefined || Buffer.compare(got, LARGE) !== 0) throw new Error('changed');
}

async function utf8(stage: Stage): Promise<void> {
  const { name } = stage.place;
  const client = await stage.open();
  await client.subscribe(`${name}/${utf8Topic}`, 1);
  await client.publish(`${name}/${utf8Topic}`, 1, ['zwölf 十二']);
  await client.expect(['zwölf 十二']);
  if (client.came[0]?.topic !== `${name}/${utf8Topic}`) throw new Error('another topic');
}

/** Each message goes to one of the two; a fence to both shows that nothing is still on its way. */
async function shared(stage: Stage): Promise<void> {
  const { name } = stage.place;
  const [one, two, from] = [await stage.open(), await stage.open(), await stage.open()];
  for (const each of [one, two]) {
    await each.subscribe(`${name}/fence`, 1);
    await each.subscribe(`$share/group/${name}/shared`, 1);
  }
  await from.publish(`${name}/shared`, 1, texts(20));
  const all = () => [...one.came, ...two.came].filter(({ topic }) => topic === `${name}/shared`);
  await from.until('20 messages', () => all().length >= 20);
  await from.publish(`${name}/fence`, 1, ['fence']);
  const fenced = () => [one, two].every(({ came }) => came.some(({ text }) => text === 'fence'));
  await from.until('the fence', fenced);
  if (all().length > 20) throw new Error(`${all().length} came`);
}

export const CASES = {
  connect,
  'QoS 0': thereAndBack(0, 10),
  'QoS 1': thereAndBack(1, 10),
  'QoS 2': thereAndBack(2, 10),
  '40 of QoS 2 at once': thereAndBack(2, 40),
  '40 of QoS 2, MaxInflightMessages=20': thereAndBack(2, 40, ['MaxInflightMessages=20']),
  retained,
  will,
  'resume after a cut, QoS 1': resumeAfterCut(1),
  'resume after a cut, QoS 2': resumeAfterCut(2),
  '1 MB payload': large,
  'UTF-8 topic': utf8,
  'shared subscription': shared,
} as const satisfies Record<string, (stage: Stage) => Promise<void>>;

export const RESTART = 'resume after a restart';

export type CaseName = keyof typeof CASES | typeof RESTART;

/** The rows of the page. */
export const CASE_NAMES = [...Object.keys(CASES), RESTART] as readonly CaseName[];
