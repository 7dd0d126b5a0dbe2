/** What each method refuses before anything is sent: in the documented order, with the documented codes. */

import { describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { incoming, outcome, thrown, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();
const LONE_SURROGATE = '\ud800';
const text = (value: unknown) => value as string;
const number = (value: unknown) => value as number;

describe('connect', () => {
  it('checks host, port, client id, will and password in this order', async () => {
    const { mqtt } = stage;
    mqtt.setVersion(0);
    mqtt.setPassword('secret');
    mqtt.setWillTopic('a/#');
    mqtt.setClientId('\u0000');
    mqtt.setRemotePort(0);
    expect(await outcome(mqtt.connect())).toBe(102);
    mqtt.setRemoteHost('0.0.0.0');
    expect(await outcome(mqtt.connect())).toBe(102);
    mqtt.setRemoteHost(stage.server.host);
    expect(await outcome(mqtt.connect())).toBe(116);
    mqtt.setRemotePort(stage.server.port);
    await expect(mqtt.connect()).rejects.toThrow('ClientId');
    mqtt.setClientId('id');
    expect(await outcome(mqtt.connect())).toBe(502);
    mqtt.setWillTopic('a');
    await expect(mqtt.connect()).rejects.toThrow('Password');
    expect(await outcome(mqtt.connect())).toBe(500);
    mqtt.setUser('user');
    const connecting = mqtt.connect();
    await stage.accept();
    expect(await outcome(connecting)).toBe(0);
    expect(stage.server.peers).toHaveLength(1);
  });

  it('fires no event for what it refuses', async () => {
    expect(await outcome(stage.mqtt.connect())).toBe(102);
    await turns(2);
    expect(stage.lines).toEqual([]);
    expect(stage.mqtt.isConnected()).toBe(false);
  });

  it.each(VERSIONS)('%s: an empty ClientId without CleanSession is 500', async (_, version) => {
    const { mqtt, server } = stage;
    mqtt.setVersion(version);
    mqtt.setCleanSession(false);
    expect(await outcome(mqtt.connectTo(server.host, server.port))).toBe(500);
    expect(server.peers).toEqual([]);
  });

  it.each(VERSIONS)(
    '%s: an empty ClientId with CleanSession becomes one of 23 characters',
    async (_, version) => {
      await stage.connect(version);
      expect(stage.mqtt.getClientId()).toMatch(/^[0-9a-zA-Z]{23}$/);
      expect(stage.server.peers[0]?.received[0]).toMatchObject({
        clientId: stage.mqtt.getClientId(),
        cleanStart: true,
      });
    },
  );

  it('5.0 allows a password alone', async () => {
    stage.mqtt.setPassword('secret');
    const peer = await stage.connect(1);
    expect(peer.received[0]).toMatchObject({ username: undefined });
  });

  it('text that is not well-formed: 504 for user, password and will message, 502 for the will topic', async () => {
    const { mqtt, server } = stage;
    const attempt = () => outcome(mqtt.connectTo(server.host, server.port));
    mqtt.setUser(LONE_SURROGATE);
    expect(await attempt()).toBe(504);
    mqtt.setUser('u');
    mqtt.setPassword('a\u0000');
    expect(await attempt()).toBe(504);
    mqtt.setPassword('');
    mqtt.setWillTopic(LONE_SURROGATE);
    expect(await attempt()).toBe(502);
    mqtt.setWillTopic('w');
    mqtt.setWillMessage(LONE_SURROGATE);
    expect(await attempt()).toBe(504);
    expect(server.peers).toEqual([]);
  });

  it('a port that is none is 10022, a wrong scheme 153, a URL without a host 152', async () => {
    const { mqtt } = stage;
    expect(await outcome(mqtt.connectTo('localhost', 65_536))).toBe(10022);
    expect(await outcome(mqtt.connectTo('localhost', 1.5))).toBe(10022);
    expect(await outcome(mqtt.connectTo('http://localhost', 1))).toBe(153);
    expect(await outcome(mqtt.connectTo('ws:///path', 1))).toBe(152);
    expect(await outcome(mqtt.connectTo('localhost', 0))).toBe(116);
    expect(await outcome(mqtt.connectTo(text(7), 1))).toBe(10022);
  });

  it('WillQOS above 2 is 505, when it is set', async () => {
    expect(await outcome(stage.mqtt.config('WillQOS=3'))).toBe(505);
  });
});

describe('publish', () => {
  it('not connected is 1117, before anything else', async () => {
    const { mqtt } = stage;
    expect(await outcome(mqtt.publishMessage('#', 7, LONE_SURROGATE))).toBe(1117);
    expect(await outcome(mqtt.publishData('#', 7, new Uint8Array()))).toBe(1117);
  });

  it.each(VERSIONS)('%s: then QOS 505, topic 502, data 504', async (_, version) => {
    const { mqtt } = stage;
    const peer = await stage.connect(version);
    for (const qos of [3, -1, 0.5, Number.NaN, number('1'), number(undefined)]) {
      expect(await outcome(mqtt.publishMessage('#', qos, LONE_SURROGATE))).toBe(505);
    }
    const topics = ['', 'a/#', '+/a', 'a+', 'a\u0000', LONE_SURROGATE, 'x'.repeat(65_536), text(1)];
    for (const topic of topics) {
      expect(await outcome(mqtt.publishMessage(topic, 0, LONE_SURROGATE))).toBe(502);
    }
    expect(await outcome(mqtt.publishMessage('t', 0, LONE_SURROGATE))).toBe(504);
    expect(await outcome(mqtt.publishMessage('t', 0, text(1)))).toBe(504);
    for (const data of ['text', [1], new ArrayBuffer(1), undefined]) {
      expect(await outcome(mqtt.publishData('t', 1, data as unknown as Uint8Array))).toBe(504);
    }
    await mqtt.publishData('$SYS/x', 0, Buffer.from('ok'));
    expect(await peer.receive('publish')).toMatchObject({ topic: '$SYS/x' });
    expect(mqtt.getOutgoingMessages().size).toBe(0);
  });

  it.each(VERSIONS)('%s: topics of 65,535 bytes and blanks go as they are', async (_, version) => {
    const peer = await stage.connect(version);
    const topic = ` ${'x'.repeat(65_533)} `;
    await stage.mqtt.publishMessage(topic, 0, '');
    expect(await peer.receive('publish')).toMatchObject({ topic });
  });

  it('PayloadFormatIndicator 1 with bytes that are no UTF-8 is 504', async () => {
    await stage.connect(1);
    await stage.mqtt.config('OutgoingMessageProperties={"PayloadFormatIndicator":1}');
    expect(await outcome(stage.mqtt.publishData('t', 1, Uint8Array.of(0xff)))).toBe(504);
    expect(stage.mqtt.getOutgoingMessages().size).toBe(0);
    expect(await outcome(stage.mqtt.publishMessage('t', 1, 'é'))).toBe(0);
  });

  it('an incoming message of that kind is refused with 0x99, and told as Error 504', async () => {
    const peer = await stage.connect(1);
    peer.send(
      incoming({
        qos: 1,
        packetId: 9,
        payload: Uint8Array.of(0xff),
        properties: { payloadFormatIndicator: 1 },
      }),
    );
    expect(await peer.receive('puback')).toMatchObject({ packetId: 9, reasonCode: 0x99 });
    expect(stage.lines.slice(-2)).toEqual(['MessageAck 9 1 -1 153', 'Error 504']);
    expect(stage.mqtt.isConnected()).toBe(true);
  });

  it('all 65,535 packet ids in use is 501, and none is lost by it', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    await mqtt.config('RepublishInterval=0');
    for (let i = 0; i < 65_534; i++) void mqtt.publishMessage('t', 1, '');
    await mqtt.publishMessage('t', 1, '');
    expect(await outcome(mqtt.publishMessage('t', 1, ''))).toBe(501);
    expect(await outcome(mqtt.subscribe('t', 1))).toBe(501);
    expect(await outcome(mqtt.unsubscribe('t'))).toBe(501);
    expect(await outcome(mqtt.publishMessage('t', 0, ''))).toBe(0);
    peer.send({ type: 'puback', packetId: 77, reasonCode: 0 });
    await stage.recorder.until(/MessageOut 77/);
    await mqtt.publishMessage('t', 1, '');
    expect(await mqtt.config('OutgoingPacketId')).toBe('77');
  });
});

describe('subscribe and unsubscribe', () => {
  it('not connected is 1117, before anything else', async () => {
    expect(await outcome(stage.mqtt.subscribe('', 9))).toBe(1117);
    expect(await outcome(stage.mqtt.unsubscribe(''))).toBe(1117);
  });

  const wrong = ['', 'a,,b', 'a,', 'a#', '#/a', 'a/#/b', 'a+', '+a', 'a\u0000', 'x'.repeat(65_536)];

  it.each(VERSIONS)('%s: then the filter 503, then QOS 505', async (_, version) => {
    const { mqtt } = stage;
    const peer = await stage.connect(version);
    for (const filter of [...wrong, LONE_SURROGATE]) {
      expect(await outcome(mqtt.subscribe(filter, 9))).toBe(503);
      expect(await outcome(mqtt.unsubscribe(filter))).toBe(503);
    }
    expect(await outcome(mqtt.subscribe('a', 3))).toBe(505);
    expect(await outcome(mqtt.subscribe('a', number('1')))).toBe(505);
    expect(await outcome(mqtt.config('TopicQOSArray=1,3'))).toBe(505);
    await mqtt.subscribe('+/+,#,/,a/+/b/#', 0);
    expect((await peer.receive('subscribe')).subscriptions).toHaveLength(4);
  });

  it('5.0: a shared filter needs a name and a filter, and cannot be No Local', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1);
    for (const filter of ['$share//x', '$share/a', '$share/a/', '$share/a+/x', '$share/#/x']) {
      expect(await outcome(mqtt.subscribe(filter, 0))).toBe(503);
    }
    await mqtt.config('TopicNLArray=True');
    expect(await outcome(mqtt.subscribe('$share/a/x', 0))).toBe(503);
    await mqtt.config('TopicNLArray=');
    await mqtt.subscribe('$share/a/x', 0);
    await peer.receive('subscribe');
  });

  it('3.1.1 ignores the settings of 5.0', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(0);
    await mqtt.config('SubscriptionIdentifier=5');
    await mqtt.config('TopicNLArray=True');
    await mqtt.config('TopicAlias=1');
    await mqtt.config('OutgoingMessageProperties={"ContentType":"text"}');
    await mqtt.subscribe('a', 1);
    expect((await peer.receive('subscribe')).properties).toBeUndefined();
    await mqtt.publishMessage('t', 1, 'x');
    expect((await peer.receive('publish')).properties).toBeUndefined();
    expect(await outcome(mqtt.publishMessage('', 0, 'x'))).toBe(502);
  });

  it('a delimiter of the user takes filters as they are, blanks and all', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    await mqtt.config('TopicDelimiter=||');
    await mqtt.subscribe('a, b || c', 0);
    const { subscriptions } = await peer.receive('subscribe');
    expect(subscriptions.map(({ topicFilter }) => topicFilter)).toEqual(['a, b ', ' c']);
    expect(await outcome(mqtt.config('TopicDelimiter='))).toBe(10022);
  });
});

describe('setters while connected or busy', () => {
  it('211, 101, 100, 107, 106 and 112 while connected', async () => {
    const { mqtt } = stage;
    await stage.connect();
    expect(thrown(() => mqtt.setKeepAliveInterval(1))).toBe(211);
    expect(thrown(() => mqtt.setWillTopic('w'))).toBe(211);
    expect(thrown(() => mqtt.setWillMessage('w'))).toBe(211);
    expect(thrown(() => mqtt.setRemoteHost('h'))).toBe(101);
    expect(thrown(() => mqtt.setRemotePort(1))).toBe(100);
    expect(thrown(() => mqtt.setLocalHost('h'))).toBe(107);
    expect(thrown(() => mqtt.setLocalPort(1))).toBe(106);
    expect(await outcome(mqtt.config('LocalHost=127.0.0.1'))).toBe(107);
    expect(await outcome(mqtt.config('LocalPort=1'))).toBe(106);
    expect(await outcome(mqtt.config('MaxLineLength=512'))).toBe(112);
    await mqtt.disconnect();
    mqtt.setKeepAliveInterval(1);
    mqtt.setRemotePort(1);
    expect(await mqtt.config('MaxLineLength=512')).toBe('512');
  });

  it('101, 100, 107, 106 while connecting; the will may still change', async () => {
    const { mqtt } = stage;
    const { peer, connecting } = await stage.begin();
    expect(thrown(() => mqtt.setRemoteHost('h'))).toBe(101);
    expect(thrown(() => mqtt.setRemotePort(1))).toBe(100);
    expect(thrown(() => mqtt.setLocalHost('h'))).toBe(107);
    expect(thrown(() => mqtt.setLocalPort(1))).toBe(106);
    mqtt.setWillTopic('next');
    peer.close();
    expect(await outcome(connecting)).toBe(1120);
    mqtt.setRemotePort(1);
  });

  it('nothing is locked while only waiting to connect again', async () => {
    const { mqtt } = stage;
    await mqtt.config('AutoReconnect=True');
    const peer = await stage.connect();
    peer.reset();
    await stage.recorder.until('Disconnected 10054');
    mqtt.setRemotePort(stage.server.port);
    mqtt.setKeepAliveInterval(0);
  });

  it('wrong types are 10022, unknown settings too, read-only ones 211', async () => {
    const { mqtt } = stage;
    expect(thrown(() => mqtt.setConnected(text('yes') as unknown as boolean))).toBe(10022);
    expect(thrown(() => mqtt.setTimeout(number('1')))).toBe(10022);
    expect(thrown(() => mqtt.on('Nothing' as 'Error', () => undefined))).toBe(10022);
    expect(thrown(() => mqtt.on('Error', text(7) as unknown as () => void))).toBe(10022);
    expect(await outcome(mqtt.config('NoSuchSetting'))).toBe(10022);
    expect(await outcome(mqtt.config('SessionPresent=True'))).toBe(211);
    expect(await outcome(mqtt.config(text(7)))).toBe(10022);
  });
});

describe('addresses while connected', () => {
  it('are those of the connection, and the configured ones again afterwards', async () => {
    const { mqtt, server } = stage;
    await mqtt.config('UseIPv6=0');
    mqtt.setVersion(0);
    const connecting = mqtt.connectTo('localhost', server.port);
    const peer = await stage.accept();
    await connecting;
    expect(mqtt.getRemoteHost()).toBe('127.0.0.1');
    expect(mqtt.getLocalHost()).toBe('127.0.0.1');
    expect(mqtt.getLocalPort()).toBe(peer.info.remotePort);
    await mqtt.disconnect();
    expect(mqtt.getRemoteHost()).toBe('localhost');
    expect(mqtt.getLocalHost()).toBe('');
    expect(mqtt.getLocalPort()).toBe(0);
  });
});

it('SendCustomPacket: not connected 1117, no bytes or half bytes 10022', async () => {
  const { mqtt } = stage;
  expect(await outcome(mqtt.config('SendCustomPacket=c000'))).toBe(1117);
  const peer = await stage.connect();
  for (const wrong of ['', 'c', 'c0 0', 'xx', 'c00g']) {
    expect(await outcome(mqtt.config(`SendCustomPacket=${wrong}`))).toBe(10022);
  }
  for (const right of ['c000', 'C0 00', 'c0:00', '0xc0 0x00']) {
    expect(await outcome(mqtt.config(`SendCustomPacket=${right}`))).toBe(0);
    await peer.receive('pingreq');
  }
  expect(await mqtt.config('SendCustomPacket')).toBe('');
});

it('a client is made without a network', () => {
  expect(new MQTT().isConnected()).toBe(false);
});
