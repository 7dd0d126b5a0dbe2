/** The ways from a client to a broker: each transport, and two of them through real proxies. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '../brokers/folder.ts';
import type { TransportName } from '../brokers/peer.ts';
import { findProgram, freePorts, HOST, type Running, run } from '../program.ts';

export interface Route {
  readonly name: string;
  readonly transport: TransportName;
  readonly proxy: Proxy | undefined;
}

export interface Proxy {
  readonly name: string;
  readonly port: number;
  /** As the setting FirewallType wants it. */
  readonly type: 1 | 3;
  readonly running: Running;
}

const DIRECT: readonly TransportName[] = ['tcp', 'tls', 'ws', 'wss'];

/** The proxies that are installed. */
export async function startProxies(): Promise<readonly Proxy[]> {
  const started = await Promise.all([startTinyproxy(), startMicrosocks()]);
  return started.filter((proxy) => proxy !== undefined);
}

export function routesOver(proxies: readonly Proxy[]): readonly Route[] {
  const direct = DIRECT.map((transport) => ({ name: transport, transport, proxy: undefined }));
  const through = proxies.flatMap((proxy) =>
    (['tcp', 'wss'] as const).map((transport) => ({
      name: `${transport} through ${proxy.name}`,
      transport,
      proxy,
    })),
  );
  return [...direct, ...through];
}

/** As connectTo takes it; `port`: where the broker, or what stands before it, listens. */
export function urlOf({ transport }: Route, port: number): string {
  if (transport === 'tcp') return `mqtt://${HOST}:${port}`;
  if (transport === 'tls') return `mqtts://localhost:${port}`;
  return transport === 'ws' ? `ws://${HOST}:${port}/mqtt` : `wss://localhost:${port}/mqtt`;
}

async function startTinyproxy(): Promise<Proxy | undefined> {
  const program = findProgram('tinyproxy');
  const [port] = await freePorts(1);
  if (program === undefined || port === undefined) return undefined;
  const file = join(openFolder('tinyproxy'), 'tinyproxy.conf');
  const lines = [`Port ${port}`, `Listen ${HOST}`, 'MaxClients 500', 'Timeout 600'];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const running = await run({ program, args: ['-d', '-c', file], ports: [port] });
  return { name: 'tinyproxy', port, type: 1, running };
}

async function startMicrosocks(): Promise<Proxy | undefined> {
  const program = findProgram('microsocks');
  const [port] = await freePorts(1);
  if (program === undefined || port === undefined) return undefined;
  const running = await run({ program, args: ['-i', HOST, '-p', String(port)], ports: [port] });
  return { name: 'microsocks', port, type: 3, running };
}
