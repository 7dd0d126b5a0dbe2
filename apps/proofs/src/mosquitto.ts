/** Starts Eclipse Mosquitto on a free local port, with persistence, and stops it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePorts, HOST, run } from './program.ts';

export interface Server {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startMosquitto(): Promise<Server> {
  const program = findProgram('mosquitto');
  if (program === undefined) throw new Error('mosquitto is not installed');
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port');
  const folder = mkdtempSync(join(tmpdir(), 'x-proofs-mosquitto-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, configuration(port, folder));
  const running = await run({ program, args: ['-c', file], ports: [port] });
  return {
    name: 'mosquitto',
    port,
    async stop() {
      await running.end();
      process.off('exit', remove);
      remove();
    },
  };
}

function configuration(port: number, folder: string): string {
  const lines = [
    'allow_anonymous true',
    'log_dest stderr',
    'log_type error',
    'persistence true',
    `persistence_location ${folder}/`,
    // Otherwise answers wait for the peer's delayed acknowledgement.
    'set_tcp_nodelay true',
    `listener ${port} ${HOST}`,
  ];
  // It gives up root for a user that may not read our files.
  if (process.getuid?.() === 0) lines.push('user root');
  return `${lines.join('\n')}\n`;
}
