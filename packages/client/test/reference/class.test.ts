/** The class is what its reference says, row by row: nothing is missing, and what is beyond it is a known extension. */

import { describe, expect, expectTypeOf, it } from 'vitest';
import * as client from '../../src/index.ts';
import { MQTT, type MQTTEventMap, type MQTTEventName } from '../../src/index.ts';
import { incoming, thrown, useStage } from '../support/stage.ts';
import { CONNECTION_EVENTS, ENUMS, EVENTS, LOG_TYPES, METHODS, PROPERTIES } from './class.ts';

/** Those whose values are plain. */
const SETTABLE = PROPERTIES.flatMap(({ setter, ...property }) =>
  setter === undefined || property.other === undefined ? [] : [{ setter, ...property }],
);
const EXTENSIONS = ['on', 'once', 'off', 'setAuthenticator'];
const member = (mqtt: MQTT, name: string) =>
  Reflect.get(mqtt, name) as (...values: unknown[]) => unknown;
const call = (mqtt: MQTT, name: string, ...values: unknown[]) =>
  member(mqtt, name).apply(mqtt, values);

/** Every method of an object's classes. */
function membersOf(object: object): string[] {
  const found = new Set<string>();
  for (
    let at = Object.getPrototypeOf(object);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) found.add(name);
  }
  found.delete('constructor');
  return [...found].sort();
}

it('the class has 42 accessors, 13 methods, and the known extensions', () => {
  const accessors = PROPERTIES.flatMap(({ getter, setter }) => [
    getter,
    ...(setter ? [setter] : []),
  ]);
  expect(PROPERTIES).toHaveLength(23);
  expect(accessors).toHaveLength(42);
  expect(Object.keys(METHODS)).toHaveLength(13);
  expect(membersOf(new MQTT())).toEqual(
    [...accessors, ...Object.keys(METHODS), ...EXTENSIONS].sort(),
  );
});

it('it is exported under both spellings, with its types and enumerations', () => {
  expect(client.mqtt).toBe(MQTT);
  const classes = ['Certificate', 'Firewall', 'MQTTMessage', 'MQTTMessageList', 'MQTTError'];
  expect(classes.map((name) => Reflect.get(client, name).name)).toEqual(classes);
});

describe('properties', () => {
  it.each(PROPERTIES)('$name has its default', ({ getter, initial }) => {
    const value = call(new MQTT(), getter);
    const shown = typeof value === 'object' && value !== null ? value.constructor.name : value;
    expect(shown).toBe(initial);
  });

  it.each(SETTABLE)('$name is set and read at once, and reset', async (property) => {
    const { getter, setter, initial, other } = property;
    const mqtt = new MQTT();
    expect(call(mqtt, setter, other)).toBeUndefined();
    expect(call(mqtt, getter)).toBe(other);
    await mqtt.reset();
    expect(call(mqtt, getter)).toBe(initial);
  });

  it.each(PROPERTIES)('$name refuses another type with 10022, or cannot be set', (property) => {
    const { name, getter, setter, initial } = property;
    if (setter === undefined) return expect(`set${name}` in new MQTT()).toBe(false);
    for (const value of [undefined, null, Symbol('x'), {}, typeof initial === 'string' ? 1 : 'x']) {
      const mqtt = new MQTT();
      expect(thrown(() => call(mqtt, setter, value))).toBe(10022);
      expect(call(mqtt, getter)).toEqual(call(new MQTT(), getter));
    }
  });
});

describe('out of range', () => {
  it.each([
    ['setKeepAliveInterval', -1],
    ['setKeepAliveInterval', 65_536],
    ['setKeepAliveInterval', 1.5],
    ['setLocalPort', 65_536],
    ['setRemotePort', 65_536],
    ['setRemotePort', -1],
    ['setSSLProvider', 3],
    ['setVersion', 2],
    ['setTimeout', -1],
    ['setTimeout', Number.NaN],
  ])('%s(%d) throws 10022', (setter, value) => {
    expect(thrown(() => call(new MQTT(), setter, value))).toBe(10022);
  });
});

describe('while connected', () => {
  const stage = useStage();

  it.each(SETTABLE)('$name: $fixed', async ({ getter, setter, other, fixed }) => {
    await stage.connect();
    const before = call(stage.mqtt, getter);
    expect(thrown(() => call(stage.mqtt, setter, other))).toBe(fixed ?? 0);
    expect(call(stage.mqtt, getter)).toBe(fixed === undefined ? other : before);
  });
});

describe('methods', () => {
  it.each(Object.entries(METHODS))('%s takes %i and gives a promise', async (name, parameters) => {
    const mqtt = new MQTT();
    expect(member(mqtt, name)).toHaveLength(parameters);
    const result = call(mqtt, name);
    expect(result).toBeInstanceOf(Promise);
    await Promise.allSettled([result]);
  });

  it.each(Object.entries(METHODS).filter(([, parameters]) => parameters > 0))(
    '%s rejects what is of the wrong type, never throws',
    async (name) => {
      for (const value of [undefined, null, 1, {}, Symbol('x')]) {
        const result = call(new MQTT(), name, value, value, value) as Promise<unknown>;
        await expect(result).rejects.toBeInstanceOf(client.MQTTError);
      }
    },
  );
});

describe('events', () => {
  const stage = useStage();

  it('there are 13, and their names are exact', () => {
    expect(Object.keys(EVENTS)).toHaveLength(13);
    expectTypeOf<keyof typeof EVENTS>().toEqualTypeOf<MQTTEventName>();
    for (const name of Object.keys(EVENTS)) {
      expect(new MQTT().on(name as MQTTEventName, () => undefined)).toBeInstanceOf(MQTT);
      expect(thrown(() => new MQTT().on(name.toLowerCase() as never, () => undefined))).toBe(10022);
    }
  });

  it('have the documented fields, read-only but for accept', async () => {
    const seen = new Map<string, object>();
    for (const name of Object.keys(EVENTS) as MQTTEventName[]) {
      stage.mqtt.on(name, (event: MQTTEventMap[MQTTEventName]) => void seen.set(name, event));
    }
    await stage.mqtt.config('LogLevel=3');
    const peer = await stage.connect(1);
    await stage.mqtt.subscribe('a', 1);
    await peer.receive('subscribe');
    peer.send({ type: 'suback', packetId: 1, reasonCodes: [1] });
    await stage.mqtt.unsubscribe('a');
    const { packetId } = await peer.receive('unsubscribe');
    peer.send({ type: 'unsuback', packetId, reasonCodes: [0] });
    await stage.mqtt.publishMessage('t', 1, 'x');
    peer.send({
      type: 'puback',
      packetId: (await peer.receive('publish')).packetId ?? 0,
      reasonCode: 135,
    });
    await stage.recorder.until(/^Error/);
    await stage.mqtt.publishMessage('t', 0, 'x');
    peer.send(incoming({ qos: 1, packetId: 9 }));
    await stage.recorder.until(/^MessageIn/);
    await stage.mqtt.disconnect();
    seen.set('SSLStatus', new client.SSLStatusEvent('m'));
    seen.set('SSLServerAuthentication', authentication());
    for (const [name, fields] of Object.entries(EVENTS)) {
      const event = seen.get(name) ?? {};
      const shown = Object.entries(fields).map(([field]) => [
        field,
        kindOf(Reflect.get(event, field)),
      ]);
      expect([name, Object.fromEntries(shown)]).toEqual([name, fields]);
    }
  });

  it('name the steps of a connection and the types of log lines', async () => {
    const steps: string[] = [];
    const types = new Set<string>();
    stage.mqtt.on('ConnectionStatus', (e) => void steps.push(e.connectionEvent));
    stage.mqtt.on('Log', (e) => void types.add(e.logType));
    await stage.mqtt.config('LogLevel=3');
    await stage.connect();
    await stage.mqtt.disconnect();
    expect(steps).toEqual([CONNECTION_EVENTS[2], CONNECTION_EVENTS[3]]);
    for (const type of types) expect(LOG_TYPES).toContain(type);
  });
});

function authentication() {
  return new client.SSLServerAuthenticationEvent({
    certEncoded: '',
    certEncodedB: new Uint8Array(),
    certSubject: '',
    certIssuer: '',
    status: 'OK',
    accept: true,
  });
}

function kindOf(value: unknown): string {
  return value instanceof Uint8Array ? 'Uint8Array' : typeof value;
}

it.each(Object.entries(ENUMS))('%s has exactly its members', (name, members) => {
  expect(Reflect.get(client, name)).toEqual(members);
});
