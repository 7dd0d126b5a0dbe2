/** What the decoder promises beside the right packets: where a fault stands, limits, memory, visitors, versions. */

import { describe, expect, it } from 'vitest';
import { Decoder, type DecoderOptions, encode, type Packet } from '../src/index.ts';
import { faultOf, fromHex } from './faults.ts';

const PINGREQ = 'c000';
const PUBLISH = '30050001610102';
const CONNECT_4 = '100c00044d5154540402003c0000';
const CONNECT_5 = '100d00044d5154540502003c000000';

describe('a fault', () => {
  it('comes after the whole packets before it, and again at every later push', () => {
    const decoder = new Decoder({ version: 4 });
    const fault = faultOf(() => decoder.push(fromHex(`${PINGREQ}${PUBLISH}ff00${PINGREQ}`)));
    expect(fault.packets).toMatchObject([{ type: 'pingreq' }, { type: 'publish', topic: 'a' }]);
    expect(fault.packetType).toBe('auth');
    expect(faultOf(() => decoder.push(fromHex(PINGREQ)))).toBe(fault);
    expect(faultOf(() => decoder.push(fromHex(PINGREQ), () => expect.unreachable()))).toBe(fault);
  });

  it('has no packets if a visitor saw them', () => {
    const seen: Packet[] = [];
    const push = () =>
      new Decoder({ version: 4 }).push(fromHex(`${PINGREQ}c001`), (p) => seen.push(p));
    expect(faultOf(push).packets).toEqual([]);
    expect(seen).toEqual([{ type: 'pingreq' }]);
  });

  it('in a packet in pieces knows the packets of its own push only', () => {
    const decoder = new Decoder({ version: 4 });
    expect(decoder.push(fromHex(`${PINGREQ}3005`))).toEqual([{ type: 'pingreq' }]);
    expect(faultOf(() => decoder.push(fromHex('0009616161'))).packets).toEqual([]);
  });

  it('never reads into the next packet', () => {
    const fault = faultOf(() => new Decoder({ version: 4 }).push(fromHex(`320300016140020001`)));
    expect(fault).toMatchObject({ code: 'TRUNCATED', reasonCode: 0x81, packetType: 'publish' });
  });
});

describe('maxPacketSize', () => {
  it('counts the whole packet, and refuses at its header', () => {
    const decoder = () => new Decoder({ version: 4, maxPacketSize: 7 });
    expect(decoder().push(fromHex(PUBLISH)).length).toBe(1);
    for (const header of ['3006', '30808001', '30ffffff7f']) {
      expect(faultOf(() => decoder().push(fromHex(header)))).toMatchObject({
        code: 'PACKET_TOO_LARGE',
        reasonCode: 0x95,
      });
    }
    expect(decoder().push(fromHex('30ffff'))).toEqual([]);
  });

  it('memory follows what was received, not what was announced', () => {
    const before = process.memoryUsage().arrayBuffers;
    const decoders = Array.from({ length: 50 }, () => new Decoder({ version: 4 }));
    for (const decoder of decoders) {
      decoder.push(fromHex('30ffffff7f'));
      decoder.push(new Uint8Array(10_000));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 10_000 * 6);
  });
});

describe('pieces', () => {
  it('a large packet comes together from many chunks', () => {
    const payload = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251);
    const packet: Packet = {
      type: 'publish',
      topic: 'a',
      payload,
      qos: 0,
      retain: false,
      dup: false,
    };
    const bytes = encode(packet, 4);
    for (const size of [1, 999, 65_536]) {
      const decoder = new Decoder({ version: 4 });
      const packets: Packet[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        // As a socket that reuses its buffer would do it.
        const chunk = bytes.slice(at, at + size);
        packets.push(...decoder.push(chunk));
        if (packets.length === 0) chunk.fill(0xee);
      }
      expect(packets.length).toBe(1);
      const [got] = packets;
      expect(got?.type === 'publish' && Buffer.from(got.payload).equals(payload)).toBe(true);
    }
  });

  it('payloads are views of the chunk', () => {
    const chunk = fromHex(`00${PUBLISH}`).subarray(1);
    const [packet] = new Decoder({ version: 4 }).push(chunk);
    expect(packet?.type === 'publish' && packet.payload.buffer).toBe(chunk.buffer);
    const buffer = Buffer.from(PUBLISH, 'hex');
    const [other] = new Decoder({ version: 4 }).push(buffer);
    expect(Object.getPrototypeOf(other?.type === 'publish' && other.payload)).toBe(
      Uint8Array.prototype,
    );
  });

  it('payloads of packets in pieces stay as they are when more comes', () => {
    const decoder = new Decoder({ version: 4 });
    const packets: Packet[] = [];
    for (let i = 0; i < 2000; i++) {
      const bytes = fromHex(`3004000161${(i & 0xff).toString(16).padStart(2, '0')}`);
      packets.push(...decoder.push(bytes.subarray(0, 3)), ...decoder.push(bytes.subarray(3)));
    }
    packets.forEach((packet, i) => {
      expect(packet.type === 'publish' && packet.payload[0]).toBe(i & 0xff);
    });
  });

  it('remembered topics do not leak into others', () => {
    const decoder = new Decoder({ version: 4 });
    const topics = ['a', 'a', 'a', 'b', 'b', 'ab', 'ab', 'a', 'ü', 'ü', 'ü'];
    for (const topic of topics) {
      const packet = { type: 'publish', topic, payload: new Uint8Array(1), qos: 0 } as Packet;
      expect(decoder.push(encode(packet, 4))).toMatchObject([{ topic }]);
    }
  });
});

describe('the version', () => {
  it('comes from the CONNECT, which must come first', () => {
    const four = new Decoder({ from: 'client' });
    expect(four.version).toBe(undefined);
    expect(four.push(fromHex(CONNECT_4 + PUBLISH))).toMatchObject([
      { protocolVersion: 4 },
      { payload: fromHex('0102') },
    ]);
    expect(four.version).toBe(4);
    const five = new Decoder();
    expect(five.push(fromHex(`${CONNECT_5}f000`))).toMatchObject([{}, { type: 'auth' }]);
    expect(five.version).toBe(5);
    expect(faultOf(() => four.push(fromHex('f000'))).code).toBe('PACKET_TYPE');
    expect(faultOf(() => new Decoder().push(fromHex(PINGREQ)))).toMatchObject({
      code: 'UNEXPECTED_PACKET',
      reasonCode: 0x82,
    });
  });

  it('of another level is answered with 0x84', () => {
    for (const hex of ['100c00044d5154540602003c0000', '100e00064d51497364700302003c0000']) {
      expect(faultOf(() => new Decoder().push(fromHex(hex))).reasonCode).toBe(0x84);
    }
    expect(faultOf(() => new Decoder({ version: 5 }).push(fromHex(CONNECT_4))).reasonCode).toBe(
      0x84,
    );
  });

  it('is needed for what a server sends; other options are checked too', () => {
    const bad: readonly object[] = [
      { from: 'server' },
      { version: 3 },
      { from: 'me' },
      { maxPacketSize: 1 },
      { maxPacketSize: 1.5 },
      { maxPacketSize: '9' },
    ];
    for (const options of bad) {
      expect(faultOf(() => new Decoder(options as DecoderOptions)).code).toBe('INVALID_OPTION');
    }
  });
});

describe('the side', () => {
  const CLIENT = ['82060001000161' + '00', 'a2050001000161', PINGREQ, CONNECT_4];
  const SERVER = ['20020000', '9003000100', 'b0020001', 'd000'];
  const BOTH = [PUBLISH, '40020001', '50020001', '62020001', '70020001'];

  it('may send its own packets only', () => {
    for (const hex of [...CLIENT, ...BOTH, 'e000']) {
      expect(new Decoder({ version: 4, from: 'client' }).push(fromHex(hex)).length).toBe(1);
    }
    for (const hex of [...SERVER, ...BOTH]) {
      expect(new Decoder({ version: 4, from: 'server' }).push(fromHex(hex)).length).toBe(1);
    }
    for (const hex of SERVER) {
      const push = () => new Decoder({ version: 4, from: 'client' }).push(fromHex(hex));
      expect(faultOf(push)).toMatchObject({ code: 'UNEXPECTED_PACKET', reasonCode: 0x82 });
    }
    for (const hex of [...CLIENT, 'e000']) {
      const push = () => new Decoder({ version: 4, from: 'server' }).push(fromHex(hex));
      expect(faultOf(push).code).toBe('UNEXPECTED_PACKET');
    }
    for (const hex of [...CLIENT, ...SERVER, ...BOTH, 'e000']) {
      expect(new Decoder({ version: 4 }).push(fromHex(hex)).length).toBe(1);
    }
  });
});

describe('a visitor', () => {
  it('that throws loses nothing but the packet that it was given', () => {
    const decoder = new Decoder({ version: 4 });
    const seen: string[] = [];
    const visit = (packet: Packet): void => {
      seen.push(packet.type);
      if (packet.type === 'publish') throw new Error('mine');
    };
    const stream = fromHex(`${PINGREQ}${PUBLISH}${PINGREQ}d0`);
    expect(() => decoder.push(stream, visit)).toThrow('mine');
    decoder.push(fromHex('00'), visit);
    expect(seen).toEqual(['pingreq', 'publish', 'pingreq', 'pingresp']);
    decoder.push(fromHex('3005'), visit);
    expect(() => decoder.push(fromHex(`0001610102${PINGREQ}`), visit)).toThrow('mine');
    decoder.push(new Uint8Array(0), visit);
    expect(seen.slice(4)).toEqual(['publish', 'pingreq']);
  });

  it('must not push into the same decoder', () => {
    const decoder = new Decoder({ version: 4 });
    const visit = () => void decoder.push(fromHex(PINGREQ));
    expect(faultOf(() => decoder.push(fromHex(PINGREQ), visit)).code).toBe('REENTRANT');
    expect(decoder.push(fromHex(PINGREQ))).toEqual([{ type: 'pingreq' }]);
  });

  it('gets bytes only', () => {
    const push = (chunk: unknown) => () => new Decoder({ version: 4 }).push(chunk as Uint8Array);
    for (const chunk of ['c000', undefined, [0xc0, 0], new ArrayBuffer(2)]) {
      expect(faultOf(push(chunk)).code).toBe('INVALID_TYPE');
    }
  });
});

describe('a chunk that is a Buffer', () => {
  it('is not kept as the remembered topic', () => {
    const decoder = new Decoder({ version: 4 });
    const first = Buffer.from('30030001613003000161', 'hex');
    decoder.push(first);
    first.fill(0x62);
    expect(decoder.push(fromHex('3003000162'))).toMatchObject([{ topic: 'b' }]);
    expect(decoder.push(fromHex('3003000161'))).toMatchObject([{ topic: 'a' }]);
  });
});
