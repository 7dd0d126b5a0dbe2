/**
 * A slow reader on either side bounds memory: one side offers 1 GB, the other, in another process, takes 1 MB a second.
 * SLOW_READER_SECONDS sets how long each of them goes on; 20 is the full form.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { tcp } from '../../src/tcp.ts';
import { tls } from '../../src/tls.ts';
import type { Transport } from '../../src/transport.ts';
import { ws } from '../../src/ws.node.ts';
import { never } from '../compliance/suite.ts';
import { collectGarbage } from '../leaks/dial-many.ts';
import { issue } from '../support/certificates.ts';
import { SUBJECT_NAMES, type SubjectName } from '../support/subjects.ts';
import { SlowSide } from './slow-side.ts';

const SECONDS = Number(process.env['SLOW_READER_SECONDS'] ?? 1);
const OFFERED = 1_000_000_000;
/** The same each time, so that the caller holds nothing. */
const BATCH = new Uint8Array(65_536);
/** How often memory is looked at, in milliseconds. */
const LOOK = 100;
const ALLOWED_GROWTH = 32_000_000;
/** Of what the reader gets: more than its rate, as one chunk may exceed it, but far from what was offered. */
const ALLOWED_READ = 4_000_000 * (SECONDS + 1);

const timeout = SECONDS * 1000 + 30_000;
const host = '127.0.0.1';
const { cert, key, certificate } = issue({ names: [host] });
const authenticate = (peer: { certificate: Uint8Array }) => certificate.equals(peer.certificate);

const TRANSPORTS: Readonly<Record<SubjectName, (port: number) => Transport>> = {
  tcp: (port) => tcp({ host, port }),
  tls: (port) => tls({ host, port, authenticate }),
  ws: (port) => ws({ url: `ws://${host}:${port}/` }),
  wss: (port) => ws({ url: `wss://${host}:${port}/`, authenticate }),
};

let peer: ChildProcess | undefined;
afterEach(() => peer?.kill());

async function serve(kind: SubjectName, does: 'reads' | 'offers'): Promise<number> {
  const file = fileURLToPath(new URL('./peer.mjs', import.meta.url));
  peer = fork(file, [kind, does], { env: { ...process.env, KEY: key, CERT: cert } });
  const [port]: number[] = await once(peer, 'message');
  if (port === undefined) throw new Error('the peer gave no port');
  return port;
}

/** How far this process grows meanwhile, in bytes. */
async function growth(): Promise<number> {
  collectGarbage();
  const base = process.memoryUsage.rss();
  let highest = base;
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    await delay(LOOK);
    highest = Math.max(highest, process.memoryUsage.rss());
  }
  return highest - base;
}

it.each(SUBJECT_NAMES)('%s: what we offer to a slow server', { timeout }, async (kind) => {
  const port = await serve(kind, 'reads');
  let offered = 0;
  let offer: () => void = () => undefined;
  const handlers = { data: () => undefined, drain: () => offer(), close: () => undefined };
  const connection = await TRANSPORTS[kind](port).dial(handlers, never());
  offer = () => {
    while (offered < OFFERED) {
      offered += BATCH.length;
      if (!connection.write([BATCH])) return;
    }
  };
  offer();
  const grown = await growth();
  connection.destroy();
  expect(offered).toBeLessThan(OFFERED);
  expect(connection.bytesSent).toBeGreaterThan(0);
  expect(grown).toBeLessThan(ALLOWED_GROWTH);
});

it.each(SUBJECT_NAMES)(
  '%s: what a server offers while we read slowly',
  { timeout },
  async (kind) => {
    const port = await serve(kind, 'offers');
    let reader: SlowSide | undefined;
    const handlers = {
      data: (chunk: Uint8Array) => reader?.take(chunk.length),
      drain: () => undefined,
      close: () => undefined,
    };
    const connection = await TRANSPORTS[kind](port).dial(handlers, never());
    reader = new SlowSide(
      () => connection.pause(),
      () => connection.resume(),
    );
    const grown = await growth();
    const { total } = reader;
    reader.stop();
    connection.destroy();
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(ALLOWED_READ);
    expect(grown).toBeLessThan(ALLOWED_GROWTH);
  },
);
