/** Every documented setting answers by its name, with its default, its rights and its other names. */

import { describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { DOCUMENTED } from '../settings/documented.ts';
import { outcome, useStage } from '../support/stage.ts';
import { APPLE_CODE_PAGES, WINDOWS_CODE_PAGES } from './code-pages.ts';
import {
  CONNACK_KEYS,
  JSON_KEYS,
  MISSPELLED,
  READ_ONLY,
  SETTING_GROUPS,
  SHARED,
  SHARED_KEYS,
} from './settings.ts';

const rows = Object.entries(SETTING_GROUPS).flatMap(([group, names]) =>
  names.map((name) => ({ group, name })),
);
const initialOf = (name: string) => DOCUMENTED[name as keyof typeof DOCUMENTED].initial;

it('there are 91 rows, in five groups', () => {
  expect(rows).toHaveLength(91);
  const counts = Object.values(SETTING_GROUPS).map((names) => names.length);
  expect(counts).toEqual([35, 19, 28, 4, 5]);
});

type Name = keyof typeof DOCUMENTED;
const plain = rows.filter(({ name }) => !name.endsWith('[i]'));

describe('a setting', () => {
  it.each(plain)(
    '$name ($group) reads as its default in any case, and is reset to it',
    async ({ name }) => {
      const mqtt = new MQTT();
      for (const written of [name, name.toUpperCase(), ` ${name.toLowerCase()} `]) {
        expect(await mqtt.config(written)).toBe(initialOf(name));
      }
      const sample = DOCUMENTED[name as Name].keeps?.at(-1);
      if (sample !== undefined && name !== 'SendCustomPacket') {
        await mqtt.config(`${name}=${typeof sample === 'string' ? sample : sample[0]}`);
      }
      await mqtt.reset();
      expect(await mqtt.config(name)).toBe(initialOf(name));
    },
  );

  it.each([...READ_ONLY])('%s is read-only: 211', async (name) => {
    expect(await outcome(new MQTT().config(`${name.replace('[i]', '[0]')}=1`))).toBe(211);
  });

  it.each(plain.filter(({ name }) => !READ_ONLY.has(name)))(
    '$name ($group) gives what it stored, and refuses with its code',
    async ({ name }) => {
      const { keeps = [], refuses = [] } = DOCUMENTED[name as Name];
      expect(keeps.length).toBeGreaterThan(0);
      for (const sample of keeps) {
        if (name === 'SendCustomPacket') break;
        const mqtt = new MQTT();
        const [written, read] = typeof sample === 'string' ? [sample, sample] : sample;
        expect(await mqtt.config(`${name}=${written}`)).toBe(read);
        expect(await mqtt.config(name)).toBe(read);
      }
      for (const sample of refuses) {
        const [written, code] = typeof sample === 'string' ? [sample, 10022] : sample;
        const refused = await outcome(new MQTT().config(`${name}=${written}`));
        expect([written, refused]).toEqual([written, code]);
      }
    },
  );
});

it('an unknown name is refused with 10022', async () => {
  for (const name of [
    'SSLStartMode',
    'Nothing',
    '',
    ' ',
    '=',
    'constructor',
    '__proto__',
    'toString=1',
  ]) {
    expect([name, await outcome(new MQTT().config(name))]).toEqual([name, 10022]);
  }
});

it('a value is what follows the first =', async () => {
  expect(await new MQTT().config('ResponseTopic=a=b= c ')).toBe('a=b= c ');
  expect(await new MQTT().config('  ResponseTopic  =x')).toBe('x');
});

it('settings take effect within the call', () => {
  const mqtt = new MQTT();
  void mqtt.config('FirewallHost=proxy');
  expect(mqtt.getFirewall().host).toBe('proxy');
});

describe.each(SHARED)('%s', (setting, value, getter) => {
  it('is a property by another name', async () => {
    const mqtt = new MQTT();
    expect(await mqtt.config(`${setting}=${value}`)).toBe(value);
    const owner: object = setting.startsWith('Firewall') ? mqtt.getFirewall() : mqtt;
    const read = (Reflect.get(owner, getter) as () => unknown).call(owner);
    expect(String(read)).toBe(typeof read === 'boolean' ? value.toLowerCase() : value);
  });
});

it('ConnectionTimeout is one setting, KeepAliveInterval another thing than the property', async () => {
  const mqtt = new MQTT();
  mqtt.setKeepAliveInterval(30);
  expect(await mqtt.config('KeepAliveInterval')).toBe('0');
  await mqtt.config('KeepAliveInterval=1000');
  expect(mqtt.getKeepAliveInterval()).toBe(30);
});

describe.each(
  Object.entries(JSON_KEYS).flatMap(([group, keys]) =>
    Object.entries(keys).map(([key, [value, bad]]) => ({ group, key, value, bad })),
  ),
)('$group: $key', ({ group, key, value, bad }) => {
  it('is set from a native value or its text, in any case', async () => {
    for (const written of [value, String(value)]) {
      for (const name of [key, key.toLowerCase()]) {
        const mqtt = new MQTT();
        expect(await mqtt.config(`${group}=${JSON.stringify({ [name]: written })}`)).toBe(
          JSON.stringify({ [key]: value }),
        );
      }
    }
  });

  it('is reset by "", an integer by -1 too, the group by an empty text', async () => {
    const empty = typeof value === 'number' ? ['""', '-1', '"-1"'] : ['""'];
    for (const reset of empty) {
      const mqtt = new MQTT();
      await mqtt.config(`${group}=${JSON.stringify({ [key]: value })}`);
      expect(await mqtt.config(`${group}={"${key}":${reset}}`)).toBe('');
    }
    const mqtt = new MQTT();
    await mqtt.config(`${group}=${JSON.stringify({ [key]: value })}`);
    expect(await mqtt.config(`${group}=`)).toBe('');
  });

  it('refuses what does not fit, and then changes nothing', async () => {
    const mqtt = new MQTT();
    const before = await mqtt.config(`${group}=${JSON.stringify({ [key]: value })}`);
    expect(await outcome(mqtt.config(`${group}=${JSON.stringify({ [key]: bad })}`))).toBe(10022);
    expect(await mqtt.config(group)).toBe(before);
  });
});

it('a group merges, and the last of two equal keys holds', async () => {
  for (const [group, keys] of Object.entries(JSON_KEYS)) {
    const mqtt = new MQTT();
    for (const [key, [value]] of Object.entries(keys)) {
      await mqtt.config(`${group}={"${key}":"", "${key}":${JSON.stringify(value)}}`);
    }
    const all = Object.fromEntries(Object.entries(keys).map(([key, [value]]) => [key, value]));
    expect(JSON.parse(await mqtt.config(group))).toEqual(all);
  }
});

it.each(Object.entries(MISSPELLED))('%s is read as %s', async (written, shown) => {
  expect(await new MQTT().config(`WillProperties={"${written}":"r"}`)).toBe(`{"${shown}":"r"}`);
});

it.each(SHARED_KEYS)('%s is a key of %s', async (setting, group, value) => {
  const mqtt = new MQTT();
  await mqtt.config(`${setting}=${value}`);
  const json = JSON.stringify({ [setting]: setting === 'ResponseTopic' ? value : Number(value) });
  expect(await mqtt.config(group)).toBe(json);
  await mqtt.config(`${group}=`);
  expect(await mqtt.config(setting)).toBe(initialOf(setting));
  await mqtt.config(`${group}=${json}`);
  expect(await mqtt.config(setting)).toBe(value);
});

describe('ConnAckProperties', () => {
  const stage = useStage();

  it('shows what CONNACK had, the misspelled key beside the right one', async () => {
    await stage.connect(1, {
      assignedClientIdentifier: 'id',
      maximumQoS: 1,
      maximumPacketSize: 1000,
      reasonString: 'welcome',
      receiveMaximum: 20,
      responseInformation: 'reply/',
      retainAvailable: false,
      serverKeepAlive: 30,
      topicAliasMaximum: 5,
      sessionExpiryInterval: 60,
      sharedSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: true,
      wildcardSubscriptionAvailable: true,
    });
    const shown = JSON.parse(await stage.mqtt.config('ConnAckProperties'));
    expect(Object.keys(shown).sort()).toEqual([...CONNACK_KEYS].sort());
    expect(shown).toMatchObject({ MaximumQoS: 1, RetainAvailable: false, ServerTopicAliasMax: 5 });
    expect(await stage.mqtt.config('ServerTopicAliasMax')).toBe('5');
  });
});

describe('CodePage', () => {
  it.each([WINDOWS_CODE_PAGES, APPLE_CODE_PAGES])(
    'takes every documented identifier',
    async (text) => {
      const mqtt = new MQTT();
      for (const id of text.trim().split(/\s+/)) {
        expect(await mqtt.config(`CodePage=${id}`)).toBe(String(Number(id)));
      }
    },
  );
});
