/** What MQTT 5 lets either side limit: the server's limits bind publish and subscribe, ours bind the server. */

import { describe, expect, it } from 'vitest';
import { bytes, incoming, outcome, sleep, turns, useStage } from '../support/stage.ts';

const stage = useStage();

describe("the server's limits", () => {
  it('Maximum QoS: 505 above it, at connect time known from ConnAckProperties', async () => {
    const { mqtt } = stage;
    await stage.connect(1, { maximumQoS: 1 });
    expect(await outcome(mqtt.publishMessage('t', 2, 'x'))).toBe(505);
    expect(await outcome(mqtt.publishMessage('t', 1, 'x'))).toBe(0);
    expect(JSON.parse(await mqtt.config('ConnAckProperties'))).toMatchObject({ MaximumQoS: 1 });
    expect(mqtt.getOutgoingMessages().size).toBe(1);
  });

  it('Retain Available: 500 with Retain', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1, { retainAvailable: false });
    await mqtt.config('Retain=True');
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(500);
    await mqtt.config('Retain=False');
    expect(await outcome(mqtt.publishMessage('t', 0, 'y'))).toBe(0);
    await peer.receive('publish');
    expect(peer.received.filter(({ type }) => type === 'publish')).toHaveLength(1);
  });

  it.each([
    // Fixed header 2, topic 3, packet id, no properties 1.
    [0, 100 - 2 - 3 - 1],
    [1, 100 - 2 - 3 - 2 - 1],
    [2, 100 - 2 - 3 - 2 - 1],
  ])(
    'Maximum Packet Size with QoS %i: exactly 100 bytes pass, 101 are 504',
    async (qos, largest) => {
      const { mqtt } = stage;
      const peer = await stage.connect(1, { maximumPacketSize: 100 });
      expect(await outcome(mqtt.publishData('t', qos, new Uint8Array(largest + 1)))).toBe(504);
      expect(await outcome(mqtt.publishData('t', qos, new Uint8Array(largest)))).toBe(0);
      const publish = await peer.receive('publish');
      expect(publish.payload).toHaveLength(largest);
      const bytesBefore = peer.receivedBytes.length;
      const connect = peer.received[0];
      expect(connect?.type).toBe('connect');
      expect(bytesBefore).toBeGreaterThan(100);
      expect(mqtt.getOutgoingMessages().size).toBe(qos === 0 ? 0 : 1);
    },
  );

  it('Maximum Packet Size counts properties, and binds SUBSCRIBE and UNSUBSCRIBE too', async () => {
    const { mqtt } = stage;
    await stage.connect(1, { maximumPacketSize: 40 });
    expect(await outcome(mqtt.publishData('t', 0, new Uint8Array(30)))).toBe(0);
    await mqtt.config('OutgoingMessageProperties={"UserProperty":"name:value"}');
    expect(await outcome(mqtt.publishData('t', 0, new Uint8Array(30)))).toBe(504);
    const filter = 'f'.repeat(40);
    expect(await outcome(mqtt.subscribe(filter, 0))).toBe(504);
    expect(await outcome(mqtt.unsubscribe(filter))).toBe(504);
    expect(await outcome(mqtt.subscribe('f', 0))).toBe(0);
    expect(mqtt.isConnected()).toBe(true);
  });

  it('Topic Alias Maximum: 502 above it; defined, then used alone, then redefined', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1, { topicAliasMaximum: 2 });
    expect(await mqtt.config('ServerTopicAliasMax')).toBe('2');
    await mqtt.config('TopicAlias=3');
    expect(await outcome(mqtt.publishMessage('t', 0, 'x'))).toBe(502);
    await mqtt.config('TopicAlias=2');
    expect(await outcome(mqtt.publishMessage('', 0, 'x'))).toBe(502);
    await mqtt.publishMessage('one', 0, '1');
    await mqtt.publishMessage('', 0, '2');
    await mqtt.publishMessage('two', 1, '3');
    await mqtt.publishMessage('', 1, '4');
    const topics = [];
    for (let i = 0; i < 4; i++) {
      const { topic, properties } = await peer.receive('publish');
      topics.push([topic, properties?.topicAlias]);
    }
    expect(topics).toEqual([
      ['one', 2],
      ['', 2],
      ['two', 2],
      ['', 2],
    ]);
    peer.send({ type: 'puback', packetId: 2, reasonCode: 0 });
    await stage.recorder.until('MessageOut 2 two 1 4');
    expect(stage.lines).toContain('MessageOut -1 one 0 2');
    await mqtt.config('TopicAlias=-1');
    expect(await outcome(mqtt.publishMessage('', 0, 'x'))).toBe(502);
  });

  it('no Topic Alias Maximum is none', async () => {
    await stage.connect(1);
    await stage.mqtt.config('TopicAlias=1');
    expect(await outcome(stage.mqtt.publishMessage('t', 0, 'x'))).toBe(502);
  });

  it('wildcards, identifiers and shared subscriptions that it does not offer: 500', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1, {
      wildcardSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: false,
    });
    expect(await outcome(mqtt.subscribe('a/+', 0))).toBe(500);
    expect(await outcome(mqtt.subscribe('a,#', 0))).toBe(500);
    expect(await outcome(mqtt.subscribe('$share/g/a', 0))).toBe(500);
    await mqtt.config('SubscriptionIdentifier=1');
    expect(await outcome(mqtt.subscribe('a', 0))).toBe(500);
    await mqtt.config('SubscriptionIdentifier=-1');
    expect(await outcome(mqtt.subscribe('a', 0))).toBe(0);
    await peer.receive('subscribe');
    expect(JSON.parse(await mqtt.config('ConnAckProperties'))).toMatchObject({
      WildcardSubscriptionAvaiable: false,
      WildcardSubscriptionAvailable: false,
      SharedSubscriptionAvailable: false,
    });
  });

  it('Receive Maximum: publishes wait in order, and QoS 0 passes them', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(1, { receiveMaximum: 2 });
    const settled: string[] = [];
    const publish = (text: string, qos: number) =>
      mqtt.publishMessage('t', qos, text).then(() => settled.push(text));
    const all = [
      publish('1', 1),
      publish('2', 2),
      publish('3', 1),
      publish('4', 2),
      publish('z', 0),
    ];
    await sleep(20);
    expect(settled).toEqual(['1', '2', 'z']);
    expect(mqtt.getOutgoingMessages().size).toBe(2);
    const sent = () => peer.received.filter(({ type }) => type === 'publish').length;
    expect(sent()).toBe(3);
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    await stage.recorder.until(/MessageOut 1/);
    await turns(5);
    expect(settled).toEqual(['1', '2', 'z', '3']);
    // PUBREC frees nothing, PUBCOMP does; a refusing PUBREC as well.
    peer.send({ type: 'pubrec', packetId: 2, reasonCode: 0 });
    while (peer.received.at(-1)?.type !== 'pubrel') await sleep(5);
    expect(settled).toHaveLength(4);
    peer.send({ type: 'pubcomp', packetId: 2, reasonCode: 0 });
    await Promise.all(all);
    expect(await mqtt.config('OutgoingPacketId')).toBe('4');
    peer.send({ type: 'pubrec', packetId: 4, reasonCode: 0x97 });
    await stage.recorder.until('Error 500');
    await mqtt.publishMessage('t', 1, '5');
  });

  it('MaxInflightMessages does so in 3.1.1, and beside the Receive Maximum of 5.0', async () => {
    const { mqtt } = stage;
    await mqtt.config('MaxInflightMessages=2');
    for (const version of [0, 1] as const) {
      const peer = await stage.connect(version, version === 1 ? { receiveMaximum: 10 } : undefined);
      const all = ['1', '2', '3'].map((text) => mqtt.publishMessage('t', 2, text));
      const sent = () => peer.received.filter(({ type }) => type === 'publish').length;
      while (sent() < 2) await sleep(5);
      expect(await mqtt.config('QueuedMessages')).toBe('1');
      peer.send({ type: 'pubrec', packetId: 1, reasonCode: 0 });
      while (peer.received.at(-1)?.type !== 'pubrel') await sleep(5);
      expect(sent()).toBe(2);
      peer.send({ type: 'pubcomp', packetId: 1, reasonCode: 0 });
      await Promise.all(all);
      expect(await mqtt.config('QueuedMessages')).toBe('0');
      await mqtt.interrupt();
    }
  });

  it('Receive Maximum: 201 after Timeout, and what was not sent never is', async () => {
    const { mqtt } = stage;
    mqtt.setTimeout(1);
    const peer = await stage.connect(1, { receiveMaximum: 1 });
    await mqtt.publishMessage('t', 1, 'sent');
    expect(await outcome(mqtt.publishMessage('t', 1, 'late'))).toBe(201);
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    await stage.recorder.until(/MessageOut 1/);
    await mqtt.publishMessage('t', 1, 'next');
    await peer.receive('publish');
    expect(await peer.receive('publish')).toMatchObject({ payload: bytes('next') });
  });

  it('binds a resume too: no more than it allows, the rest follows the acknowledgements', async () => {
    const { mqtt } = stage;
    mqtt.setClientId('id');
    mqtt.setCleanSession(false);
    await stage.connect(1, undefined, true);
    for (let i = 1; i <= 4; i++) await mqtt.publishMessage('t', 1, String(i));
    await mqtt.interrupt();
    const peer = await stage.connect(1, { receiveMaximum: 2 }, true);
    await peer.receive('publish');
    await peer.receive('publish');
    await sleep(20);
    expect(peer.received).toHaveLength(3);
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
    expect(await peer.receive('publish')).toMatchObject({ packetId: 3, dup: true });
  });
});

describe('our limits', () => {
  it('Maximum Packet Size: exactly it is taken, a byte more is DISCONNECT 0x95', async () => {
    const { mqtt } = stage;
    await mqtt.config('ConnectProperties={"MaximumPacketSize":100}');
    const peer = await stage.connect(1);
    expect(peer.received[0]).toMatchObject({ properties: { maximumPacketSize: 100 } });
    peer.send(incoming({ payload: new Uint8Array(100 - 2 - 3 - 1) }));
    await stage.recorder.until(/MessageIn/);
    peer.send(incoming({ payload: new Uint8Array(100 - 2 - 3) }));
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x95 });
    await stage.recorder.until('Disconnected 500');
  });

  it('Maximum Packet Size is decided at the fixed header, before the packet has come', async () => {
    await stage.mqtt.config('ConnectProperties={"MaximumPacketSize":100}');
    const peer = await stage.connect(1);
    peer.sendBytes([0x30, 0xff, 0xff, 0xff, 0x7f]);
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x95 });
  });

  it('MaxIncomingPacketSize holds in 3.1.1, which has no words for it', async () => {
    await stage.mqtt.config('MaxIncomingPacketSize=100');
    const peer = await stage.connect(0);
    peer.send(incoming({ payload: new Uint8Array(95) }));
    await stage.recorder.until(/MessageIn/);
    peer.send(incoming({ payload: new Uint8Array(96) }));
    await stage.recorder.until('Disconnected 500');
    expect(peer.received).toHaveLength(1);
  });

  it('Receive Maximum: one unacknowledged message more is DISCONNECT 0x93', async () => {
    await stage.mqtt.config('ConnectProperties={"ReceiveMaximum":2}');
    const peer = await stage.connect(1);
    for (let id = 1; id <= 5; id++) peer.send(incoming({ qos: 1, packetId: id }));
    for (let id = 1; id <= 5; id++) await peer.receive('puback');
    for (let id = 11; id <= 12; id++) peer.send(incoming({ qos: 2, packetId: id }));
    for (let id = 11; id <= 12; id++) await peer.receive('pubrec');
    peer.send({ type: 'pubrel', packetId: 11, reasonCode: 0 });
    await peer.receive('pubcomp');
    peer.send(incoming({ qos: 2, packetId: 13 }));
    await peer.receive('pubrec');
    peer.send(incoming({ qos: 2, packetId: 14 }));
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x93 });
    await stage.recorder.until('Disconnected 500');
  });

  it('ClientTopicAliasMax: an alias up to it is resolved, one above is DISCONNECT 0x94', async () => {
    const { mqtt } = stage;
    await mqtt.config('ClientTopicAliasMax=2');
    const peer = await stage.connect(1);
    expect(peer.received[0]).toMatchObject({ properties: { topicAliasMaximum: 2 } });
    peer.send(
      incoming({ topic: 'full', properties: { topicAlias: 2 } }),
      incoming({ topic: '', properties: { topicAlias: 2 } }),
      incoming({ topic: '', properties: { topicAlias: 2 }, qos: 2, packetId: 5 }),
    );
    await peer.receive('pubrec');
    expect(mqtt.getIncomingMessages()[0]).toMatchObject({ topic: '', topicAlias: 2 });
    expect(stage.lines.slice(-2)).toEqual(['MessageIn -1 full 0 in', 'MessageIn -1 full 0 in']);
    peer.send(incoming({ topic: 'other', properties: { topicAlias: 3 } }));
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x94 });
    await stage.recorder.until('Disconnected 500');
  });

  it('an alias that was never defined is DISCONNECT 0x82, alias 0 is 0x94', async () => {
    await stage.mqtt.config('ClientTopicAliasMax=2');
    const peer = await stage.connect(1);
    peer.send(incoming({ topic: '', properties: { topicAlias: 1 } }));
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x82 });
    await stage.recorder.until('Disconnected 500');
    const next = await stage.connect(1);
    next.sendBytes([0x30, 8, 0, 1, 0x74, 3, 0x23, 0, 0, 0x78]);
    expect(await next.receive('disconnect')).toMatchObject({ reasonCode: 0x94 });
  });

  it('an alias without ClientTopicAliasMax is DISCONNECT 0x94', async () => {
    const peer = await stage.connect(1);
    peer.send(incoming({ topic: 't', properties: { topicAlias: 1 } }));
    expect(await peer.receive('disconnect')).toMatchObject({ reasonCode: 0x94 });
  });
});
