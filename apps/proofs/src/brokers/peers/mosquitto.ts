/** Eclipse Mosquitto, with persistence. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, freePorts, HOST, run } from '../../program.ts';
import { certificate, openFolder } from '../folder.ts';
import type { Peer, PeerKind } from '../peer.ts';

const program = findProgram('mosquitto');

export const mosquitto: PeerKind = {
  name: 'mosquitto',
  versions: [4, 5],
  limits: [
    {
      cases: ['40 of QoS 2 at once'],
      versions: [4],
      says: `of the QoS 2 messages that a 3.1.1 client has open at once it keeps max_inflight_messages (20 by
default), answers PUBREC and PUBCOMP to the others, and drops them. The client cannot see that: set
\`MaxInflightMessages=20\`, with which the next row passes`,
    },
    {
      cases: ['1 MB payload'],
      transports: ['ws', 'wss'],
      says: 'over WebSocket a message of 1 MB to a client may stall (to a client of a few lines on ws, too)',
      sometimes: true,
    },
  ],
  release() {
    const { stdout } = spawnSync(program ?? 'mosquitto', ['-h'], { encoding: 'utf8' });
    return /version (\S+)/.exec(stdout)?.[1] ?? '';
  },
  start: program === undefined ? undefined : () => start(program),
};

async function start(file: string): Promise<Peer> {
  const folder = openFolder('mosquitto');
  const ports = await freePorts(4);
  const [tcp, tls, ws, wss] = ports;
  const { cert, key } = certificate();
  const secure = [`certfile ${cert}`, `keyfile ${key}`];
  const lines = [
    'allow_anonymous true',
    'log_dest none',
    'persistence true',
    `persistence_location ${folder}/`,
    'set_tcp_nodelay true',
    `listener ${tcp} ${HOST}`,
    `listener ${tls} ${HOST}`,
    ...secure,
    `listener ${ws} ${HOST}`,
    'protocol websockets',
    `listener ${wss} ${HOST}`,
    'protocol websockets',
    ...secure,
  ];
  // It gives up root for a user that may not write our files.
  if (process.getuid?.() === 0) lines.push('user root');
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `${lines.join('\n')}\n`);
  const command = { program: file, args: ['-c', config], ports };
  let running = await run(command);
  return {
    urls: {
      tcp: `mqtt://${HOST}:${tcp}`,
      tls: `mqtts://localhost:${tls}`,
      ws: `ws://${HOST}:${ws}/mqtt`,
      wss: `wss://localhost:${wss}/mqtt`,
    },
    async restart() {
      await running.end();
      running = await run(command);
    },
    stop: () => running.end(),
  };
}
