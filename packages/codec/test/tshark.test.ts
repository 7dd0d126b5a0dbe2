/** An independent dissector reads what we encode: Wireshark's. Needs tshark; REQUIRE_REAL=1 makes its absence a failure. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, PACKET_TYPES, type Packet, type ProtocolVersion } from '../src/index.ts';
import { packetOf } from './arbitraries.ts';

const PRESENT = isPresent();
const REQUIRED = process.env['REQUIRE_REAL'] === '1';
const EACH = 5;

describe.runIf(PRESENT || REQUIRED)('tshark', () => {
  it('is here', () => {
    expect(PRESENT).toBe(true);
  });

  it.each([4, 5] as const)('finds nothing wrong with packets of version %i', (version) => {
    const packets = sample(version);
    const lines = dissect(packets.map((packet) => encode(packet, version)));
    const types = lines.flatMap((line) => line.split('\t')[0]?.split(',') ?? []);
    expect(types.map(Number)).toEqual(packets.map(({ type }) => PACKET_TYPES[type].id));
    for (const line of lines) expect(line.split('\t')[1] ?? '').toBe('');
  });
});

/** A CONNECT, from which the dissector takes the version, and some of every type. */
function sample(version: ProtocolVersion): Packet[] {
  const { connect, ...others } = packetOf(version);
  const list = Object.values(others).flatMap((arbitrary) =>
    fc.sample(arbitrary, { seed: 11, numRuns: EACH }),
  );
  const [first] = fc.sample(connect as fc.Arbitrary<Packet>, { seed: 11, numRuns: 1 });
  return [first as Packet, ...list];
}

/** One line a TCP segment: packet types, and what the dissector complains of. */
function dissect(payloads: readonly Uint8Array[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'codec-tshark-'));
  try {
    const file = join(folder, 'packets.pcap');
    writeFileSync(file, capture(payloads));
    const fields = ['-e', 'mqtt.msgtype', '-e', '_ws.malformed'];
    const output = execFileSync(
      'tshark',
      ['-r', file, '-d', 'tcp.port==1883,mqtt', '-T', 'fields', ...fields],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    return output.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pcap file of raw IPv4: one TCP segment a payload. */
function capture(payloads: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(101, 20);
  let sequence = 1;
  const records = payloads.map((payload) => {
    const frame = segment(payload, sequence);
    sequence += payload.length;
    const record = Buffer.alloc(16);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return Buffer.concat([record, frame]);
  });
  return Buffer.concat([header, ...records]);
}

function segment(payload: Uint8Array, sequence: number): Buffer {
  const ip = Buffer.alloc(20);
  ip.writeUInt8(0x45, 0);
  ip.writeUInt16BE(40 + payload.length, 2);
  ip.writeUInt8(64, 8);
  ip.writeUInt8(6, 9);
  ip.writeUInt32BE(0x7f000001, 12);
  ip.writeUInt32BE(0x7f000001, 16);
  const tcp = Buffer.alloc(20);
  tcp.writeUInt16BE(40_000, 0);
  tcp.writeUInt16BE(1883, 2);
  tcp.writeUInt32BE(sequence, 4);
  tcp.writeUInt32BE(1, 8);
  tcp.writeUInt8(0x50, 12);
  tcp.writeUInt8(0x18, 13);
  tcp.writeUInt16BE(65_535, 14);
  return Buffer.concat([ip, tcp, payload]);
}

function isPresent(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
