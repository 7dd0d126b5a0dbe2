/** What the methods refuse, and with which number: each case of the reference's preconditions. */

import { type Broker, createBroker } from '@x/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { outcome, useStage } from '../support/stage.ts';

let broker: Broker;
let port = 0;
beforeAll(async () => {
  broker = createBroker({ limits: { topicAliasMaximum: 3 } });
  ({ port } = await broker.listen());
});
afterAll(() => broker.close());

const text = (length: number) => 'x'.repeat(length);

describe('connected with MQTT 5', () => {
  let mqtt: MQTT;
  beforeEach(async () => {
    mqtt = new MQTT();
    mqtt.setVersion(1);
    await mqtt.connectTo('127.0.0.1', port);
  });
  afterEach(() => mqtt.disconnect());

  it.each([
    ['', 502],
    ['a/#', 502],
    ['+', 502],
    ['a\u0000', 502],
    ['\ud800', 502],
    [text(65_536), 502],
    [undefined, 502],
    [text(65_535), 0],
    ['$SYS/x', 0],
    [' blanks ', 0],
  ])('publish to %j: %d', async (topic, code) => {
    expect(await outcome(mqtt.publishMessage(topic as string, 1, 'x'))).toBe(code);
    expect(await outcome(mqtt.publishData(topic as string, 0, new Uint8Array()))).toBe(code);
  });

  it.each([3, -1, 1.5, '1', true, null, undefined, Number.NaN])('QoS %s: 505', async (qos) => {
    expect(await outcome(mqtt.publishMessage('t', qos as number, 'x'))).toBe(505);
    expect(await outcome(mqtt.publishData('t', qos as number, new Uint8Array()))).toBe(505);
    expect(await outcome(mqtt.subscribe('t', qos as number))).toBe(505);
  });

  it('data that is none: 504', async () => {
    for (const data of [[1], 'x', new ArrayBuffer(1), undefined, new Uint16Array(1)]) {
      expect(await outcome(mqtt.publishData('t', 0, data as never))).toBe(504);
    }
    for (const message of [1, undefined, '\ud800', new Uint8Array()]) {
      expect(await outcome(mqtt.publishMessage('t', 0, message as never))).toBe(504);
    }
    expect(await outcome(mqtt.publishData('t', 0, Buffer.from('x')))).toBe(0);
    expect(await outcome(mqtt.publishMessage('t', 0, 'a\u0000'))).toBe(0);
  });

  it.each([
    ['', 503],
    ['a,,b', 503],
    ['a,', 503],
    ['a#', 503],
    ['#/a', 503],
    ['a/#/b', 503],
    ['a+/b', 503],
    ['a\u0000', 503],
    ['\ud800', 503],
    [text(65_536), 503],
    ['$share//x', 503],
    ['$share/g', 503],
    ['$share/g/', 503],
    ['$share/g+/x', 503],
    ['#', 0],
    ['+/+/#', 0],
    ['$share/g/#', 0],
    [' a , b c ', 0],
  ])('the filter %j: %d', async (filter, code) => {
    expect(await outcome(mqtt.subscribe(filter, 1))).toBe(code);
    expect(await outcome(mqtt.unsubscribe(filter))).toBe(code);
  });

  it('No Local on a shared filter: 503', async () => {
    await mqtt.config('TopicNLArray=True');
    expect(await outcome(mqtt.subscribe('$share/g/t', 1))).toBe(503);
    expect(await outcome(mqtt.subscribe('t', 1))).toBe(0);
  });

  it('topic aliases: above the maximum and unknown ones are 502, a known one needs no topic', async () => {
    await mqtt.config('TopicAlias=4');
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(502);
    await mqtt.config('TopicAlias=3');
    expect(await outcome(mqtt.publishMessage('', 0, 'x'))).toBe(502);
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(0);
    expect(await outcome(mqtt.publishMessage('', 1, 'x'))).toBe(0);
  });

  it('a ResponseTopic with wildcards: 502', async () => {
    for (const topic of ['a/#', '+/a']) {
      await mqtt.config(`ResponseTopic=${topic}`);
      expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(502);
      expect(await outcome(mqtt.publishMessage('t', 1, 'x'))).toBe(502);
    }
    await mqtt.config('ResponseTopic=');
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(0);
  });

  it('PayloadFormatIndicator 1 with bytes that are no text: 504', async () => {
    await mqtt.config('OutgoingMessageProperties={"PayloadFormatIndicator":1}');
    expect(await outcome(mqtt.publishData('t', 0, Uint8Array.of(0xff)))).toBe(504);
    expect(await outcome(mqtt.publishMessage('t', 0, 'é'))).toBe(0);
  });
});

describe('connect', () => {
  /** The outcome for a client that `prepare` has set up. */
  async function attempt(prepare: (mqtt: MQTT) => unknown, host = '127.0.0.1', at: unknown = port) {
    const mqtt = new MQTT();
    await prepare(mqtt);
    const code = await outcome(mqtt.connectTo(host, at as number));
    await mqtt.disconnect();
    return code;
  }
  type Step = (mqtt: MQTT) => unknown;
  const all =
    (...steps: readonly Step[]): Step =>
    async (mqtt) => {
      for (const step of steps) await step(mqtt);
    };
  const version5: Step = (mqtt) => mqtt.setVersion(1);

  it.each<readonly [name: string, code: number, prepare: Step]>([
    ['ClientId "" without CleanSession', 500, (m) => m.setCleanSession(false)],
    ['ClientId with U+0000', 500, (m) => m.setClientId('a\u0000')],
    ['ClientId too long', 500, (m) => m.setClientId(text(65_536))],
    ['WillTopic with a wildcard', 502, (m) => m.setWillTopic('a/#')],
    ['User that is no text', 504, (m) => m.setUser('\ud800')],
    ['Password without User, 3.1.1', 500, (m) => m.setPassword('x')],
    [
      'SSLProvider 2',
      270,
      all(
        (m) => m.setSSLEnabled(true),
        (m) => m.setSSLProvider(2),
      ),
    ],
    ['SSLProvider 2 without TLS', 0, (m) => m.setSSLProvider(2)],
  ])('%s: %d', async (_name, code, prepare) => {
    expect(await attempt(prepare)).toBe(code);
  });

  it('a Password without a User is fine in MQTT 5', async () => {
    expect(await attempt(all(version5, (m) => m.setPassword('x')))).toBe(0);
  });

  it('a will that cannot be sent: 504, and 502 for its ResponseTopic', async () => {
    const topic: Step = (m) => m.setWillTopic('w');
    const will = (message: string) => all(topic, (m) => m.setWillMessage(message));
    expect(await attempt(will('\ud800'))).toBe(504);
    expect(await attempt(will(text(65_536)))).toBe(504);
    expect(await attempt(will(text(65_535)))).toBe(0);
    const response: Step = (m) => m.config('WillProperties={"ResponseTopic":"a/#"}');
    expect(await attempt(all(version5, will(''), response))).toBe(502);
    // Without a will, and in 3.1.1, nobody looks at it.
    expect(await attempt(all(version5, response))).toBe(0);
    expect(await attempt(all(will(''), response))).toBe(0);
  });

  it.each([
    ['', 1, 102],
    ['0.0.0.0', 1, 102],
    ['*', 1, 102],
    ['http://x', 1, 153],
    ['ws:///path', 1, 152],
    ['ws://', 1, 152],
    ['127.0.0.1', 0, 116],
    ['ws://127.0.0.1', 0, 116],
    ['127.0.0.1', 65_536, 10022],
    ['127.0.0.1', -1, 10022],
    ['127.0.0.1', 1.5, 10022],
    ['127.0.0.1', '1', 10022],
    ['127.0.0.1', null, 10022],
    ['127.0.0.1', 1, 10061],
    ['nowhere.invalid', 1, 11001],
  ])('to %s, port %s: %d', async (host, at, code) => {
    expect(await attempt(() => undefined, host, at)).toBe(code);
  });

  it('the port of a URL serves where none is given', async () => {
    expect(await attempt(() => undefined, `mqtt://127.0.0.1:${port}`, 0)).toBe(0);
    const untyped = new MQTT() as unknown as { connectTo(host: string): Promise<void> } & MQTT;
    expect(await outcome(untyped.connectTo(`mqtt://127.0.0.1:${port}`))).toBe(0);
    await untyped.disconnect();
    expect(await outcome(untyped.connectTo('127.0.0.1'))).toBe(116);
  });
});

it('without a connection: 1117', async () => {
  const mqtt = new MQTT();
  expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(1117);
  expect(await outcome(mqtt.publishData('t', 0, new Uint8Array()))).toBe(1117);
  expect(await outcome(mqtt.subscribe('t', 0))).toBe(1117);
  expect(await outcome(mqtt.unsubscribe('t'))).toBe(1117);
  expect(await outcome(mqtt.config('SendCustomPacket=C000'))).toBe(1117);
});

describe('SendCustomPacket', () => {
  const stage = useStage();

  it('resolves when its bytes are handed over, and is reported when they cannot be', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    expect(await mqtt.config('SendCustomPacket=C0 00')).toBe('');
    await peer.receive('pingreq');
    const sending = mqtt.config('SendCustomPacket=0xC0:00');
    await mqtt.interrupt();
    expect(await outcome(sending)).toBe(301);
  });
});
