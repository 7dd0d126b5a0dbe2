/** Events: listeners that throw, what they see, and what they may do. */

import { describe, expect, it } from 'vitest';
import { MQTTMessageList } from '../../src/message.ts';
import { bytes, incoming, outcome, sleep, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();
const fault = (name: string) => new Error(`of the ${name} listener`);

describe('a listener that throws', () => {
  it.each(VERSIONS)(
    '%s: stops neither the others nor the protocol, at any event',
    async (_, version) => {
      const { mqtt } = stage;
      const names = [
        'Connected',
        'ReadyToSend',
        'MessageAck',
        'MessageIn',
        'MessageOut',
        'Subscribed',
        'Unsubscribed',
        'Disconnected',
        'ConnectionStatus',
      ] as const;
      const later: string[] = [];
      for (const name of names) {
        mqtt.on(name, () => {
          throw fault(name);
        });
        mqtt.on(name, () => later.push(name));
      }
      const peer = await stage.connect(version);
      await mqtt.publishMessage('t', 0, '0');
      await mqtt.publishMessage('t', 2, '2');
      await peer.receive('publish');
      await peer.receive('publish');
      peer.send({ type: 'pubrec', packetId: 1, reasonCode: 0 });
      await peer.receive('pubrel');
      peer.send({ type: 'pubcomp', packetId: 1, reasonCode: 0 });
      peer.send(incoming({ qos: 1, packetId: 9 }));
      await peer.receive('puback');
      await mqtt.subscribe('f', 0);
      await mqtt.unsubscribe('f');
      peer.send(
        { type: 'suback', packetId: 2, reasonCodes: [0] },
        { type: 'unsuback', packetId: 3, reasonCodes: version === 0 ? [] : [0] },
      );
      await stage.recorder.until(/Unsubscribed/);
      await mqtt.disconnect();
      await turns(2);
      expect(later).toEqual([
        'ConnectionStatus',
        'Connected',
        'ReadyToSend',
        'MessageOut',
        'MessageAck',
        'MessageOut',
        'MessageAck',
        'MessageIn',
        'Subscribed',
        'Unsubscribed',
        'ConnectionStatus',
        'Disconnected',
      ]);
      expect(stage.takeFaults()).toEqual(later.map((name) => fault(name)));
      expect(mqtt.getOutgoingMessages().size).toBe(0);
      expect(mqtt.getIncomingMessages().size).toBe(0);
    },
  );

  it('async, at MessageIn: its rejection is its own, the messages go on', async () => {
    const { mqtt } = stage;
    mqtt.on('MessageIn', async () => {
      await turns(1);
      throw fault('MessageIn');
    });
    const peer = await stage.connect();
    peer.send(incoming({ qos: 1, packetId: 1 }), incoming({ qos: 1, packetId: 2 }));
    await peer.receive('puback');
    await peer.receive('puback');
    await turns(3);
    expect(stage.takeFaults()).toEqual([fault('MessageIn'), fault('MessageIn')]);
    expect(mqtt.isConnected()).toBe(true);
  });

  it('at Log and at Error too', async () => {
    const { mqtt } = stage;
    await mqtt.config('LogLevel=3');
    mqtt.on('Log', () => {
      throw fault('Log');
    });
    mqtt.on('Error', () => {
      throw fault('Error');
    });
    const peer = await stage.connect(1);
    await mqtt.publishMessage('t', 1, 'x');
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0x80 });
    await stage.recorder.until('Error 500');
    expect(mqtt.isConnected()).toBe(true);
    await turns(2);
    expect(new Set(stage.takeFaults().map(String))).toEqual(
      new Set([String(fault('Log')), String(fault('Error'))]),
    );
  });
});

describe('on, once, off', () => {
  it('run in the order of registration, once only once, off takes out', async () => {
    const { mqtt } = stage;
    const seen: string[] = [];
    const second = () => seen.push('second');
    mqtt.on('MessageOut', () => seen.push('first'));
    mqtt.on('MessageOut', second);
    mqtt.once('MessageOut', () => seen.push('once'));
    mqtt.on('MessageOut', () => seen.push('last'));
    await stage.connect();
    await mqtt.publishMessage('t', 0, 'x');
    mqtt.off('MessageOut', second);
    await mqtt.publishMessage('t', 0, 'x');
    expect(seen).toEqual(['first', 'second', 'once', 'last', 'first', 'last']);
    mqtt.off('MessageOut');
    await mqtt.publishMessage('t', 0, 'x');
    expect(seen).toHaveLength(6);
  });

  it('a listener added or taken out while an event fires counts from the next one', async () => {
    const { mqtt } = stage;
    const seen: string[] = [];
    const second = () => seen.push('second');
    mqtt.once('MessageOut', () => {
      mqtt.off('MessageOut', second);
      mqtt.on('MessageOut', () => seen.push('added'));
    });
    mqtt.on('MessageOut', second);
    await stage.connect();
    await mqtt.publishMessage('t', 0, 'x');
    await mqtt.publishMessage('t', 0, 'x');
    expect(seen).toEqual(['second', 'added']);
  });

  it("an Error without a listener throws nothing, unlike Node's own 'error'", async () => {
    stage.mqtt.off('Error');
    const peer = await stage.connect(1);
    await stage.mqtt.publishMessage('t', 1, 'x');
    peer.send({ type: 'puback', packetId: 1, reasonCode: 0x80 });
    await stage.recorder.until(/MessageAck 1/);
    await turns(2);
    expect(stage.mqtt.isConnected()).toBe(true);
  });
});

describe('what a listener sees', () => {
  it('user properties from before MessageAck until the next message', async () => {
    const { mqtt } = stage;
    const seen: string[] = [];
    const look = (when: string) => async () => {
      const count = await mqtt.config('IncomingUserPropCount');
      seen.push(`${when} ${count}`);
    };
    mqtt.on('MessageAck', look('ack'));
    mqtt.on('MessageIn', look('in'));
    const peer = await stage.connect(1);
    expect(await mqtt.config('IncomingUserPropCount')).toBe('0');
    const userProperties = [
      ['a', '1'],
      ['a', '2'],
    ] as const;
    peer.send(incoming({ qos: 1, packetId: 1, properties: { userProperties } }));
    await stage.recorder.until(/MessageIn/);
    expect(await mqtt.config('IncomingUserPropName[1]')).toBe('a');
    expect(await mqtt.config('IncomingUserPropValue[1]')).toBe('2');
    expect(await outcome(mqtt.config('IncomingUserPropName[2]'))).toBe(10022);
    peer.send(incoming());
    await stage.recorder.until('MessageIn -1 t 0 in');
    await turns(1);
    expect(seen).toEqual(['ack 2', 'in 2', 'in 0']);
  });

  it('MessageIn.properties, typed as the packet has them', async () => {
    const { mqtt } = stage;
    const seen: unknown[] = [];
    mqtt.on('MessageIn', ({ properties, retained, duplicate }) =>
      seen.push([properties, retained, duplicate]),
    );
    const peer = await stage.connect(1);
    const properties = {
      contentType: 'text',
      responseTopic: 'r',
      correlationData: Uint8Array.of(1, 2),
      messageExpiryInterval: 9,
      payloadFormatIndicator: 1,
      userProperties: [['a', 'b']],
      subscriptionIdentifiers: [3, 2],
    } as const;
    peer.send(incoming({ properties, retain: true }));
    await stage.recorder.until(/MessageIn/);
    expect(seen).toEqual([[expect.objectContaining(properties), true, false]]);
  });

  it('both collections during MessageAck, live, by index, iteration and get', async () => {
    const { mqtt } = stage;
    const outgoing = mqtt.getOutgoingMessages();
    const received = mqtt.getIncomingMessages();
    const seen: unknown[] = [];
    mqtt.on('MessageAck', ({ direction, index }) => {
      const list = direction === 0 ? outgoing : received;
      const { packetId, qos, state, message, topic, retained, duplicate } = list.get(index);
      seen.push([index, list.size, packetId, qos, state, message, topic, retained, duplicate]);
      expect(list[index]?.packetId).toBe(packetId);
      expect([...list].map((each) => each.packetId)).toContain(packetId);
    });
    const peer = await stage.connect();
    for (const text of ['a', 'b', 'c']) await mqtt.publishMessage('t', 1, text);
    expect(outgoing).toBeInstanceOf(MQTTMessageList);
    expect(outgoing.length).toBe(3);
    peer.send(incoming({ qos: 2, packetId: 40 }), incoming({ qos: 1, packetId: 41, dup: true }));
    await peer.receive('publish');
    await stage.recorder.until(/MessageIn 41/);
    peer.send({ type: 'puback', packetId: 2, reasonCode: 0 });
    await stage.recorder.until(/MessageOut 2/);
    peer.send({ type: 'pubrel', packetId: 40, reasonCode: 0 });
    await stage.recorder.until(/MessageIn 40/);
    expect(seen).toEqual([
      [1, 2, 41, 1, 9, 'in', 't', false, true],
      [1, 3, 2, 1, 4, 'b', 't', false, false],
      [0, 1, 40, 2, 9, 'in', 't', false, false],
    ]);
    expect(outgoing.size).toBe(2);
    expect(received.size).toBe(0);
    expect(outgoing[7]).toBeUndefined();
    expect(() => outgoing.get(7)).toThrow('10022');
  });

  it('QoS 1 with DUP is always a new delivery', async () => {
    const seen: boolean[] = [];
    stage.mqtt.on('MessageIn', ({ duplicate }) => seen.push(duplicate));
    const peer = await stage.connect();
    peer.send(incoming({ qos: 1, packetId: 1 }), incoming({ qos: 1, packetId: 1, dup: true }));
    await peer.receive('puback');
    await peer.receive('puback');
    expect(seen).toEqual([false, true]);
  });

  it('text is decoded when it is read, and the bytes stay exact', async () => {
    const seen: unknown[] = [];
    stage.mqtt.on('MessageIn', ({ message, messageB }) => seen.push(message, [...messageB]));
    const peer = await stage.connect();
    peer.send(incoming({ payload: Uint8Array.of(0x61, 0xff) }));
    await stage.recorder.until(/MessageIn/);
    expect(seen).toEqual(['a\ufffd', [0x61, 0xff]]);
  });
});

describe('what a listener does', () => {
  it('calls within MessageIn: publish, subscribe, disconnect', async () => {
    const { mqtt } = stage;
    const outcomes: Promise<number>[] = [];
    mqtt.on('MessageIn', ({ topic, message }) => {
      outcomes.push(outcome(mqtt.publishMessage(`echo/${topic}`, 1, message)));
      outcomes.push(outcome(mqtt.subscribe('f', 0)));
    });
    const peer = await stage.connect();
    peer.send(incoming({ qos: 1, packetId: 1 }), incoming({ payload: bytes('two') }));
    const types = [];
    for (let i = 0; i < 5; i++) types.push((await peer.receive()).type);
    expect(types).toEqual(['puback', 'publish', 'subscribe', 'publish', 'subscribe']);
    expect(await Promise.all(outcomes)).toEqual([0, 0, 0, 0]);
  });

  it('interrupt within MessageAck ends the turn: nothing of the chunk follows', async () => {
    const { mqtt } = stage;
    mqtt.on('MessageAck', () => void mqtt.interrupt());
    const peer = await stage.connect();
    peer.send(incoming({ qos: 1, packetId: 1 }), incoming({ payload: bytes('after') }));
    await stage.recorder.until('Disconnected 301');
    await sleep(20);
    expect(stage.lines.some((line) => line.includes('after'))).toBe(false);
  });

  it('reset within MessageIn', async () => {
    const { mqtt } = stage;
    let resetting: Promise<void> | undefined;
    mqtt.once('MessageIn', () => {
      resetting = mqtt.reset();
    });
    const peer = await stage.connect();
    peer.send(incoming({ qos: 2, packetId: 2 }), incoming());
    await stage.recorder.until('Disconnected 0');
    expect(await outcome(resetting ?? Promise.reject(new Error('not called')))).toBe(0);
    expect(mqtt.getIncomingMessages().size).toBe(0);
  });

  it('setting configurations un-awaited within listeners takes effect at once', async () => {
    const { mqtt } = stage;
    mqtt.once('MessageOut', () => {
      void mqtt.config('Retain=True');
      void mqtt.publishMessage('t', 1, 'retained');
      void mqtt.config('Retain=False');
    });
    const peer = await stage.connect();
    await mqtt.publishMessage('t', 0, 'x');
    await peer.receive('publish');
    expect(await peer.receive('publish')).toMatchObject({ retain: true });
    expect(await mqtt.config('Retain')).toBe('False');
  });
});

describe('Duplicate', () => {
  it('sets DUP on first sends with QoS above 0, until changed', async () => {
    const { mqtt } = stage;
    await mqtt.config('Duplicate=True');
    const peer = await stage.connect();
    for (const qos of [0, 1, 2]) await mqtt.publishMessage('t', qos, 'x');
    const flags = [];
    for (let i = 0; i < 3; i++) flags.push((await peer.receive('publish')).dup);
    expect(flags).toEqual([false, true, true]);
  });
});
