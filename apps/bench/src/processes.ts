/** What the benchmarks with processes of their own share: paths, runs, medians, a certificate for one run. */

import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const run = promisify(execFile);

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Starts a server in a process of its own; the first message that it sends is what it is reached by. */
export async function startServer<T>(
  file: string,
  args: readonly string[] = [],
): Promise<{ readonly process: ChildProcess; readonly address: T }> {
  const server = fork(file, args);
  const [address]: T[] = await once(server, 'message');
  if (address === undefined) throw new Error(`${file} did not say how to reach it`);
  return { process: server, address };
}

/** The paths of a key and a certificate for this run only. */
export async function certificate(folder: string): Promise<[key: string, cert: string]> {
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const files = ['-keyout', key, '-out', cert];
  await run('openssl', ['req', '-x509', ...kind, ...files, '-subj', '/CN=127.0.0.1']);
  return [key, cert];
}
