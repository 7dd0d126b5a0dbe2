/** What the examples' tests share: running one as a user does, and certificates made with openssl. */

import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const EXAMPLES = join(import.meta.dirname, '..');

const run = promisify(execFile);

/** What `node examples/FILE …` prints; rejects when it fails. */
export async function says(file: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(EXAMPLES, file), ...args]);
  return stdout;
}

export const linesOf = (text: string) => text.trimEnd().split('\n').sort();

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes `ca.pem`, and `NAME.pem` with certificate and key for each name, in the folder. */
export function makeCertificates(folder: string, names: readonly string[]): void {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  openssl('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Example');
  for (const name of names) {
    const extension = ['-addext', `subjectAltName=DNS:${name}`];
    const [request, file] = [`${name}.csr`, `${name}.pem`];
    openssl('req', ...KEY, '-keyout', file, '-out', request, '-subj', `/CN=${name}`, ...extension);
    const signed = `${name}.crt`;
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', request, '-out', signed, ...by);
    execFileSync('sh', ['-c', `cat '${signed}' >> '${file}'`], { cwd: folder });
  }
}
