/** Servers that are no TLS, WebSocket or proxy server, or a broken one. */

import { ACCEPTED } from '../corpus/sequence.ts';
import type { Scenario } from './scenario.ts';
import {
  answers,
  ends,
  floods,
  frame,
  garbage,
  repeated,
  resets,
  sends,
  upgraded,
} from './servers.ts';

const MEGABYTE = 1_048_576;
/** These servers do not answer a closing frame, and nobody should wait long for them. */
const WS = {
  host: 'ws://127.0.0.1',
  versions: [0],
  timeout: 2,
  settings: ['LingerTime=1'],
} as const;
const TLS = { tls: true, versions: [0] } as const;
const failed = (code: number) => ({ tells: [[`Connected ${code}`]], calls: { connect: code } });

const tls: readonly Scenario[] = [
  {
    ...TLS,
    name: 'plain MQTT where TLS should be: 276',
    ...failed(276),
    serve: sends([...ACCEPTED[4], ...ACCEPTED[4]]),
  },
  {
    ...TLS,
    name: 'garbage where TLS should be: 276',
    ...failed(276),
    serve: sends(garbage(MEGABYTE)),
  },
  {
    ...TLS,
    name: 'an alert in the TLS handshake: 276',
    ...failed(276),
    serve: sends([0x15, 3, 3, 0, 2, 2, 40]),
  },
  { ...TLS, name: 'FIN in the TLS handshake: 276', ...failed(276), serve: ends },
  {
    ...TLS,
    name: 'RST in the TLS handshake: 10054',
    tells: [['Connected 10054'], ['Connected 276']],
    serve: resets,
  },
];

const webSocket: readonly Scenario[] = [
  {
    ...WS,
    name: 'an HTTP status instead of an upgrade: 151',
    ...failed(151),
    serve: answers('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
  },
  {
    ...WS,
    name: 'an HTTP page without an end instead of an upgrade: 151',
    ...failed(151),
    serve: async (peer) => {
      await answers('HTTP/1.1 200 OK\r\n\r\n')(peer);
      await floods(() => garbage(MEGABYTE), 100)(peer);
    },
  },
  {
    ...WS,
    name: 'HTTP headers without an end: 4003',
    ...failed(4003),
    serve: async (peer) => {
      await answers('HTTP/1.1 101 Switching Protocols\r\n')(peer);
      await floods(() => new TextEncoder().encode(`x: ${'y'.repeat(1000)}\r\n`), 100_000)(peer);
    },
  },
  {
    ...WS,
    name: 'no HTTP at all: 4003',
    ...failed(4003),
    serve: sends(garbage(1000)),
  },
  {
    ...WS,
    name: 'an upgrade without the subprotocol: 4003',
    ...failed(4003),
    serve: upgraded(() => undefined, ''),
  },
  {
    ...WS,
    name: 'an upgrade to another subprotocol: 4003',
    ...failed(4003),
    serve: upgraded(() => undefined, 'Sec-WebSocket-Protocol: chat\r\n'),
  },
  {
    ...WS,
    name: 'a text frame instead of CONNACK: 4003',
    ...failed(4003),
    serve: upgraded(sends(frame(1, [0x20, 2, 0, 0]))),
  },
  {
    ...WS,
    name: 'a text frame once connected: 4003',
    tells: [['Connected 0', 'Disconnected 4003']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), ...frame(1, [0x78])])),
  },
  {
    ...WS,
    name: 'a frame with a mask: 4003',
    tells: [['Connected 0', 'Disconnected 4003']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), 0x82, 0x81, 1, 2, 3, 4, 0])),
  },
  {
    ...WS,
    name: 'a frame of 2^62 bytes: 4003',
    tells: [['Connected 0', 'Disconnected 4003']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), 0x82, 0x7f, 0x40, 0, 0, 0, 0, 0, 0, 0])),
  },
  {
    ...WS,
    name: 'a frame of 200 MB with MaxIncomingPacketSize: 4003 at its header',
    settings: ['LingerTime=1', 'MaxIncomingPacketSize=1000'],
    tells: [['Connected 0', 'Disconnected 4003']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), 0x82, 0x7f, 0, 0, 0, 0, 0x0c, 0, 0, 0])),
  },
  {
    ...WS,
    name: 'reserved bits in a frame: 4003',
    tells: [['Connected 0', 'Disconnected 4003']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), 0xf2, 0])),
  },
  {
    ...WS,
    name: 'a close frame with an error: 4003',
    tells: [['Connected 0', 'Disconnected 4003']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), ...frame(8, [0x03, 0xea])])),
  },
  {
    ...WS,
    name: 'a fragmented message without an end: keep alive, 10060',
    keepAlive: 1,
    tells: [['Connected 0', 'Disconnected 10060']],
    serve: upgraded(sends([...frame(2, ACCEPTED[4]), ...frame(2, [0x30], false)])),
  },
  {
    ...WS,
    name: '100,000 pings at once: the end, 1120, rather than as many pongs in memory',
    tells: [['Connected 0', 'Disconnected 1120']],
    serve: async (peer) => {
      await upgraded(sends(frame(2, ACCEPTED[4])))(peer);
      await floods(() => repeated(frame(9, [1, 2, 3]), 1000), 100)(peer);
    },
  },
  {
    ...WS,
    name: 'the connection gone without a close frame: 1120',
    tells: [['Connected 0', 'Disconnected 1120']],
    serve: upgraded(async (peer) => {
      peer.send(frame(2, ACCEPTED[4]));
      ends(peer);
    }),
  },
];

const behind = (type: number) => ({
  settings: ['FirewallHost=127.0.0.1', `FirewallType=${type}`, 'FirewallPort={port}'],
  versions: [0] as const,
});

const proxies: readonly Scenario[] = [
  {
    name: 'an HTTP proxy that refuses: 118',
    ...behind(1),
    ...failed(118),
    serve: answers('HTTP/1.1 403 Forbidden\r\n\r\n'),
  },
  {
    name: 'an HTTP proxy that speaks garbage: 118',
    ...behind(1),
    ...failed(118),
    serve: sends(garbage(MEGABYTE)),
  },
  {
    name: 'an HTTP proxy with headers without an end: 118',
    ...behind(1),
    ...failed(118),
    serve: async (peer) => {
      await answers('HTTP/1.1 200 OK\r\n')(peer);
      await floods(() => new TextEncoder().encode(`x: ${'y'.repeat(1000)}\r\n`), 100_000)(peer);
    },
  },
  {
    name: 'a SOCKS5 proxy that refuses: 118',
    ...behind(3),
    ...failed(118),
    serve: sends([5, 0xff]),
  },
  {
    name: 'a SOCKS5 proxy that speaks garbage: 118',
    ...behind(3),
    ...failed(118),
    serve: sends(garbage(MEGABYTE)),
  },
  {
    name: 'a SOCKS4 proxy that speaks garbage: 118',
    ...behind(2),
    ...failed(118),
    serve: sends(garbage(MEGABYTE)),
  },
  { name: 'a proxy that hangs up: 118', ...behind(3), ...failed(118), serve: ends },
];

export const WRAPPING: readonly Scenario[] = [...tls, ...webSocket, ...proxies];
