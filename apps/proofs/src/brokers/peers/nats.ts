/** NATS with its MQTT gateway, which keeps its sessions in JetStream. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, freePorts, HOST, run } from '../../program.ts';
import { openFolder } from '../folder.ts';
import type { Peer, PeerKind } from '../peer.ts';

const program = findProgram('nats-server');

export const nats: PeerKind = {
  name: 'NATS',
  versions: [4],
  limits: [
    {
      cases: [
        'QoS 2',
        '40 of QoS 2 at once',
        '40 of QoS 2, MaxInflightMessages=20',
        'resume after a cut, QoS 2',
      ],
      says: 'it grants QoS 1 to a subscription that asks for QoS 2',
    },
    { cases: ['shared subscription'], says: '`$share` is a topic like any other to it' },
  ],
  release() {
    const { stdout } = spawnSync(program ?? 'nats-server', ['--version'], { encoding: 'utf8' });
    return stdout.trim().replace('nats-server: v', '');
  },
  start: program === undefined ? undefined : () => start(program),
};

async function start(file: string): Promise<Peer> {
  const folder = openFolder('nats');
  const ports = await freePorts(3);
  const [own, tcp, ws] = ports;
  const config = join(folder, 'nats.conf');
  const lines = [
    'server_name: x',
    `listen: "${HOST}:${own}"`,
    `jetstream { store_dir: "${folder}/store" }`,
    `mqtt { listen: "${HOST}:${tcp}" }`,
    `websocket { listen: "${HOST}:${ws}", no_tls: true }`,
    'max_payload: 8MB',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const command = { program: file, args: ['-c', config], ports };
  let running = await run(command);
  return {
    urls: { tcp: `mqtt://${HOST}:${tcp}`, ws: `ws://${HOST}:${ws}/mqtt` },
    async restart() {
      await running.end();
      running = await run(command);
    },
    stop: () => running.end(),
  };
}
