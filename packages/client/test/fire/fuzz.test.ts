/** What users and files give the client: configuration strings, JSON settings, saved states, journals. Refused or taken, never worse. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@x/session/file';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MQTT, MQTTError } from '../../src/index.ts';
import { SETTINGS } from '../../src/settings/tables.ts';
import { outcome, useStage } from '../support/stage.ts';

/** The same cases at each run; more of them, and others, with FUZZ_RUNS and FUZZ_SEED. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 500);
/** Milliseconds for each property. */
const PATIENCE = 30_000 + RUNS * 20;
const parameters = { numRuns: RUNS, seed: Number(process.env['FUZZ_SEED'] ?? 1) };

const NAMES = Object.values(SETTINGS).flatMap((group) => Object.keys(group));
const JSON_NAMES = [
  'ConnectProperties',
  'DisconnectProperties',
  'OutgoingMessageProperties',
  'WillProperties',
] as const;
/** Keys that the JSON settings have, and keys that JavaScript has. */
const KEYS = [
  ...['ClientTopicAliasMax', 'MaximumPacketSize', 'ReceiveMaximum', 'SessionExpInterval'],
  ...['RequestProblemInformation', 'RequestResponseInformation', 'ReasonString', 'UserProperty'],
  ...['ContentType', 'CorrelationData', 'MessageExpInterval', 'PayloadFormatIndicator'],
  ...['ResponseTopic', 'TopicAlias', 'WillDelayInterval', 'ReponseTopic'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''],
];

const stage = useStage();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom('-1', '0', '1', '0x10', 'True', 'yes', '', ' ', '4294967296', '1e9', 'NaN', '-0'),
  fc.bigInt().map(String),
);

/** @returns the value, or the code that it was refused with; anything else fails the test */
async function configured(mqtt: MQTT, text: string): Promise<string | number> {
  try {
    const value = await mqtt.config(text);
    expect(typeof value).toBe('string');
    return value;
  } catch (error) {
    if (!(error instanceof MQTTError)) throw error;
    return error.code;
  }
}

/** Everything that can be read. */
async function readAll(mqtt: MQTT): Promise<string> {
  const values = [];
  for (const name of NAMES) values.push(await configured(mqtt, name));
  return JSON.stringify(values);
}

describe('configuration strings', { timeout: PATIENCE }, () => {
  it('any text at all is refused, or read as a name', () =>
    fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const value = await configured(new MQTT(), text);
        expect(typeof value === 'string' || value > 0).toBe(true);
      }),
      parameters,
    ));

  it('any value of any setting: what is refused changes nothing, what is taken reads back and is taken again', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...NAMES), anyText, async (name, text) => {
        const mqtt = new MQTT();
        const before = await readAll(mqtt);
        const value = await configured(mqtt, `${name}=${text}`);
        if (typeof value === 'number') {
          expect(await readAll(mqtt)).toBe(before);
          return;
        }
        expect(await configured(mqtt, name)).toBe(value);
        expect(await configured(mqtt, `${name}=${value}`)).toBe(value);
      }),
      parameters,
    ));
});

describe('JSON settings', { timeout: PATIENCE }, () => {
  const anyJson = fc.oneof(
    fc.json(),
    anyText,
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), fc.oneof(fc.jsonValue(), anyText)), {
        maxLength: 5,
      })
      .map((pairs) => {
        const fields = pairs.map(
          ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
        );
        return `{${fields.join()}}`;
      }),
  );

  it.each(JSON_NAMES)('%s: refused and unchanged, or taken and JSON again', (name) =>
    fc.assert(
      fc.asyncProperty(anyJson, async (text) => {
        const mqtt = new MQTT();
        const value = await configured(mqtt, `${name}=${text}`);
        const now = await configured(mqtt, name);
        expect(now).toBe(typeof value === 'number' ? '' : value);
        if (typeof value === 'string' && value !== '') {
          expect(typeof JSON.parse(value)).toBe('object');
          expect(await configured(mqtt, `${name}=${value}`)).toBe(value);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as Record<string, unknown>)['ContentType']).toBe(undefined);
      }),
      parameters,
    ),
  );
});

/** A value somewhere in it is another one, or gone. */
function mutated(state: unknown, path: readonly number[], value: unknown): unknown {
  if (typeof state !== 'object' || state === null) return value;
  const [index = 0, ...rest] = path;
  const keys = Object.keys(state);
  const key = keys[index % Math.max(1, keys.length)];
  if (key === undefined || path.length === 0) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(state)
    ? [...state]
    : { ...state };
  const place = copy as Record<string, unknown>;
  const next = mutated(place[key], rest, value);
  if (next === undefined) delete place[key];
  else place[key] = next;
  return copy;
}

async function goodState(): Promise<string> {
  const { mqtt } = stage;
  mqtt.setClientId('fuzz');
  mqtt.setCleanSession(false);
  await mqtt.config('OutgoingMessageProperties={"ContentType":"c","UserProperty":["a:b","c:d"]}');
  const peer = await stage.connect(1);
  await mqtt.publishMessage('a', 1, '1');
  await mqtt.publishMessage('b', 2, '2');
  await mqtt.publishMessage('c', 2, '3');
  peer.send({ type: 'pubrec', packetId: 3, reasonCode: 0 });
  await peer.receive('publish');
  while (peer.received.at(-1)?.type !== 'pubrel') await new Promise(setImmediate);
  const state = await mqtt.saveSession();
  await mqtt.interrupt();
  return state;
}

describe('saved states', { timeout: PATIENCE }, () => {
  const paths = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 5 });
  const values = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.nat(), anyText);

  it('any text is 504, and nothing has changed', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), anyText), async (text) => {
        const mqtt = new MQTT();
        expect(await outcome(mqtt.restoreSession(text))).toBe(504);
        expect([mqtt.isCleanSession(), mqtt.getOutgoingMessages().size]).toEqual([true, 0]);
      }),
      parameters,
    ));

  it('a good one with another value in it is 504, or a state that can be saved and restored again', async () => {
    const good: unknown = JSON.parse(await goodState());
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(paths, values, async (path, value) => {
        const mqtt = new MQTT();
        const text = JSON.stringify(mutated(good, path, value)) ?? '';
        const code = await outcome(mqtt.restoreSession(text));
        if (code !== 0) {
          expect([code, mqtt.isCleanSession()]).toEqual([504, true]);
          return;
        }
        taken++;
        const saved = await mqtt.saveSession();
        const again = new MQTT();
        expect(await outcome(again.restoreSession(saved))).toBe(0);
        expect(await again.saveSession()).toBe(saved);
      }),
      parameters,
    );
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(RUNS);
  });

  it('one that is taken can be resumed: whatever is in it goes out, or is refused with an event', async () => {
    const good: unknown = JSON.parse(await goodState());
    await fc.assert(
      fc.asyncProperty(paths, values, async (path, value) => {
        const mqtt = new MQTT();
        mqtt.setVersion(1);
        const text = JSON.stringify(mutated(good, path, value)) ?? '';
        if ((await outcome(mqtt.restoreSession(text))) !== 0) return;
        mqtt.setClientId('fuzz');
        const connecting = mqtt.connectTo(stage.server.host, stage.server.port);
        await stage.accept(true);
        expect(await outcome(connecting)).toBe(0);
        expect(mqtt.isConnected()).toBe(true);
        await mqtt.interrupt();
      }),
      { ...parameters, numRuns: Math.min(RUNS, 200) },
    );
  });
});

describe('journals', { timeout: PATIENCE }, () => {
  const change = fc.record({
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('overwrite', 'insert', 'delete', 'truncate'),
  });

  it('any damage is refused with an error of the store, or what is left of it is read', async () => {
    const path = join(folder, 'good.journal');
    const store = fileStore(path);
    await store.load();
    for (let packetId = 1; packetId <= 20; packetId++) {
      const message = {
        packetId,
        topic: 't',
        state: 0,
        qos: 1,
        retain: false,
        dup: false,
      } as const;
      store.append({ type: 'publish', message: { ...message, payload: 'AAAA' } });
      if (packetId % 3 === 0) store.append({ type: 'acknowledged', packetId });
      await store.flush();
    }
    await store.close();
    const good = await readFile(path);
    let number = 0;
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const damaged = join(folder, `damaged-${++number}.journal`);
        await writeFile(damaged, Uint8Array.from(changes.reduce(damage, [...good])));
        const again = fileStore(damaged);
        try {
          const state = await again.load();
          outcomes.read++;
          expect(state === undefined || state.outgoing.length <= 20).toBe(true);
        } catch (error) {
          outcomes.refused++;
          expect(error).toBeInstanceOf(Error);
          expect(error).toHaveProperty('code', expect.any(String));
        } finally {
          await again.close().catch(() => undefined);
        }
      }),
      parameters,
    );
    expect(outcomes.read).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});

function damage(
  bytes: number[],
  { at, byte, kind }: { readonly at: number; readonly byte: number; readonly kind: string },
): number[] {
  const place = at % (bytes.length + 1);
  if (kind === 'truncate') return bytes.slice(0, place);
  const copy = [...bytes];
  copy.splice(place, kind === 'insert' ? 0 : 1, ...(kind === 'delete' ? [] : [byte]));
  return copy;
}
