import { describe, expect, it } from 'vitest';
import {
  type MessageRecord,
  type MessageSource,
  MQTTMessage,
  MQTTMessageList,
} from '../src/message.ts';

const decode = (payload: Uint8Array) => new TextDecoder().decode(payload);
const record = (fields: Partial<MessageRecord> = {}): MessageRecord => ({
  packetId: 7,
  topic: 'a/b',
  payload: new TextEncoder().encode('hello'),
  qos: 1,
  retain: false,
  dup: false,
  state: 0,
  properties: undefined,
  ...fields,
});

class Records extends Array<MessageRecord> implements MessageSource {
  get size(): number {
    return this.length;
  }
}

describe('MQTTMessage', () => {
  it('gives the fields of a message without properties their defaults', () => {
    const message = new MQTTMessage(record(), decode);
    expect(message.getContentType()).toBe('');
    expect(message.getCorrelationData()).toBe('');
    expect(message.isDuplicate()).toBe(false);
    expect(message.getMessage()).toBe('hello');
    expect(message.getMessageB()).toEqual(new TextEncoder().encode('hello'));
    expect(message.getMessageExpInterval()).toBe(0);
    expect(message.getPacketId()).toBe(7);
    expect(message.getPayloadFormatIndicator()).toBe(0);
    expect(message.getQoS()).toBe(1);
    expect(message.getResponseTopic()).toBe('');
    expect(message.isRetained()).toBe(false);
    expect(message.getState()).toBe(0);
    expect(message.getSubscriptionIdentifiers()).toBe('');
    expect(message.getTopic()).toBe('a/b');
    expect(message.getTopicAlias()).toBe(0);
    expect(message.properties).toBeUndefined();
  });

  it('gives the MQTT 5 properties, both ways', () => {
    const properties = {
      contentType: 'text/plain',
      correlationData: new Uint8Array([0, 0xab, 0x10]),
      messageExpiryInterval: 60,
      payloadFormatIndicator: 1,
      responseTopic: 'reply',
      subscriptionIdentifiers: [123, 321],
      topicAlias: 4,
    };
    const message = new MQTTMessage(
      record({ properties, retain: true, dup: true, qos: 2, state: 6, topic: '' }),
      decode,
    );
    expect([message.contentType, message.getContentType()]).toEqual(['text/plain', 'text/plain']);
    expect(message.correlationData).toBe('00ab10');
    expect(message.messageExpInterval).toBe(60);
    expect(message.payloadFormatIndicator).toBe(1);
    expect(message.responseTopic).toBe('reply');
    expect(message.subscriptionIdentifiers).toBe('123,321');
    expect([message.topicAlias, message.topic]).toEqual([4, '']);
    expect([message.retained, message.duplicate, message.qos, message.state]).toEqual([
      true,
      true,
      2,
      6,
    ]);
    expect(message.properties).toBe(properties);
  });

  it('stays as it was read', () => {
    const mutable = { ...record(), state: 1 };
    const message = new MQTTMessage(mutable, decode);
    mutable.state = 4;
    expect(message.state).toBe(1);
  });
});

describe('MQTTMessageList', () => {
  const filled = () => {
    const records = new Records();
    records.push(record({ packetId: 1 }), record({ packetId: 2 }));
    return { records, list: new MQTTMessageList(records, decode) };
  };

  it('is a live view', () => {
    const { records, list } = filled();
    expect([list.size, list.length]).toEqual([2, 2]);
    records.shift();
    expect([list.size, list[0]?.packetId, list[1]]).toEqual([1, 2, undefined]);
    records.push(record({ packetId: 3 }));
    expect(list[1]?.packetId).toBe(3);
  });

  it('gives messages by index, get, item and iteration', () => {
    const { list } = filled();
    expect(list[0]).toBeInstanceOf(MQTTMessage);
    expect(list[1]?.packetId).toBe(2);
    expect(list.get(1).packetId).toBe(2);
    expect(list.item(0).packetId).toBe(1);
    expect([...list].map((message) => message.packetId)).toEqual([1, 2]);
  });

  it('has nothing outside', () => {
    const { list } = filled();
    expect([list[2], list[-1], list[0.5]]).toEqual([undefined, undefined, undefined]);
    for (const index of [2, -1, 0.5, Number.NaN, 2 ** 40]) {
      expect(() => list.get(index)).toThrow(expect.objectContaining({ code: 10022 }));
      expect(() => list.item(index)).toThrow(expect.objectContaining({ code: 10022 }));
    }
  });

  it('cannot be written to by index', () => {
    const { list } = filled();
    expect(() => Reflect.set(list, 0, 'x')).not.toThrow();
    expect(list.get(0).packetId).toBe(1);
  });

  it('is an ordinary object otherwise', () => {
    const { list } = filled();
    expect(list).toBeInstanceOf(MQTTMessageList);
    expect(String(list)).toBe('[object Object]');
    expect(Reflect.get(list, 'nothing')).toBeUndefined();
    expect(Reflect.get(MQTTMessageList.prototype, '0')).toBeUndefined();
  });
});
