/** The examples of the class reference that are of MQTT 5 only, as written, over TCP and WebSocket. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome, sleep } from '../support/stage.ts';
import { type Door, only, type Server, Stage, servers, setUp } from './stage.ts';

for (const server of servers()) {
  describe.skipIf(server.missing)(server.name, () => {
    beforeAll(server.start);
    afterAll(server.stop);
    describe.each(['tcp', 'ws'] as const)('%s, 5.0 only', (door) => scenarios(server, door));
  });
}

function scenarios(server: Server, door: Door): void {
  it('S9: a shared subscription', async () => {
    await using stage = await Stage.open(server, door);
    const filter = '$share/myShareGroup/myTopicFilter/subTopic';
    const members = [await stage.connected(1), await stage.connected(1)];
    for (const { mqtt, said } of members) {
      await mqtt.subscribe(filter, 2);
      await said.until(`Subscribed ${filter} 2 2`);
    }
    const { mqtt: m } = await stage.connected(1);
    for (let i = 0; i < 6; i++) await m.publishMessage('myTopicFilter/subTopic', 1, String(i));
    const got = () =>
      members.map(({ said }) => said.lines.filter((line) => line.startsWith('MessageIn')));
    while (got().flat().length < 6) await sleep(2);
    await sleep(20);
    const [first, second] = got();
    expect(new Set([...(first ?? []), ...(second ?? [])].map((line) => line.at(-1))).size).toBe(6);
    expect([first?.length, second?.length].every((count) => (count ?? 0) > 0)).toBe(true);
    expect(await outcome(m.subscribe('$share//x', 2))).toBe(503);
  });

  it('S10: subscription options', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = stage.client();
    m.setVersion(1);
    m.setRemoteHost(stage.host);
    m.setRemotePort(stage.port);
    await m.connect();
    await m.config('TopicNLArray=true, false, true');
    await m.config('TopicRAPArray=false');
    await m.config('TopicRHArray=1, 0');
    await m.subscribe('TestTopic1, TestTopic2, TestTopic3', 1);
    await said.until('Subscribed TestTopic3 1 1');
    const options = [
      ['TestTopic1', true, false, 1],
      ['TestTopic2', false, false, 0],
      ['TestTopic3', true, false, 0],
    ];
    const { subscriptions } = only(stage.sent('subscribe'));
    expect(
      subscriptions.map((each) => [
        each.topicFilter,
        each.noLocal,
        each.retainAsPublished,
        each.retainHandling,
      ]),
    ).toEqual(options);
  });

  it.each(['merge', 'separate'] as const)(
    'S11: subscription identifiers, of a broker that does %s',
    async (overlapping) => {
      await using stage = await Stage.open(server, door, { overlappingSubscriptions: overlapping });
      const { mqtt: m1, said } = await stage.connected(1);
      const { mqtt: m2 } = await stage.connected(1);
      const ids: (string | undefined)[] = [];
      m1.on('MessageAck', (e) => {
        if (e.direction === 1) ids.push(m1.getIncomingMessages()[e.index]?.subscriptionIdentifiers);
      });
      await m1.config('SubscriptionIdentifier=123');
      await m1.subscribe('test_topic/subtopic', 1);
      await m1.config('SubscriptionIdentifier=321');
      await m1.subscribe('test_topic/+', 1);
      await said.until(/^Subscribed test_topic\/\+/);
      await m2.publishMessage('test_topic/subtopic', 1, 'hello world');
      await said.until(/^MessageIn \d+ test_topic/);
      await sleep(30);
      const answers = { merge: ['123,321'], separate: ['123', '321'] };
      // Another's broker does as it likes.
      const allowed = server.ours ? [answers[overlapping]] : Object.values(answers);
      expect(allowed).toContainEqual(ids.sort());
    },
  );

  it('S13: user properties', async () => {
    await using stage = await Stage.open(server, door);
    const receiver = await stage.connected(1);
    await receiver.mqtt.subscribe('t', 1);
    await receiver.said.until(/^Subscribed/);
    const { mqtt: m } = await stage.connected(1);
    await m.config('OutgoingUserPropCount=1');
    await m.config('OutgoingUserPropName[0]=prp1');
    await m.config('OutgoingUserPropValue[0]=val1');
    await m.publishMessage('t', 1, 'hello');
    await receiver.said.until(/^MessageIn/);
    expect(await receiver.mqtt.config('IncomingUserPropCount')).toBe('1');
    expect(await receiver.mqtt.config('IncomingUserPropName[0]')).toBe('prp1');
    expect(await receiver.mqtt.config('IncomingUserPropValue[0]')).toBe('val1');
  });

  it('S14: topic alias', async () => {
    await using stage = await Stage.open(server, door, { limits: { topicAliasMaximum: 5 } });
    const receiver = await stage.connected(1);
    await receiver.mqtt.subscribe('long/topic', 1);
    await receiver.said.until(/^Subscribed/);
    const { mqtt: m } = await stage.connected(1);
    await m.config('TopicAlias=1');
    await m.publishMessage('long/topic', 1, 'hello');
    await m.config('TopicAlias=1');
    await m.publishMessage('', 1, 'hello again');
    await receiver.said.until(/^MessageIn \d+ long\/topic 1 hello again/);
    expect(receiver.said.lines.filter((line) => line.startsWith('MessageIn'))).toHaveLength(2);
    expect(stage.sent('publish').map(({ topic }) => topic)).toEqual(['long/topic', '']);
    await m.disconnect();
    await m.connect();
    expect(await outcome(m.publishMessage('', 1, 'hello'))).toBe(502);
  });

  it('S15: JSON settings on the wire', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = stage.client(1);
    await m.config(`ConnectProperties={
      "ClientTopicAliasMax": "10", "MaximumPacketSize": "65536", "ReceiveMaximum": "20",
      "RequestProblemInformation": "true", "RequestResponseInformation": "false", "SessionExpInterval": "60"
    }`);
    await m.config(`WillProperties={
      "ContentType": "text", "CorrelationData": "0a0b", "MessageExpInterval": "30",
      "PayloadFormatIndicator": "1", "ResponseTopic": "will/response", "WillDelayInterval": "5",
      "UserProperty": "name1:value1"
    }`);
    m.setWillTopic('w');
    m.setWillMessage('will');
    await m.connectTo(stage.host, stage.port);
    expect(only(stage.sent('connect'))).toMatchObject({
      properties: {
        topicAliasMaximum: 10,
        maximumPacketSize: 65_536,
        receiveMaximum: 20,
        requestProblemInformation: true,
        requestResponseInformation: false,
        sessionExpiryInterval: 60,
      },
      will: {
        properties: {
          contentType: 'text',
          correlationData: Uint8Array.of(10, 11),
          messageExpiryInterval: 30,
          payloadFormatIndicator: 1,
          responseTopic: 'will/response',
          willDelayInterval: 5,
          userProperties: [['name1', 'value1']],
        },
      },
    });
    await m.config(`OutgoingMessageProperties={
      "ContentType": "text", "CorrelationData": "616263", "MessageExpInterval": "20",
      "PayloadFormatIndicator": "1", "ResponseTopic": "response",
      "UserProperty": "name1:value1", "UserProperty": "name2:value2"
    }`);
    await m.publishMessage('t', 1, 'x');
    await m.config('OutgoingMessageProperties={"ContentType":""}');
    await m.publishMessage('t', 1, 'y');
    await said.until(/^MessageOut 2/);
    const [first, second] = stage.sent('publish').map(({ properties }) => properties);
    expect(first).toMatchObject({
      contentType: 'text',
      correlationData: Uint8Array.of(0x61, 0x62, 0x63),
      messageExpiryInterval: 20,
      payloadFormatIndicator: 1,
      responseTopic: 'response',
      userProperties: [
        ['name1', 'value1'],
        ['name2', 'value2'],
      ],
    });
    expect(second).toEqual({ ...first, contentType: undefined });
    await m.config('ConnectProperties=');
    await m.config('OutgoingMessageProperties=');
    expect(await m.config('ConnectProperties')).toBe('');
    await m.disconnect();
    await m.connect();
    expect(stage.sent('connect').at(-1)?.properties).toBeUndefined();
    said.clear();
    await m.publishMessage('t', 1, 'z');
    await said.until(/^MessageOut/);
    expect(stage.sent('publish').at(-1)?.properties).toBeUndefined();
  });

  it('S18: the will on request', async () => {
    await using stage = await Stage.open(server, door);
    const watcher = await stage.connected(1);
    await watcher.mqtt.subscribe('wills/#', 0);
    await watcher.said.until(/^Subscribed/);
    const { mqtt: m } = stage.client(1);
    setUp(m);
    await m.connectTo(stage.host, stage.port);
    await m.config('DisconnectReasonCode=4');
    await m.disconnect();
    await watcher.said.until(/^MessageIn -1 wills\/testClient/);
    expect(only(stage.sent('disconnect')).reasonCode).toBe(4);
  });
}
