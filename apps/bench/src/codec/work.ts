/** What is measured: ours, mqtt-packet, and the bare work below which nobody gets. */

import { Decoder, Encoder, encode, type Packet, type ProtocolVersion } from '@x/codec';
import mqttPacket from 'mqtt-packet';
import type { Work } from './measure.ts';
import { asBuffer, toPeer } from './peer.ts';

const { generate, parser, writeToStream } = mqttPacket;

/** Packets of one version, again and again, as a stream of about `size` bytes cut into chunks. */
export interface Stream {
  readonly chunks: readonly Buffer[];
  readonly bytes: Uint8Array;
  readonly packets: number;
}

export function stream(
  packets: readonly Packet[],
  version: ProtocolVersion,
  size: number,
  chunkSize: number,
): Stream {
  const encoder = new Encoder({ version });
  let bytes = 0;
  let count = 0;
  for (const packet of packets) bytes += encode(packet, version).length;
  const turns = Math.max(1, Math.round(size / bytes));
  for (let turn = 0; turn < turns; turn++) {
    for (const packet of packets) encoder.write(packet);
    count += packets.length;
  }
  const all = encoder.take();
  const chunks: Buffer[] = [];
  for (let at = 0; at < all.length; at += chunkSize) {
    chunks.push(asBuffer(all.subarray(at, at + chunkSize)));
  }
  return { chunks, bytes: all, packets: count };
}

export function decodeOurs({ chunks, packets }: Stream, version: ProtocolVersion): Work {
  const decoder = new Decoder({ version });
  let seen = 0;
  const visit = (): void => {
    seen++;
  };
  return () => {
    seen = 0;
    for (const chunk of chunks) decoder.push(chunk, visit);
    return expectCount(seen, packets);
  };
}

export function decodePeer({ chunks, packets }: Stream, version: ProtocolVersion): Work {
  const peer = parser({ protocolVersion: version });
  let seen = 0;
  peer.on('packet', () => {
    seen++;
  });
  peer.on('error', (error) => {
    throw error;
  });
  return () => {
    seen = 0;
    for (const chunk of chunks) peer.parse(chunk);
    return expectCount(seen, packets);
  };
}

/** Reads fixed headers and nothing else. */
export function walkHeaders({ bytes, packets }: Stream): Work {
  return () => {
    let seen = 0;
    let at = 0;
    while (at < bytes.length) {
      let length = 0;
      let shift = 0;
      let byte: number;
      do {
        byte = bytes[++at] ?? 0;
        length |= (byte & 0x7f) << shift;
        shift += 7;
      } while (byte > 0x7f);
      at += 1 + length;
      seen++;
    }
    return expectCount(seen, packets);
  };
}

export function copyBytes({ bytes, packets }: Stream): Work {
  const target = new Uint8Array(bytes.length);
  return () => {
    target.set(bytes);
    return packets;
  };
}

const BATCH = 64;

/** As a busy connection does it: what was written is taken when 64 KiB wait, or a thousand packets. */
export function encodeOurs(packets: readonly Packet[], version: ProtocolVersion): Work {
  const encoder = new Encoder({ version });
  let size = 0;
  for (const packet of packets) size += encode(packet, version).length;
  const turns = Math.ceil(Math.min(65_536 / size, 1024 / packets.length));
  return () => {
    for (let i = 0; i < turns; i++) for (const packet of packets) encoder.write(packet);
    encoder.take();
    return turns * packets.length;
  };
}

/** Like the join of a stream's chunks: every packet taken alone. */
export function encodeOursSingly(packets: readonly Packet[], version: ProtocolVersion): Work {
  const encoder = new Encoder({ version });
  return () => {
    for (let i = 0; i < BATCH; i++) {
      for (const packet of packets) {
        encoder.write(packet);
        encoder.take();
      }
    }
    return BATCH * packets.length;
  };
}

export function generatePeer(packets: readonly Packet[], version: ProtocolVersion): Work {
  const theirs = packets.map(toPeer);
  const options = { protocolVersion: version };
  return () => {
    for (let i = 0; i < BATCH; i++) for (const packet of theirs) generate(packet, options);
    return BATCH * packets.length;
  };
}

/** Into a stream that only counts, as a socket would take it. */
export function writePeer(packets: readonly Packet[], version: ProtocolVersion): Work {
  const theirs = packets.map(toPeer);
  const options = { protocolVersion: version };
  const { sink, stream } = ChunkSink.asStream();
  return () => {
    for (let i = 0; i < BATCH; i++) {
      for (const packet of theirs) writeToStream(packet, stream, options);
      sink.chunks.length = 0;
    }
    return BATCH * packets.length;
  };
}

/** The same, with the chunks of each packet joined. */
export function writePeerJoined(packets: readonly Packet[], version: ProtocolVersion): Work {
  const theirs = packets.map(toPeer);
  const options = { protocolVersion: version };
  const { sink, stream } = ChunkSink.asStream();
  return () => {
    for (let i = 0; i < BATCH; i++) {
      for (const packet of theirs) {
        writeToStream(packet, stream, options);
        Buffer.concat(sink.chunks);
        sink.chunks.length = 0;
      }
    }
    return BATCH * packets.length;
  };
}

/** What writeToStream needs of a stream, without a stream's own cost. */
class ChunkSink {
  readonly chunks: Buffer[] = [];

  static asStream(): { readonly sink: ChunkSink; readonly stream: NodeJS.WritableStream } {
    const sink = new ChunkSink();
    return { sink, stream: sink as unknown as NodeJS.WritableStream };
  }

  write(chunk: Buffer | string, encoding?: BufferEncoding): boolean {
    this.chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    return true;
  }

  destroy(error?: Error): void {
    throw error ?? new Error('destroyed');
  }
}

function expectCount(seen: number, expected: number): number {
  if (seen !== expected) throw new Error(`${seen} packets instead of ${expected}`);
  return seen;
}
