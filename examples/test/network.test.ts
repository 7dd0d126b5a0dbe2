/** The examples that need more than a broker: certificates, a proxy, a browser. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Broker, createBroker } from '@x/testing';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePorts, requirePeer } from '../../test-support/peers.ts';
import { EXAMPLES, makeCertificates, says } from './support.ts';

let broker: Broker;
beforeEach(() => {
  broker = createBroker();
});
afterEach(() => broker.close());

it.skipIf(requirePeer('openssl') === undefined)('mutual-tls.js', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'x-examples-'));
  makeCertificates(folder, ['localhost', 'device']);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { port } = await broker.listen({
    tls: {
      key: read('localhost.pem'),
      cert: read('localhost.pem'),
      ca: read('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
  });
  const files = ['ca.pem', 'device.pem'].map((name) => join(folder, name));
  const said = await says('mutual-tls.js', `mqtts://localhost:${port}`, ...files);
  rmSync(folder, { recursive: true });
  expect(said).toMatch(/^server .*localhost.*: good\nconnected with TLSv1\.2\n$/);
});

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await wait(20);
  }
}

const microsocks = requirePeer('microsocks');

it.skipIf(microsocks === undefined)('proxy.js, through microsocks', async () => {
  const { url } = await broker.listen();
  const [port = 0] = await freePorts(1);
  const proxy = spawn(microsocks ?? '', ['-i', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  try {
    await listening(port);
    const said = await says('proxy.js', url, 'socks5', '127.0.0.1', String(port));
    expect(said).toBe(`connected to ${url} through socks5 at 127.0.0.1:${port}\n`);
  } finally {
    proxy.kill();
    await once(proxy, 'exit');
  }
});

const program = requirePeer('chromium');

it.skipIf(program === undefined)('browser.html, in Chromium', async () => {
  const { url } = await broker.listenWebSocket();
  const cacheDir = mkdtempSync(join(tmpdir(), 'x-examples-'));
  const pages = await createServer({ root: EXAMPLES, cacheDir, logLevel: 'error' });
  const browser = await chromium.launch({
    executablePath: program ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await pages.listen(0);
    const address = pages.httpServer?.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    const page = await browser.newPage();
    await page.goto(`http://localhost:${address.port}/browser.html?${encodeURIComponent(url)}`);
    await page.waitForSelector('form.ready');
    await page.fill('input', 'from a page');
    await page.click('button');
    expect(await page.locator('#messages li').first().textContent()).toBe('page/text: from a page');
  } finally {
    await browser.close();
    await pages.close();
    rmSync(cacheDir, { recursive: true });
  }
});
