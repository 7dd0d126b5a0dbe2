/** Servers that send, or say that they will send, more than anybody should take. */

import { text, u16 } from '../corpus/wire.ts';
import type { Scenario } from './scenario.ts';
import {
  accepted,
  asked,
  both,
  floods,
  garbage,
  LARGEST,
  nothing,
  publish,
  repeated,
  resets,
  sends,
  sleep,
  stopsReading,
} from './servers.ts';

const MEGABYTE = 1_048_576;
const BROKEN = [['Connected 0', 'Disconnected 500']] as const;

export const SIZE: readonly Scenario[] = [
  {
    name: 'a CONNACK of 268,435,455 bytes, then silence: 201, in 3.1.1 500 at its header',
    tells: [['Connected 201'], ['Connected 500']],
    timeout: 1,
    serve: asked(sends([0x20, ...LARGEST, 0, 0])),
  },
  {
    name: 'a PUBLISH of 268,435,455 bytes, then silence: no memory for it, and keep alive ends it',
    tells: [['Connected 0', 'Disconnected 10060']],
    keepAlive: 1,
    memory: 50 * MEGABYTE,
    serve: accepted(sends([0x30, ...LARGEST, 0, 1, 0x74])),
  },
  {
    name: 'a PUBLISH of 268,435,455 bytes with MaxIncomingPacketSize: 500 at its header, 0x95',
    tells: BROKEN,
    farewell: 0x95,
    settings: ['MaxIncomingPacketSize=1000000'],
    serve: accepted(sends([0x30, ...LARGEST])),
  },
  {
    name: 'a PUBLISH above our Maximum Packet Size: 500, 0x95',
    tells: BROKEN,
    farewell: 0x95,
    versions: [1],
    settings: ['ConnectProperties={"MaximumPacketSize":1000}'],
    serve: accepted(
      sends((version) => publish(version, 't', { payload: new Array(1000).fill(0) })),
    ),
  },
  {
    name: '20 MB of a PUBLISH of 268,435,455 bytes, then a reset: memory for what came',
    tells: [
      ['Connected 0', 'Disconnected 10054'],
      ['Connected 0', 'Disconnected 1120'],
    ],
    serve: accepted(
      both(
        sends([0x30, ...LARGEST, 0, 1, 0x74]),
        floods(() => new Uint8Array(MEGABYTE), 20),
        () => sleep(200),
        resets,
      ),
    ),
  },
  {
    name: '10 MB of garbage instead of CONNACK: 500',
    tells: [['Connected 500']],
    farewell: 0x81,
    serve: asked(sends(garbage(10 * MEGABYTE))),
  },
  {
    name: '10 MB of garbage once connected: 500',
    tells: BROKEN,
    serve: accepted(sends(garbage(10 * MEGABYTE))),
  },
  {
    name: "garbage without an end: 500, and the end is the client's",
    tells: BROKEN,
    serve: accepted(floods(() => garbage(MEGABYTE), 1000)),
  },
  {
    name: '300,000 messages of QoS 0 at once: all arrive, none is kept',
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'MessageIn last',
    serve: accepted(
      floods(
        (version) => repeated(publish(version, 't'), 1000),
        300,
        (peer) => peer.send(publish(peer.version, 'last')),
      ),
    ),
  },
  {
    name: 'what wants an answer, 100 MB of it, from a server that reads nothing: the answers do not pile up',
    tells: [['Connected 0', 'Disconnected 0']],
    timeout: 1,
    work: 'listening',
    memory: 70 * MEGABYTE,
    serve: accepted(
      both(
        stopsReading,
        floods(() => repeated([0x62, 2, 0, 9], 16_384), 1600),
      ),
    ),
  },
  {
    name: 'a million user properties in a CONNACK, with MaxIncomingPacketSize: 500, 0x95',
    tells: [['Connected 500']],
    farewell: 0x95,
    versions: [1],
    settings: ['MaxIncomingPacketSize=100000'],
    serve: asked(
      both(
        sends([0x20, 0xc7, 0x96, 0xb1, 2, 0, 0, 0xc0, 0x96, 0xb1, 2]),
        floods(() => repeated([0x26, ...text(''), ...text('')], 1000), 1000),
      ),
    ),
  },
  {
    name: 'SUBACKs, PUBCOMPs and PINGRESPs without an end for nothing that was asked: no harm',
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'MessageIn last',
    serve: accepted(
      floods(
        (version) =>
          repeated(
            [
              ...[0x70, 2, ...u16(99)],
              ...(version === 5 ? [0x90, 4, ...u16(99), 0, 0] : [0x90, 3, ...u16(99), 0]),
              ...[0xd0, 0],
            ],
            1000,
          ),
        100,
        (peer) => peer.send(publish(peer.version, 'last')),
      ),
    ),
  },
  {
    name: 'nothing at all for a while, then a connection: no harm',
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'Connected 0',
    work: 'nothing',
    serve: asked(
      both(
        () => sleep(300),
        sends((version) => (version === 5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0])),
        nothing,
      ),
    ),
  },
];
