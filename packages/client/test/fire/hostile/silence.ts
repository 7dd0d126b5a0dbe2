/** Servers that stop in the middle of something, or take their time. */

import { ACCEPTED } from '../corpus/sequence.ts';
import { text, u32 } from '../corpus/wire.ts';
import type { Scenario } from './scenario.ts';
import {
  accepted,
  answers,
  asked,
  both,
  drips,
  frame,
  nothing,
  publish,
  sends,
  stopsReading,
  upgraded,
} from './servers.ts';

const TIMEOUT = { timeout: 1, tells: [['Connected 201']], calls: { connect: 201 } } as const;
const NO_PINGRESP = { keepAlive: 1, tells: [['Connected 0', 'Disconnected 10060']] } as const;
const PROXY = ['FirewallHost=127.0.0.1'] as const;

const noAnswer: readonly Scenario[] = [
  { name: 'silence from the start: 201', ...TIMEOUT, serve: nothing },
  { name: 'silence after CONNECT: 201', ...TIMEOUT, serve: asked(nothing) },
  {
    name: 'silence in the middle of CONNACK: 201',
    ...TIMEOUT,
    serve: asked(sends((version) => ACCEPTED[version].slice(0, 3))),
  },
  { name: 'silence in the TLS handshake: 201', ...TIMEOUT, tls: true, serve: nothing },
  {
    name: 'half a TLS record, then silence: 201',
    ...TIMEOUT,
    tls: true,
    serve: sends([0x16, 3, 3, 0x40, 0, 2]),
  },
  {
    name: 'silence in the WebSocket upgrade: 201',
    ...TIMEOUT,
    host: 'ws://127.0.0.1',
    serve: nothing,
  },
  {
    name: 'half an answer to the WebSocket upgrade, then silence: 201',
    ...TIMEOUT,
    host: 'ws://127.0.0.1',
    serve: answers('HTTP/1.1 101 Switching Prot'),
  },
  {
    name: 'silence after the WebSocket upgrade: 201',
    ...TIMEOUT,
    host: 'ws://127.0.0.1',
    serve: upgraded(nothing),
  },
  {
    name: 'a WebSocket frame that never ends: 201',
    ...TIMEOUT,
    host: 'ws://127.0.0.1',
    serve: upgraded(sends([0x82, 4, 0x20])),
  },
  {
    name: 'silence of an HTTP proxy: 201',
    ...TIMEOUT,
    settings: [...PROXY, 'FirewallType=1', 'FirewallPort={port}'],
    serve: nothing,
  },
  {
    name: 'silence of a SOCKS5 proxy: 201',
    ...TIMEOUT,
    settings: [...PROXY, 'FirewallType=3', 'FirewallPort={port}'],
    serve: nothing,
  },
  {
    name: 'silence of a SOCKS4 proxy: 201',
    ...TIMEOUT,
    settings: [...PROXY, 'FirewallType=2', 'FirewallPort={port}'],
    serve: nothing,
  },
];

const lost: readonly Scenario[] = [
  {
    name: 'silence after CONNACK: keep alive, 10060',
    ...NO_PINGRESP,
    serve: accepted(nothing),
  },
  {
    name: 'silence in the middle of a packet: keep alive, 10060',
    ...NO_PINGRESP,
    serve: accepted(sends((version) => publish(version, 'topic').slice(0, 6))),
  },
  {
    name: 'Server Keep Alive 1, then silence: 10060',
    ...NO_PINGRESP,
    keepAlive: 1000,
    versions: [1],
    serve: asked(sends([0x20, 6, 0, 0, 3, 0x13, 0, 1])),
  },
  {
    name: 'a large packet a byte a second, and no PINGRESP: 10060',
    ...NO_PINGRESP,
    serve: accepted(drips(() => [0x30, ...new Array<number>(60).fill(0x7f)])),
  },
  {
    name: 'a server that never reads: 201 for what does not get through, and an end all the same',
    tells: [['Connected 0', 'Disconnected 0']],
    timeout: 1,
    work: 'megabytes',
    calls: { publish: 201, disconnect: 0 },
    serve: accepted(stopsReading),
  },
  {
    name: 'a server that never reads, and a full buffer in front of the PINGREQ: keep alive, 10060',
    ...NO_PINGRESP,
    timeout: 30,
    work: 'megabytes',
    calls: { publish: 10060 },
    serve: accepted(stopsReading),
  },
];

const slow: readonly Scenario[] = [
  {
    name: 'CONNACK, a byte a second: it is a connection',
    tells: [['Connected 0', 'Disconnected 0']],
    timeout: 3,
    until: 'Connected 0',
    work: 'nothing',
    serve: asked(drips((version) => ACCEPTED[version])),
  },
  {
    name: 'CONNACK, a byte a second, with AbsoluteTimeout: 201',
    ...TIMEOUT,
    timeout: 2,
    settings: ['AbsoluteTimeout=True'],
    serve: asked(drips((version) => ACCEPTED[version])),
  },
  {
    name: 'a CONNACK of 127 bytes, a byte a second, with ConnectionTimeout and AbsoluteTimeout: 201',
    ...TIMEOUT,
    versions: [1],
    settings: ['AbsoluteTimeout=True', 'ConnectionTimeout=2'],
    serve: asked(drips(() => [0x20, 0x7f, 0, 0, 0x7c, 0x1f, ...text('x'.repeat(121))])),
  },
  {
    name: 'a message a byte every 20 ms: it is a message',
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'MessageIn slow',
    serve: accepted(drips((version) => publish(version, 'slow'), 20)),
  },
  {
    name: 'a WebSocket frame for each byte: it is a connection',
    timeout: 1,
    settings: ['LingerTime=1'],
    host: 'ws://127.0.0.1',
    versions: [0],
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'MessageIn slow',
    serve: upgraded(
      both(...[...ACCEPTED[4], ...publish(4, 'slow')].map((byte) => sends(frame(2, [byte])))),
    ),
  },
];

/** Maximum Packet Size 1: nothing fits, not even an acknowledgement. */
const narrow: readonly Scenario[] = [
  {
    name: 'a server whose Maximum Packet Size nothing fits into: 504 for each operation',
    versions: [1],
    tells: [['Connected 0', 'Disconnected 0']],
    calls: {
      'publish 0': 504,
      'publish 1': 504,
      'publish 2': 504,
      subscribe: 504,
      unsubscribe: 504,
    },
    until: 'Connected 0',
    serve: asked(sends([0x20, 8, 0, 0, 5, 0x27, ...u32(3)])),
  },
];

export const SILENCE: readonly Scenario[] = [...noAnswer, ...lost, ...slow, ...narrow];
