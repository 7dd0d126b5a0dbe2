/** ejabberd with mod_mqtt, as an Erlang node without a network of nodes. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, freePorts, HOST, run } from '../../program.ts';
import { certificate, openFolder } from '../folder.ts';
import type { Peer, PeerKind } from '../peer.ts';

const installed = findProgram('ejabberdctl');
/** It takes anyone who has a name and a password. */
const USER = 'anyone%40localhost:any';
/** Its folder's name has its version. */
const APPLICATION = /^ejabberd-(\d[\d.]*)$/;

export const ejabberd: PeerKind = {
  name: 'ejabberd',
  versions: [4, 5],
  limits: [
    { cases: ['resume after a restart'], says: 'it keeps its sessions in memory' },
    { cases: ['shared subscription'], says: 'it has no shared subscriptions' },
  ],
  release: () =>
    readdirSync(libraries())
      .map((name) => APPLICATION.exec(name)?.[1])
      .find((version) => version !== undefined) ?? '',
  start: installed === undefined ? undefined : start,
};

/** Where Debian keeps Erlang's libraries: a folder for each architecture. */
function libraries(): string {
  const folders = readdirSync('/usr/lib').map((name) => join('/usr/lib', name));
  const found = folders.find(
    (folder) =>
      folder.includes('-linux-') && readdirSync(folder).some((name) => APPLICATION.test(name)),
  );
  return found ?? '/usr/lib';
}

async function start(): Promise<Peer> {
  const folder = openFolder('ejabberd');
  const ports = await freePorts(4);
  const [tcp, tls, ws, wss] = ports;
  const config = join(folder, 'ejabberd.yml');
  const listener = (port: number | undefined, lines: readonly string[]) =>
    [`  - port: ${port}`, `    ip: "${HOST}"`, ...lines.map((line) => `    ${line}`)].join('\n');
  const http = ['module: ejabberd_http', 'request_handlers:', '  /mqtt: mod_mqtt'];
  const lines = [
    'hosts: [localhost]',
    'loglevel: error',
    `certfiles: [${certificate().both}]`,
    'listen:',
    listener(tcp, ['module: mod_mqtt']),
    listener(tls, ['module: mod_mqtt', 'tls: true']),
    listener(ws, http),
    listener(wss, [...http, 'tls: true']),
    'auth_method: [anonymous]',
    'anonymous_protocol: login_anon',
    'allow_multiple_connections: true',
    'modules:',
    '  mod_mqtt:',
    '    max_queue: 5000',
    '    session_expiry: 1 hour',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const database = join(folder, 'db');
  if (!existsSync(database)) mkdirSync(database);
  const env = {
    HOME: folder,
    ERL_LIBS: libraries(),
    ERL_CRASH_DUMP: '/dev/null',
    EJABBERD_CONFIG_PATH: config,
    EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
  };
  const args = ['-noinput', '-mnesia', 'dir', `"${database}"`, '-s', 'ejabberd'];
  const command = { program: 'erl', args, env, ports };
  let running = await run(command);
  return {
    urls: {
      tcp: `mqtt://${USER}@${HOST}:${tcp}`,
      tls: `mqtts://${USER}@localhost:${tls}`,
      ws: `ws://${USER}@${HOST}:${ws}/mqtt`,
      wss: `wss://${USER}@localhost:${wss}/mqtt`,
    },
    async restart() {
      await running.end();
      running = await run(command);
    },
    stop: () => running.end(),
  };
}
