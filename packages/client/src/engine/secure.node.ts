/** From the plan of a TLS connection to the options of its handshake: reads the files that the settings name. */

import { X509Certificate } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SecureOptions, TlsSessions } from '@x/transport/tls';
import { mqttError } from '../errors.ts';
import type { TLSValues } from '../settings/setting-values.ts';
import type { TLSPlan } from '../settings/tls-options.ts';
import type { PacketLog } from './packet-log.ts';
import type { SecurityPlan } from './security-plan.ts';
import { authenticateServer } from './server-authentication.ts';

/** Sessions to take up again, for as long as nothing changes of what they were agreed on. */
export class SessionMemory {
  #values: Readonly<TLSValues> | undefined;
  #identity = '';
  #sessions: TlsSessions | undefined;

  of({ plan, values, identity }: SecurityPlan): TlsSessions | undefined {
    if (!plan.reuseSession) {
      this.#sessions = undefined;
      return undefined;
    }
    const { cert = '' } = identity ?? {};
    if (this.#values !== values || this.#identity !== cert) this.#sessions = undefined;
    this.#values = values;
    this.#identity = cert;
    this.#sessions ??= new TlsSessions();
    return this.#sessions;
  }
}

/** @throws MQTTError 271 a file or folder of certificates, 302 SSLKeyLogFile */
export async function secureOptions(
  security: SecurityPlan,
  sessions: TlsSessions | undefined,
  signal: AbortSignal,
): Promise<SecureOptions> {
  const { plan, identity } = security;
  return {
    ca: await authorities(plan, security.log),
    ...identity,
    minVersion: plan.minVersion,
    maxVersion: plan.maxVersion,
    secureOptions: plan.secureOptions,
    ciphers: plan.ciphers,
    sigalgs: plan.sigalgs,
    ecdhCurve: plan.ecdhCurve,
    sessions,
    keyLog: plan.keyLogFile === '' ? undefined : await keyLog(plan.keyLogFile, security.log),
    authenticate: (peer) => {
      signal.throwIfAborted();
      return authenticateServer(peer, security);
    },
  };
}

async function authorities(plan: TLSPlan, log: PacketLog): Promise<string[]> {
  const fromFile = plan.trustedFile === '' ? [] : await certificatesOf(plan.trustedFile);
  const fromFolder = plan.trustedFolder === '' ? [] : await certificatesIn(plan.trustedFolder, log);
  return [...plan.trusted, ...fromFile, ...fromFolder];
}

/** @throws MQTTError 271 */
async function certificatesOf(file: string): Promise<string[]> {
  try {
    return readCertificates(await readFile(file));
  } catch (error) {
    throw mqttError(271, `OpenSSLCAFile ${file}: ${reasonOf(error)}`, error);
  }
}

/** As OpenSSL names the files of such a folder, and what people put there. */
const CERTIFICATE_FILE = /(?:\.pem|\.crt|^[0-9a-f]{8}\.\d+)$/i;

/** @throws MQTTError 271 if the folder cannot be read; what is no certificate in it is passed over. */
async function certificatesIn(folder: string, log: PacketLog): Promise<Set<string>> {
  const found = new Set<string>();
  for (const name of await namesIn(folder)) {
    if (!CERTIFICATE_FILE.test(name)) continue;
    try {
      for (const pem of readCertificates(await readFile(join(folder, name)))) found.add(pem);
    } catch (error) {
      log.line(1, `OpenSSLCADir: ${name} is passed over: ${reasonOf(error)}`, 'Info');
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw mqttError(271, `OpenSSLCADir ${folder}: ${reasonOf(error)}`, error);
  }
}

const PEM_BLOCK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END [^-]+-----/g;

/** PEM with any text around it, or DER. */
function readCertificates(bytes: Uint8Array): string[] {
  const blocks = new TextDecoder('latin1').decode(bytes).match(PEM_BLOCK) ?? [bytes];
  return blocks.map((block) => new X509Certificate(block).toString());
}

/** @throws MQTTError 302 */
async function keyLog(file: string, log: PacketLog): Promise<(line: Uint8Array) => void> {
  const append = { mode: 0o600 } as const;
  try {
    await (await open(file, 'a', append.mode)).close();
  } catch (error) {
    throw mqttError(302, `SSLKeyLogFile ${file}: ${reasonOf(error)}`, error);
  }
  return (line) => {
    try {
      appendFileSync(file, line, append);
    } catch (error) {
      log.line(1, `SSLKeyLogFile: ${reasonOf(error)}`, 'Info');
    }
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
