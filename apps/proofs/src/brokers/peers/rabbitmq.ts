/** RabbitMQ with its plugins rabbitmq_mqtt and rabbitmq_web_mqtt, as a node of its own. */

import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, freePorts, HOST, run } from '../../program.ts';
import { certificate, openFolder } from '../folder.ts';
import type { Peer, PeerKind } from '../peer.ts';

/** The one in PATH becomes the user rabbitmq, who may not write our folder; this is what it starts. */
const START = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const installed = findProgram('rabbitmq-server');

export const rabbitmq: PeerKind = {
  name: 'RabbitMQ',
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
    {
      cases: ['will'],
      transports: ['ws', 'wss'],
      says: 'over WebSocket it may publish the will of a client that has sent DISCONNECT',
      sometimes: true,
    },
  ],
  release() {
    const [folder = ''] = readdirSync('/usr/lib/rabbitmq/lib');
    return folder.replace('rabbitmq_server-', '');
  },
  start: installed === undefined ? undefined : start,
};

async function start(): Promise<Peer> {
  const folder = openFolder('rabbitmq');
  const [tcp, tls, ws, wss, distribution, names] = await freePorts(6);
  const { cert, key } = certificate();
  const config = join(folder, 'rabbitmq.conf');
  const lines = [
    'listeners.tcp = none',
    `mqtt.listeners.tcp.1 = ${HOST}:${tcp}`,
    `mqtt.listeners.ssl.1 = ${HOST}:${tls}`,
    'mqtt.allow_anonymous = true',
    `web_mqtt.tcp.ip = ${HOST}`,
    `web_mqtt.tcp.port = ${ws}`,
    `web_mqtt.ssl.ip = ${HOST}`,
    `web_mqtt.ssl.port = ${wss}`,
    `web_mqtt.ssl.certfile = ${cert}`,
    `web_mqtt.ssl.keyfile = ${key}`,
    `ssl_options.certfile = ${cert}`,
    `ssl_options.keyfile = ${key}`,
    'log.file = false',
    'log.console = true',
    'log.console.level = error',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const plugins = join(folder, 'plugins');
  writeFileSync(plugins, '[rabbitmq_mqtt,rabbitmq_web_mqtt].\n');
  const ports = [tcp, tls, ws, wss].filter((port) => port !== undefined);
  const env = {
    HOME: folder,
    RABBITMQ_NODENAME: `x${tcp}@localhost`,
    RABBITMQ_MNESIA_BASE: join(folder, 'db'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_DIST_PORT: String(distribution),
    ERL_EPMD_PORT: String(names),
    ERL_EPMD_ADDRESS: HOST,
  };
  // Erlang's register of nodes leaves the group of who started it.
  const endRegister = () => void spawnSync('epmd', ['-port', String(names), '-kill']);
  process.once('exit', endRegister);
  let running = await run({ program: START, env, ports });
  return {
    urls: {
      tcp: `mqtt://${HOST}:${tcp}`,
      tls: `mqtts://localhost:${tls}`,
      ws: `ws://${HOST}:${ws}/ws`,
      wss: `wss://localhost:${wss}/ws`,
    },
    async restart() {
      await running.end();
      running = await run({ program: START, env, ports });
    },
    async stop() {
      await running.end();
      endRegister();
    },
  };
}
