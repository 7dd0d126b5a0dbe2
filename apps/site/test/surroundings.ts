/** What the pages take for granted: brokers at their usual addresses, and the certificates that the page about TLS makes. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBroker } from '@x/testing';
import { ROOT } from '../src/root.ts';

export interface Surroundings {
  /** The code with the addresses and files of this run. */
  settle(code: string): string;
  close(): Promise<void>;
}

export async function surroundings(): Promise<Surroundings> {
  const folder = mkdtempSync(join(tmpdir(), 'x-snippets-'));
  makeCertificates(folder);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const broker = createBroker();
  const plain = await broker.listen();
  const webSocket = await broker.listenWebSocket();
  const identity = { key: read('server.key'), cert: read('server.pem'), ca: read('ca.pem') };
  const secure = await broker.listen({ tls: identity });
  const mutual = await broker.listen({
    tls: { ...identity, requestCert: true, rejectUnauthorized: true },
  });
  const addresses: readonly (readonly [RegExp, string])[] = [
    [/mqtt:\/\/localhost:1883/g, plain.url],
    [/ws:\/\/localhost:8080\/mqtt/g, webSocket.url],
    [/mqtts:\/\/localhost:8883/g, `mqtts://localhost:${secure.port}`],
    [/mqtts:\/\/localhost:8884/g, `mqtts://localhost:${mutual.port}`],
    [/(?<=['"`=])(?=[\w-]+\.(?:pem|pfx|key|keys|journal|state)\b)/g, `${folder}/`],
    [/(?<=SessionJournal=)(?=[\w-]+')/g, `${folder}/`],
  ];
  return {
    settle: (code) => addresses.reduce((text, [usual, real]) => text.replace(usual, real), code),
    close: async () => {
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the shell commands of the page, as a reader would. */
function makeCertificates(folder: string): void {
  const page = readFileSync(join(ROOT, 'docs/tls.md'), 'utf8');
  const commands = Array.from(page.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, text]) => text);
  execFileSync('bash', ['-ec', commands.join('\n')], { cwd: folder, stdio: 'pipe' });
}
