import { CodecError } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { PacketReader, type ReadPacket } from '../../src/decode/packet-reader.ts';

const STREAM = Buffer.from('30060001610068' + '69' + 'c000' + '4003000700' + 'e000', 'hex');

function read(options: { version?: 4 | 5; from?: 'client' | 'server' }, ...parts: Uint8Array[]) {
  const packets: ReadPacket[] = [];
  const { version, from } = options;
  const reader = new PacketReader({ version, from }, (packet) => packets.push(packet));
  for (const part of parts) reader.push(part);
  return { packets, reader };
}

describe('PacketReader', () => {
  it('gives the same packets wherever the stream is cut', () => {
    const whole = read({}, STREAM).packets;
    expect(whole.map(({ offset, packet }) => [offset, packet.type])).toEqual([
      [0, 'publish'],
      [8, 'pingreq'],
      [10, 'puback'],
      [15, 'disconnect'],
    ]);
    for (let cut = 1; cut < STREAM.length; cut++) {
      const { packets, reader } = read({}, STREAM.subarray(0, cut), STREAM.subarray(cut));
      expect(packets).toEqual(whole);
      expect(reader.end()).toBe(0);
    }
  });

  it('takes the version from a CONNECT that comes first', () => {
    const connect = Buffer.from('100d00044d5154540402003c000161', 'hex');
    const publish = Buffer.from('3003000161', 'hex');
    expect(read({}, connect, publish).packets.map(({ packet }) => packet.type)).toEqual([
      'connect',
      'publish',
    ]);
  });

  it('says what is missing at the end, and where a fault is', () => {
    expect(read({}, STREAM.subarray(0, 5)).reader.end()).toBe(5);
    const { packets, reader } = read({}, STREAM);
    expect(packets).toHaveLength(4);
    expect(() => reader.push(Buffer.from('c100', 'hex'))).toThrow(CodecError);
    expect(reader.offset).toBe(17);
    expect(() => read({}, Buffer.from('30ffffffff7f', 'hex'))).toThrow(CodecError);
    expect(() => read({ from: 'server' }, Buffer.from('c000', 'hex'))).toThrow(CodecError);
  });
});
