import { describe, expect, it } from 'vitest';
import { TopicAliases } from '../src/topic-aliases.ts';
import { online, publishPacket } from './support/client.ts';

const own = (topicAliasMaximum: number) => ({
  connect: { properties: { topicAliasMaximum, sessionExpiryInterval: 60 } },
});
const servers = (topicAliasMaximum: number) => ({ connack: { properties: { topicAliasMaximum } } });
const alias = (topicAlias: number) => ({ properties: { topicAlias } });

describe('TopicAliases', () => {
  it('keep the two directions apart', () => {
    const aliases = new TopicAliases();
    aliases.define(1, 'ours');
    expect(aliases.resolve({ ...publishPacket(0), topic: 'theirs' }, 1)).toBe('theirs');
    expect(aliases.resolve({ ...publishPacket(0), topic: '' }, 1)).toBe('theirs');
    expect([aliases.outgoing(1), aliases.outgoing(2)]).toEqual(['ours', undefined]);
  });

  it('are gone after a reset', () => {
    const aliases = new TopicAliases();
    aliases.define(1, 'ours');
    aliases.resolve({ ...publishPacket(0), topic: 'theirs' }, 1);
    aliases.reset();
    expect(aliases.outgoing(1)).toBeUndefined();
    expect(aliases.resolve({ ...publishPacket(0), topic: '' }, 1)).toBeUndefined();
  });
});

describe('what comes in', () => {
  it('v5 [MQTT-3.3.2-10] every alias from 1 to what we announced is taken, and may change its topic', () => {
    const client = online(own(20));
    for (let n = 1; n <= 20; n++) client.message(undefined, { topic: `t${n}`, ...alias(n) });
    for (let n = 1; n <= 20; n++) client.message(undefined, { topic: '', ...alias(n) });
    client.message(undefined, { topic: 'other', ...alias(20) });
    client.message(undefined, { topic: '', ...alias(20) });
    const topics = client.sink.deliveries.map(({ topic }) => topic);
    const all = Array.from({ length: 20 }, (_, i) => `t${i + 1}`);
    expect(topics).toEqual([...all, ...all, 'other', 'other']);
    expect(client.session.phase).toBe('connected');
  });

  it('v5 [MQTT-3.3.2-11] an alias above what we announced ends the connection with 0x94', () => {
    const client = online(own(2));
    client.message(undefined, { ...alias(3) });
    expect(client.written).toEqual(['disconnect 0x94']);
    expect(client.sink.lines.at(-1)).toBe('close violation 0x94');
  });

  it('v5 [MQTT-3.1.2-26] an alias above our Topic Alias Maximum ends the connection with 0x94', () => {
    const client = online(own(1));
    client.message(1, { qos: 1, ...alias(2) });
    expect(client.sink.lines).toEqual(['write disconnect 0x94', 'close violation 0x94']);
  });

  it('v5 [MQTT-3.1.2-27] without a Topic Alias Maximum of ours any alias ends the connection with 0x94', () => {
    const client = online();
    client.message(undefined, { ...alias(1) });
    expect(client.sink.lines).toEqual(['write disconnect 0x94', 'close violation 0x94']);
  });

  it('an alias that was never defined ends the connection', () => {
    const client = online(own(5));
    client.message(undefined, { topic: '', ...alias(5) });
    expect(client.sink.lines).toEqual(['write disconnect 0x82', 'close violation 0x82']);
  });

  it('a message of QoS 2 has its topic at the end of its exchange, whatever its alias means by then', () => {
    const client = online(own(1));
    client.message(9, { qos: 2, topic: 'first', ...alias(1) });
    client.message(10, { qos: 2, topic: '', ...alias(1) });
    client.message(undefined, { topic: 'second', ...alias(1) });
    client.ack('pubrel', 10);
    expect(client.sink.deliveries.map(({ topic }) => topic)).toEqual(['second', 'first']);
  });
});

describe('what goes out', () => {
  it('v5 [MQTT-3.3.2-9] an alias above the server\u2019s maximum is refused', () => {
    const client = online(servers(2));
    const ticket = client.publish(1, { ...alias(3) });
    client.publish(1, { ...alias(2) });
    expect(client.sink.errorOf(ticket, 'sent')).toBe('topic-alias-invalid');
    expect(client.written).toEqual(['publish 1 q1 t @2']);
  });

  it('v5 [MQTT-3.2.2-17] no alias above the server\u2019s Topic Alias Maximum is sent, queued ones included', () => {
    const client = online({ ...servers(2), options: { offlineQueueMessages: 10 } });
    expect(client.sink.errorOf(client.publish(0, { ...alias(3) }), 'done')).toBe(
      'topic-alias-invalid',
    );
    client.lose();
    client.publish(1, { ...alias(2) });
    client.online({ sessionPresent: true, properties: { topicAliasMaximum: 1 } });
    expect(client.written).toEqual(['connect']);
    expect(client.sink.failures.map(({ code }) => code)).toEqual(['topic-alias-invalid']);
  });

  it('v5 [MQTT-3.2.2-18] without a Topic Alias Maximum of the server no alias is sent', () => {
    const client = online();
    expect(client.sink.errorOf(client.publish(0, { ...alias(1) }), 'sent')).toBe(
      'topic-alias-invalid',
    );
    expect(client.written).toEqual([]);
  });

  it('v5 [MQTT-3.3.2-7] a new connection knows no alias of the last one, either way', () => {
    const client = online({
      connect: { properties: { topicAliasMaximum: 5, sessionExpiryInterval: 60 } },
      connack: { properties: { topicAliasMaximum: 5 } },
    });
    client.publish(0, { ...alias(1) });
    client.message(undefined, { topic: 'theirs', ...alias(1) });
    client.lose();
    client.online(
      { sessionPresent: true, properties: { topicAliasMaximum: 5 } },
      { properties: { topicAliasMaximum: 5 } },
    );
    const bare = client.publish(0, { topic: '', ...alias(1) });
    expect(client.sink.errorOf(bare, 'sent')).toBe('topic-alias-unknown');
    client.message(undefined, { topic: '', ...alias(1) });
    expect(client.sink.lines.at(-1)).toBe('close violation 0x82');
  });

  it('a bare alias goes out once it is defined, and is refused before', () => {
    const client = online(servers(1));
    const early = client.publish(1, { topic: '', ...alias(1) });
    client.publish(1, { topic: 'long/topic', ...alias(1) });
    client.publish(1, { topic: '', ...alias(1) });
    expect(client.sink.errorOf(early, 'sent')).toBe('topic-alias-unknown');
    expect(client.written).toEqual(['publish 1 q1 long/topic @1', 'publish 2 q1 "" @1']);
  });

  it('no resend has an alias: it has the full topic', () => {
    const client = online(servers(1));
    client.publish(1, { topic: 'long/topic', properties: { topicAlias: 1, contentType: 'c' } });
    client.publish(2, { topic: '', ...alias(1) });
    client.reconnect({ properties: { topicAliasMaximum: 1 } });
    expect(client.written).toEqual([
      'connect',
      'publish 1 q1 dup long/topic',
      'publish 2 q2 dup long/topic',
    ]);
    const properties = client.sink.packets.map((p) => (p.type === 'publish' ? p.properties : 0));
    expect(properties).toEqual([0, { contentType: 'c' }, undefined]);
  });

  it('a bare alias that waited for the quota goes with its full topic', () => {
    const client = online({ connack: { properties: { topicAliasMaximum: 1, receiveMaximum: 1 } } });
    client.publish(1, { topic: 'long/topic', ...alias(1) });
    client.publish(1, { topic: '', ...alias(1) });
    client.publish(0, { topic: 'another', ...alias(1) });
    client.ack('puback', 1);
    expect(client.written.at(-1)).toBe('publish 2 q1 long/topic');
  });

  it('an alias whose packet was lost with its connection is not known to the next', () => {
    const client = online(servers(1));
    client.sink.inside.write = () => client.lose();
    client.publish(0, { topic: 'long/topic', ...alias(1) });
    client.online({ sessionPresent: true, properties: { topicAliasMaximum: 1 } });
    const bare = client.publish(0, { topic: '', ...alias(1) });
    expect(client.sink.errorOf(bare, 'sent')).toBe('topic-alias-unknown');
  });
});
