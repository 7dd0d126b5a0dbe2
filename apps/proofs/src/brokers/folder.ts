/** A folder for a broker's files, with a certificate for localhost in it, that goes when the program ends. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function openFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `x-brokers-${name}-`));
  // A broker that gives up root reads it, too.
  chmodSync(folder, 0o755);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Certificate {
  /** Paths of PEM files. `both`: the certificate, then the key. */
  readonly cert: string;
  readonly key: string;
  readonly both: string;
  /** The certificate itself. */
  readonly pem: string;
}

let made: Certificate | undefined;

/** Signed by itself: a client that takes it as its authority trusts the server. One for all brokers. */
export function certificate(): Certificate {
  made ??= make();
  return made;
}

function make(): Certificate {
  const folder = openFolder('certificate');
  const [cert, key, both] = ['cert.pem', 'key.pem', 'both.pem'].map((name) => join(folder, name));
  if (cert === undefined || key === undefined || both === undefined) throw new Error('no names');
  const subject = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-days', '2', ...curve, ...subject, '-keyout', key, '-out', cert],
    { stdio: 'pipe' },
  );
  chmodSync(key, 0o644);
  const pem = readFileSync(cert, 'utf8');
  writeFileSync(both, `${pem}${readFileSync(key, 'utf8')}`);
  return { cert, key, both, pem };
}
