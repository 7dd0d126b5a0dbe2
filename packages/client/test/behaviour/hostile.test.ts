/** Servers that break the protocol or die in the middle of it: the documented event and code, every promise settled, nothing uncaught. */

import { encode, type Packet, type ProtocolVersion } from '@x/codec';
import type { ScriptedPeer } from '@x/testing';
import { describe, expect, it } from 'vitest';
import { incoming, outcome, sleep, useStage, VERSIONS, type Version } from '../support/stage.ts';

const stage = useStage();

const CONNACK = { type: 'connack', sessionPresent: false, reasonCode: 0 } as const;
const protocol = (version: Version): ProtocolVersion => (version === 1 ? 5 : 4);

/** In 5.0 the client says why before it goes; 3.1.1 has no word for it. */
async function toldWhy(peer: ScriptedPeer, version: Version, reasonCode: number): Promise<void> {
  await peer.whenEnded();
  const said = peer.received.filter(({ type }) => type === 'disconnect');
  expect(said.map((packet) => ('reasonCode' in packet ? packet.reasonCode : undefined))).toEqual(
    version === 1 ? [reasonCode] : [],
  );
}

/** Connected, with one of each operation waiting for the server. */
async function busy(version: Version) {
  const { mqtt } = stage;
  const peer = await stage.connect(version, version === 1 ? { receiveMaximum: 2 } : undefined);
  const calls = [
    mqtt.publishMessage('t', 1, '1'),
    mqtt.publishMessage('t', 2, '2'),
    mqtt.subscribe('a,b', 1),
    mqtt.unsubscribe('c'),
  ];
  await Promise.all(calls);
  // With 5.0 these wait for the quota.
  const waiting = [mqtt.publishMessage('t', 1, '3'), mqtt.publishMessage('t', 2, '4')];
  for (const type of ['publish', 'publish', 'subscribe', 'unsubscribe'] as const) {
    await peer.receive(type);
  }
  return { peer, waiting };
}

describe.each(VERSIONS)('%s: before CONNACK', (_, version) => {
  const others: readonly Packet[] = [
    incoming(),
    incoming({ qos: 1, packetId: 1 }),
    { type: 'puback', packetId: 1, reasonCode: 0 },
    { type: 'pubrec', packetId: 1, reasonCode: 0 },
    { type: 'pubrel', packetId: 1, reasonCode: 0 },
    { type: 'pubcomp', packetId: 1, reasonCode: 0 },
    { type: 'suback', packetId: 1, reasonCodes: [0] },
    { type: 'pingresp' },
  ];

  it.each(others.map((packet) => [packet.type, packet] as const))(
    '%s is a protocol error',
    async (_type, packet) => {
      const { peer, connecting } = await stage.begin(version);
      peer.send(packet, CONNACK);
      expect(await outcome(connecting)).toBe(500);
      expect(stage.lines.slice(1)).toEqual(['Connected 500']);
      await toldWhy(peer, version, 0x82);
    },
  );

  it('a truncated CONNACK and the end of the stream: 1120', async () => {
    const { peer, connecting } = await stage.begin(version);
    peer.sendBytes([0x20, 2, 0]);
    void peer.close();
    expect(await outcome(connecting)).toBe(1120);
    expect(stage.lines.slice(1)).toEqual(['Connected 1120']);
  });

  it('a truncated CONNACK and silence: 201', async () => {
    stage.mqtt.setTimeout(1);
    const { peer, connecting } = await stage.begin(version);
    peer.sendBytes([0x20, 2, 0]);
    expect(await outcome(connecting)).toBe(201);
  });

  it('a CONNACK that is too short, too long or has wrong flags: 500', async () => {
    for (const bytes of [
      [0x20, 0],
      [0x20, 1, 0],
      [0x20, 2, 2, 0],
      [0x21, 2, 0, 0],
      [0x20, 0x80, 0x80, 0x80, 0x80, 1],
    ]) {
      const { peer, connecting } = await stage.begin(version);
      peer.sendBytes(bytes);
      expect([bytes, await outcome(connecting)]).toEqual([bytes, 500]);
    }
  });

  it('a session present that nobody asked for: 500', async () => {
    const { peer, connecting } = await stage.begin(version);
    peer.send({ ...CONNACK, sessionPresent: true });
    expect(await outcome(connecting)).toBe(500);
    expect(await stage.mqtt.config('SessionPresent')).toBe('False');
    await toldWhy(peer, version, 0x82);
  });

  it('silence after CONNECT: 201', async () => {
    stage.mqtt.setTimeout(1);
    const { connecting } = await stage.begin(version);
    expect(await outcome(connecting)).toBe(201);
    expect(stage.lines.at(-1)).toBe('Connected 201');
  });

  it('a megabyte of garbage: 500', async () => {
    const { peer, connecting } = await stage.begin(version);
    peer.sendBytes(garbage(1_000_000));
    expect(await outcome(connecting)).toBe(500);
  });

  it('an answer of another protocol: 500', async () => {
    const { peer, connecting } = await stage.begin(version);
    peer.sendBytes(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await outcome(connecting)).toBe(500);
  });
});

describe('refusals', () => {
  it.each([1, 2, 3, 4, 5])('3.1.1: return code %i is 500 with its text', async (reasonCode) => {
    const { peer, connecting } = await stage.begin(0);
    peer.send({ ...CONNACK, reasonCode });
    await expect(connecting).rejects.toThrow(`(${reasonCode})`);
    expect(await outcome(connecting)).toBe(500);
    expect(stage.lines.slice(1)).toEqual(['Connected 500']);
  });

  const codes = [
    0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99,
    0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
  ];

  it.each(codes)(
    '5.0: reason code %i is 500 with its text, and the properties can be read',
    async (reasonCode) => {
      const { peer, connecting } = await stage.begin(1);
      peer.send({ ...CONNACK, reasonCode, properties: { reasonString: 'so it is' } });
      await expect(connecting).rejects.toThrow(`so it is (${reasonCode})`);
      expect(await outcome(connecting)).toBe(500);
      expect(await stage.mqtt.config('ConnAckProperties')).toBe('{"ReasonString":"so it is"}');
      await peer.whenEnded();
      expect(peer.received).toHaveLength(1);
    },
  );

  it.each(VERSIONS)('%s: a code that does not exist is 500 as well', async (_, version) => {
    const { peer, connecting } = await stage.begin(version);
    peer.sendBytes(version === 0 ? [0x20, 2, 0, 77] : [0x20, 3, 0, 0x55, 0]);
    expect(await outcome(connecting)).toBe(500);
  });
});

describe.each(VERSIONS)('%s: once connected', (_, version) => {
  const illegal: readonly (readonly [string, Uint8Array, number])[] = [
    ['a second CONNACK', encode(CONNACK, protocol(version)), 0x82],
    [
      'CONNECT',
      packet({
        type: 'connect',
        protocolVersion: protocol(version),
        clientId: 'x',
        cleanStart: true,
        keepAlive: 0,
      }),
      0x82,
    ],
    [
      'SUBSCRIBE',
      packet({ type: 'subscribe', packetId: 1, subscriptions: [{ topicFilter: 'a', qos: 0 }] }),
      0x82,
    ],
    ['UNSUBSCRIBE', packet({ type: 'unsubscribe', packetId: 1, topicFilters: ['a'] }), 0x82],
    ['PINGREQ', packet({ type: 'pingreq' }), 0x82],
    ['packet type 0', Uint8Array.of(0, 0), 0x81],
    ['QoS 3', Uint8Array.of(0x36, 5, 0, 1, 0x74, 0, 1), 0x81],
    ['packet id 0', Uint8Array.of(0x32, 6, 0, 1, 0x74, 0, 0, 0), 0x82],
    ['DUP with QoS 0', Uint8Array.of(0x38, 4, 0, 1, 0x74, 0), 0x82],
    ['a topic with a wildcard', Uint8Array.of(0x30, 4, 0, 1, 0x23, 0), 0x82],
    ['a topic that is no UTF-8', Uint8Array.of(0x30, 4, 0, 1, 0xff, 0), 0x81],
    ['a topic longer than its packet', Uint8Array.of(0x30, 4, 0, 9, 0x74, 0), 0x81],
    ['wrong flags in PUBREL', Uint8Array.of(0x60, 2, 0, 1), 0x81],
    ['a length of five bytes', Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80, 1), 0x81],
  ];

  function packet(each: Packet): Uint8Array {
    return encode(each, protocol(version));
  }

  it.each(illegal)('%s ends it with 500; what waits is told', async (_name, bytes, reasonCode) => {
    const { peer, waiting } = await busy(version);
    peer.sendBytes(bytes);
    await stage.recorder.until('Disconnected 500');
    for (const call of waiting) expect(await outcome(call)).toBe(version === 1 ? 500 : 0);
    expect(stage.mqtt.getOutgoingMessages().size).toBe(version === 1 ? 2 : 4);
    await peer.whenEnded();
    const said = peer.received.filter(({ type }) => type === 'disconnect');
    expect(said).toHaveLength(version === 1 ? 1 : 0);
    if (version === 1) expect(said[0]).toMatchObject({ reasonCode });
  });

  it('a megabyte of garbage: 500', async () => {
    const { peer, waiting } = await busy(version);
    peer.sendBytes(garbage(1_000_000));
    await stage.recorder.until('Disconnected 500');
    for (const call of waiting) await outcome(call);
  });

  it('whole packets before the fault count', async () => {
    const { peer } = await busy(version);
    peer.sendBytes(
      joined(
        packet(incoming({ qos: 1, packetId: 5 })),
        Uint8Array.of(0, 0),
        packet(incoming({ topic: 'late' })),
      ),
    );
    await stage.recorder.until('Disconnected 500');
    expect(stage.lines).toContain('MessageIn 5 t 1 in');
    expect(stage.lines.some((line) => line.includes('late'))).toBe(false);
  });

  it('a declared length of 268,435,455 and silence: no memory for it, and keep alive ends it', async () => {
    stage.mqtt.setKeepAliveInterval(1);
    const peer = await stage.connect(version);
    const before = process.memoryUsage();
    peer.sendBytes([0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0x74]);
    await peer.receive('pingreq');
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4_000_000);
    expect(after.rss - before.rss).toBeLessThan(100_000_000);
    await stage.recorder.until('Disconnected 10060');
  });

  it('one byte at a time is as good as all at once', async () => {
    const { mqtt } = stage;
    mqtt.setVersion(version);
    const connecting = mqtt.connectTo(stage.server.host, stage.server.port);
    const peer = await stage.server.accept();
    await peer.receive('connect');
    for (const byte of packet(CONNACK)) await drip(peer, byte);
    await connecting;
    for (const byte of packet(incoming({ qos: 2, packetId: 300, topic: 'a/b/c' })))
      await drip(peer, byte);
    await peer.receive('pubrec');
    for (const byte of packet({ type: 'pubrel', packetId: 300, reasonCode: 0 }))
      await drip(peer, byte);
    await peer.receive('pubcomp');
    expect(stage.lines).toContain('MessageIn 300 a/b/c 2 in');
  });

  it('acknowledgements for unknown ids are survived', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect(version);
    stage.recorder.clear();
    peer.send(
      { type: 'puback', packetId: 100, reasonCode: 0 },
      { type: 'pubcomp', packetId: 101, reasonCode: 0 },
      { type: 'suback', packetId: 102, reasonCodes: [0] },
      { type: 'unsuback', packetId: 103, reasonCodes: version === 1 ? [0] : [] },
      { type: 'pubrec', packetId: 104, reasonCode: 0 },
      { type: 'pubrel', packetId: 105, reasonCode: 0 },
      { type: 'pingresp' },
    );
    const unknown = version === 1 ? 0x92 : 0;
    expect(await peer.receive('pubrel')).toMatchObject({ packetId: 104, reasonCode: unknown });
    expect(await peer.receive('pubcomp')).toMatchObject({ packetId: 105, reasonCode: unknown });
    expect(stage.lines).toEqual([]);
    await mqtt.publishMessage('t', 1, 'x');
    expect(await peer.receive('publish')).toMatchObject({ packetId: 1 });
  });

  const confused: readonly (readonly [string, Packet])[] = [
    ['a PUBACK for a message of QoS 2', { type: 'puback', packetId: 2, reasonCode: 0 }],
    ['a PUBREC for a message of QoS 1', { type: 'pubrec', packetId: 1, reasonCode: 0 }],
    ['a PUBCOMP before PUBREC', { type: 'pubcomp', packetId: 2, reasonCode: 0 }],
    ['a PUBACK for a SUBSCRIBE', { type: 'puback', packetId: 3, reasonCode: 0 }],
    ['a SUBACK for a PUBLISH', { type: 'suback', packetId: 1, reasonCodes: [0] }],
    ['a SUBACK for an UNSUBSCRIBE', { type: 'suback', packetId: 4, reasonCodes: [0] }],
    [
      'an UNSUBACK for a SUBSCRIBE',
      { type: 'unsuback', packetId: 3, reasonCodes: version === 1 ? [0] : [] },
    ],
    ['a SUBACK with one code for two filters', { type: 'suback', packetId: 3, reasonCodes: [0] }],
    [
      'a SUBACK with three codes for two filters',
      { type: 'suback', packetId: 3, reasonCodes: [0, 0, 0] },
    ],
  ];

  it.each(confused)('%s ends it with 500', async (_name, wrong) => {
    const { peer, waiting } = await busy(version);
    peer.send(wrong);
    await stage.recorder.until('Disconnected 500');
    for (const call of waiting) await outcome(call);
    await toldWhy(peer, version, 0x82);
    expect(stage.lines.some((line) => line.startsWith('Subscribed'))).toBe(false);
  });
});

it('5.0: an UNSUBACK with too few codes ends it with 500', async () => {
  const { peer, waiting } = await busy(1);
  peer.send({ type: 'unsuback', packetId: 4, reasonCodes: [0, 0] });
  await stage.recorder.until('Disconnected 500');
  for (const call of waiting) await outcome(call);
  await toldWhy(peer, 1, 0x82);
});

it('3.1.1: SUBACK with a code that does not exist ends it with 500', async () => {
  const { peer, waiting } = await busy(0);
  peer.sendBytes([0x90, 4, 0, 3, 3, 0]);
  await stage.recorder.until('Disconnected 500');
  for (const call of waiting) await outcome(call);
});

describe.each([
  ['3.1.1', 0, 'FIN', 1120],
  ['3.1.1', 0, 'RST', 10054],
  ['5.0', 1, 'FIN', 1120],
  ['5.0', 1, 'RST', 10054],
] as const)('%s: %i %s after each byte', (_, version, how, code) => {
  const connack = encode(CONNACK, protocol(version));
  const exchange = joined(
    connack,
    encode(incoming({ qos: 1, packetId: 7 }), protocol(version)),
    encode(incoming({ qos: 2, packetId: 8 }), protocol(version)),
    encode({ type: 'pubrel', packetId: 8, reasonCode: 0 }, protocol(version)),
  );

  it('is the documented event, and never a half message', async () => {
    for (let count = 0; count <= exchange.length; count++) {
      stage.recorder.clear();
      const { peer, connecting } = await stage.begin(version);
      if (count > 0) peer.sendBytes(exchange.subarray(0, count));
      // A reset throws away what is on its way: wait until it has come where it would say something.
      if (how === 'RST' && count >= connack.length) await stage.recorder.until('ReadyToSend');
      if (how === 'FIN') void peer.close();
      else peer.reset();
      const connected = count >= connack.length;
      // Bytes and a reset that come at once are an end of the stream to the operating system's poll.
      const codes = how === 'RST' && count > 0 ? [code, 1120] : [code];
      const name = connected ? 'Disconnected' : 'Connected';
      await stage.recorder.until(new RegExp(`^${name} [1-9]`));
      const result = await outcome(connecting);
      expect(connected ? [0, ...codes] : codes).toContain(result);
      const events = stage.lines.filter((line) => /^(Connected|Disconnected|Error)/.test(line));
      const ended = codes.map((each) => `${name} ${each}`);
      expect(ended).toContain(events.at(-1));
      expect(events.slice(0, -1)).toEqual(connected ? ['Connected 0'] : []);
      const messages = stage.lines.filter((line) => line.startsWith('MessageIn'));
      if (how === 'FIN') {
        const lengths = [connack.length + 9 + version, exchange.length];
        expect(messages).toHaveLength(lengths.filter((length) => count >= length).length);
      }
      expect(stage.mqtt.isConnected()).toBe(false);
    }
  });
});

/** The same at each run; its first byte is no packet that a server sends. */
function garbage(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let seed = 0x2545f491;
  for (let i = 0; i < length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = seed >>> 24;
  }
  bytes[0] = 0xff;
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

async function drip(peer: ScriptedPeer, byte: number): Promise<void> {
  peer.sendBytes([byte]);
  await sleep(1);
}
