/** Servers that break the protocol, or end the connection where it hurts. */

import { ACCEPTED } from '../corpus/sequence.ts';
import { packet, u16 } from '../corpus/wire.ts';
import type { Scenario } from './scenario.ts';
import { accepted, asked, both, ends, publish, resets, sends } from './servers.ts';

const REFUSED = { tells: [['Connected 500']], calls: { connect: 500 } } as const;
const BROKEN = { tells: [['Connected 0', 'Disconnected 500']] } as const;
const alias = (number: number) => [0x23, ...u16(number)];

export const PROTOCOL: readonly Scenario[] = [
  {
    name: 'PUBLISH before CONNACK: 500, 0x82',
    ...REFUSED,
    farewell: 0x82,
    serve: asked(sends((version) => [...publish(version, 't'), ...ACCEPTED[version]])),
  },
  {
    name: 'two CONNACKs: 500, 0x82',
    ...BROKEN,
    farewell: 0x82,
    serve: accepted(sends((version) => ACCEPTED[version])),
  },
  {
    name: 'a session present that nobody asked for: 500, 0x82',
    ...REFUSED,
    farewell: 0x82,
    serve: asked(
      sends((version) => [0x20, ACCEPTED[version].length - 2, 1, 0, ...(version === 5 ? [0] : [])]),
    ),
  },
  {
    name: 'acknowledgements for ids that the client never used: no harm',
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'MessageIn last',
    serve: accepted(
      sends((version) => [
        ...[0x40, 0x50, 0x62, 0x70].flatMap((first) => packet(first, u16(4711))),
        ...packet(0x90, u16(4712), version === 5 ? [0] : [], [0]),
        ...packet(0xb0, u16(4713), version === 5 ? [0, 0] : []),
        ...publish(version, 'last'),
      ]),
    ),
  },
  {
    name: 'more messages than our Receive Maximum: 500, 0x93',
    ...BROKEN,
    farewell: 0x93,
    versions: [1],
    settings: ['ConnectProperties={"ReceiveMaximum":10}'],
    serve: accepted(
      sends((version) =>
        Array.from({ length: 11 }, (_, i) => publish(version, 't', { qos: 2, id: i + 1 })).flat(),
      ),
    ),
  },
  {
    name: 'a topic alias although none is announced: 500, 0x94',
    ...BROKEN,
    farewell: 0x94,
    versions: [1],
    serve: accepted(sends(publish(5, 't', { section: alias(1) }))),
  },
  {
    name: 'a topic alias above our maximum: 500, 0x94',
    ...BROKEN,
    farewell: 0x94,
    versions: [1],
    settings: ['ClientTopicAliasMax=3'],
    serve: accepted(sends(publish(5, 't', { section: alias(4) }))),
  },
  {
    name: 'a topic alias that was never defined: 500, 0x82',
    ...BROKEN,
    farewell: 0x82,
    versions: [1],
    settings: ['ClientTopicAliasMax=3'],
    serve: accepted(sends(publish(5, '', { section: alias(3) }))),
  },
  {
    name: 'the answer of an HTTP server: 500',
    ...REFUSED,
    serve: asked(sends(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'))),
  },
  {
    name: 'a refusal, and the connection left open: the client ends it',
    ...REFUSED,
    serve: asked(sends((version) => (version === 5 ? [0x20, 3, 0, 0x87, 0] : [0x20, 2, 0, 5]))),
  },
  {
    name: 'DISCONNECT, and the connection left open: the client ends it',
    ...BROKEN,
    versions: [1],
    serve: accepted(sends([0xe0, 1, 0x8b])),
  },
  {
    name: 'FIN at once: 1120',
    tells: [['Connected 1120'], ['Connected 10053'], ['Connected 10054']],
    serve: ends,
  },
  { name: 'FIN after CONNECT: 1120', tells: [['Connected 1120']], serve: asked(ends) },
  {
    name: 'FIN after CONNACK: 1120',
    tells: [['Connected 0', 'Disconnected 1120']],
    serve: accepted(ends),
  },
  {
    name: 'RST after CONNECT: 10054',
    tells: [['Connected 10054']],
    serve: asked(resets),
  },
  {
    name: 'RST while the operations wait: 10054',
    tells: [['Connected 0', 'Disconnected 10054']],
    serve: accepted(async (peer) => {
      await peer.received(0xa2);
      resets(peer);
    }),
  },
  {
    name: 'half a packet, then FIN: 1120',
    tells: [['Connected 0', 'Disconnected 1120']],
    serve: accepted(
      both(
        sends((version) => publish(version, 'topic').slice(0, 5)),
        ends,
      ),
    ),
  },
];
