/** Certificate, Firewall, MQTTMessage and MQTTMessageList have every field of the reference, as properties and as methods. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { issue } from '../../../transport/test/support/certificates.ts';
import {
  Certificate,
  CertStoreTypes,
  Firewall,
  MQTTMessage,
  MQTTMessageList,
} from '../../src/index.ts';
import { bytes, incoming, thrown, useStage } from '../support/stage.ts';
import {
  CERTIFICATE,
  FIREWALL,
  FIREWALL_PORTS,
  type Field,
  getterOf,
  MESSAGE,
  propertyOf,
} from './types.ts';

const empty = new MQTTMessage(
  {
    packetId: 0,
    topic: '',
    payload: new Uint8Array(),
    qos: 0,
    retain: false,
    dup: false,
    state: 0,
    properties: undefined,
  },
  (payload) => new TextDecoder().decode(payload),
);

const TYPES = [
  ['Certificate', CERTIFICATE, () => new Certificate()],
  ['Firewall', FIREWALL, () => new Firewall()],
  ['MQTTMessage', MESSAGE, () => empty],
] as const satisfies readonly (readonly [string, readonly Field[], () => object])[];

it('the types have the documented numbers of fields', () => {
  expect([CERTIFICATE.length, FIREWALL.length, MESSAGE.length]).toEqual([28 + 2, 6, 14 + 1]);
});

describe.each(TYPES)('%s', (_name, fields, make) => {
  it.each(fields)('$name', (field) => {
    const object: object = make();
    const setter = `set${field.name}`;
    expect(Reflect.get(object, propertyOf(field))).toEqual(field.initial);
    const getter = Reflect.get(object, getterOf(field)) as () => unknown;
    expect(getter.call(object)).toEqual(field.initial);
    expect(setter in object).toBe(field.writable);
  });

  it.each(fields.filter(({ writable, name }) => writable && !/^(Subject|Encoded)/.test(name)))(
    '$name has one storage for both forms',
    (field) => {
      const object: object = make();
      const value =
        { string: 'x', number: 1, boolean: true }[String(typeof field.initial)] ?? Uint8Array.of(1);
      const setter = Reflect.get(object, `set${field.name}`) as (value: unknown) => void;
      setter.call(object, value);
      expect(Reflect.get(object, propertyOf(field))).toEqual(value);
      Reflect.set(object, propertyOf(field), field.initial);
      const getter = Reflect.get(object, getterOf(field)) as () => unknown;
      expect(getter.call(object)).toEqual(field.initial);
    },
  );
});

describe('the constructors of Certificate', () => {
  const { cert, key, certificate } = issue({ subject: 'device' });
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'store.pem');
  writeFileSync(file, key + cert);
  const { cstPEMKeyFile, cstPEMKeyBlob } = CertStoreTypes;
  const thumbprint = new Certificate(certificate).thumbprintSHA1;

  it.each([
    ['()', () => new Certificate(), '', false],
    ['(certificateFile)', () => new Certificate(file), 'CN=device', true],
    ['(encoded)', () => new Certificate(bytes(cert)), 'CN=device', false],
    [
      '(type, file, password, subject)',
      () => new Certificate(cstPEMKeyFile, file, '', 'CN=device'),
      'CN=device',
      true,
    ],
    [
      '(type, file, password, subject, configuration)',
      () =>
        new Certificate(
          cstPEMKeyFile,
          file,
          '',
          '*',
          `PersistPFXKey=True\nThumbprint=${thumbprint}`,
        ),
      'CN=device',
      true,
    ],
    [
      '(type, file, password, encoded)',
      () => new Certificate(cstPEMKeyFile, file, '', certificate),
      'CN=device',
      true,
    ],
    [
      '(type, bytes, password, subject)',
      () => new Certificate(cstPEMKeyBlob, bytes(key + cert), '', 'devi'),
      'CN=device',
      true,
    ],
    [
      '(type, bytes, password, subject, configuration)',
      () => new Certificate(cstPEMKeyBlob, bytes(key + cert), '', '', `Thumbprint=${thumbprint}`),
      'CN=device',
      true,
    ],
    [
      '(type, bytes, password, encoded)',
      () => new Certificate(cstPEMKeyBlob, bytes(key + cert), '', certificate),
      'CN=device',
      true,
    ],
  ] as const)('%s', (_form, make, subject, privateKeyAvailable) => {
    expect(make()).toMatchObject({ subject, privateKeyAvailable });
  });

  it('take a thumbprint for the subject, and find nothing without an error', () => {
    const make = (subject: string) => new Certificate(cstPEMKeyFile, file, '', subject).subject;
    expect(make(`Thumbprint=${thumbprint}`)).toBe('CN=device');
    expect(make('*')).toBe('CN=device');
    expect(make('CN=other')).toBe('');
  });

  it('refuse the store types that are not available with 271, and no type with 10022', () => {
    const types = [0, 1, 4, 5, 10, 13, 14, 15, 16, 17, 21, 22, 23];
    for (const type of types)
      expect([type, thrown(() => new Certificate(type, 'x', '', '*'))]).toEqual([type, 271]);
    for (const type of [20, 24, 98, -1, 1.5])
      expect(thrown(() => new Certificate(type, 'x', '', '*'))).toBe(10022);
  });
});

describe('Firewall', () => {
  it('takes the port of its type, until it is set', () => {
    for (const [type, port] of Object.entries(FIREWALL_PORTS)) {
      const firewall = new Firewall();
      firewall.setFirewallType(Number(type) as 1);
      expect(firewall.getPort()).toBe(port);
      firewall.setPort(9999);
      expect(firewall.port).toBe(9999);
    }
    expect(thrown(() => new Firewall().setFirewallType(4 as never))).toBe(10022);
  });
});

describe('MQTTMessage and MQTTMessageList', () => {
  const stage = useStage();

  it('a message has what its packet has', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1, undefined);
    peer.send(
      incoming({
        topic: 'home',
        qos: 2,
        packetId: 7,
        retain: true,
        payload: bytes('21.5'),
        properties: {
          contentType: 'text/plain',
          correlationData: Uint8Array.of(0, 255),
          messageExpiryInterval: 60,
          payloadFormatIndicator: 1,
          responseTopic: 'reply',
          subscriptionIdentifiers: [123, 321],
        },
      }),
    );
    await peer.receive('pubrec');
    const [message] = mqtt.getIncomingMessages();
    expect(
      Object.fromEntries(
        MESSAGE.map((field) => [field.name, Reflect.get(message ?? {}, propertyOf(field))]),
      ),
    ).toEqual({
      ContentType: 'text/plain',
      CorrelationData: '00ff',
      Duplicate: false,
      Message: '21.5',
      MessageB: bytes('21.5'),
      MessageExpInterval: 60,
      PacketId: 7,
      PayloadFormatIndicator: 1,
      QoS: 2,
      ResponseTopic: 'reply',
      Retained: true,
      State: 7,
      SubscriptionIdentifiers: '123,321',
      Topic: 'home',
      TopicAlias: 0,
    });
  });

  it('a list is live, iterable and read-only, by index, get and item', async () => {
    const { mqtt } = stage;
    const list = mqtt.getOutgoingMessages();
    expect(list).toBeInstanceOf(MQTTMessageList);
    expect([list.size, list.length, list[0], [...list]]).toEqual([0, 0, undefined, []]);
    expect([thrown(() => list.get(0)), thrown(() => list.item(-1))]).toEqual([10022, 10022]);
    const peer = await stage.connect();
    await mqtt.publishMessage('t', 1, 'one');
    await mqtt.publishMessage('t', 2, 'two');
    expect([list.size, list.length]).toEqual([2, 2]);
    expect(list[0]).toMatchObject({ message: 'one', qos: 1, state: 0, packetId: 1 });
    expect(list.get(1)).toMatchObject({ message: 'two', qos: 2, state: 1, packetId: 2 });
    expect(list.item(1).topic).toBe('t');
    expect([...list].map(({ message }) => message)).toEqual(['one', 'two']);
    expect([list[2], thrown(() => list.get(2))]).toEqual([undefined, 10022]);
    await peer.receive('publish');
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    await stage.recorder.until(/^MessageOut 1/);
    expect([...list].map(({ message }) => message)).toEqual(['two']);
  });
});
