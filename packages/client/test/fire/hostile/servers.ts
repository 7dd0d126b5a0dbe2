/** What hostile and sick servers do, in words that a table of scenarios can use. */

import { createHash } from 'node:crypto';
import { ACCEPTED } from '../corpus/sequence.ts';
import { type Bytes, packet, text, u16, varint } from '../corpus/wire.ts';
import type { Peer, Serve } from './peer.ts';

export const LARGEST: Bytes = varint(268_435_455);

export const nothing: Serve = () => undefined;

/** After CONNECT. */
export const asked =
  (then: Serve): Serve =>
  async (peer) => {
    await peer.received(0x10);
    await then(peer);
  };

/** After CONNECT and CONNACK. */
export const accepted = (then: Serve): Serve =>
  asked((peer) => {
    peer.send(ACCEPTED[peer.version]);
    return then(peer);
  });

export const sends =
  (bytes: Bytes | Uint8Array | ((version: 4 | 5) => Bytes)): Serve =>
  (peer) =>
    peer.send(typeof bytes === 'function' ? bytes(peer.version) : bytes);

/** One every `milliseconds`, until the client has had enough. */
export const drips =
  (bytes: (version: 4 | 5) => Bytes, milliseconds = 1000): Serve =>
  async (peer) => {
    for (const byte of bytes(peer.version)) {
      if (peer.socket.destroyed) return;
      peer.send([byte]);
      await sleep(milliseconds);
    }
  };

/** As fast as the client takes it, until it has had enough or there is no more. */
export const floods =
  (chunk: (version: 4 | 5) => Uint8Array, count: number, last: Serve = nothing): Serve =>
  async (peer) => {
    const bytes = chunk(peer.version);
    const { socket } = peer;
    for (let i = 0; i < count && socket.writable; i++) {
      if (!socket.write(bytes)) await drained(peer);
    }
    await last(peer);
  };

function drained({ socket }: Peer): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}

export const ends: Serve = ({ socket }) => void socket.end();
export const resets: Serve = ({ socket }) => void socket.resetAndDestroy();
export const stopsReading: Serve = ({ socket }) => void socket.pause();

export const both =
  (...all: readonly Serve[]): Serve =>
  async (peer) => {
    for (const each of all) await each(peer);
  };

/** A PUBLISH of the server; id 0: QoS 0. */
export function publish(
  version: 4 | 5,
  topic: string,
  { qos = 0, id = 0, section = [], payload = [0x78] }: Partial<Message> = {},
): Bytes {
  const properties = version === 5 ? [...varint(section.length), ...section] : [];
  return packet(0x30 | (qos << 1), text(topic), qos === 0 ? [] : u16(id), properties, payload);
}

interface Message {
  readonly qos: 0 | 1 | 2;
  readonly id: number;
  readonly section: Bytes;
  readonly payload: Bytes;
}

export function repeated(bytes: Bytes, count: number): Uint8Array {
  const all = new Uint8Array(bytes.length * count);
  for (let i = 0; i < count; i++) all.set(bytes, i * bytes.length);
  return all;
}

/** The same at each run; its first byte is no packet that a server sends. */
export function garbage(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 0x2545f491;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  bytes[0] = 0xff;
  return bytes;
}

/** Answers the HTTP request of a WebSocket client as it should, but for `headers`; then what follows it. */
export const upgraded =
  (then: Serve, headers = 'Sec-WebSocket-Protocol: mqtt\r\n'): Serve =>
  async (peer) => {
    const request = await httpRequest(peer);
    const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1] ?? '';
    const accept = createHash('sha1')
      .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    peer.socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${headers}\r\n`,
    );
    await then(peer);
  };

/** Answers with these lines whatever was asked. */
export const answers =
  (response: string): Serve =>
  async (peer) => {
    await httpRequest(peer);
    peer.socket.write(response);
  };

function httpRequest({ socket }: Peer): Promise<string> {
  return new Promise((resolve) => {
    let request = '';
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      if (request.includes('\r\n\r\n')) resolve(request);
    });
  });
}

/** An unmasked frame of a server. */
export function frame(opcode: number, content: Bytes, fin = true): Bytes {
  const { length } = content;
  const size = length < 126 ? [length] : [126, ...u16(length)];
  return [(fin ? 0x80 : 0) | opcode, ...size, ...content];
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
