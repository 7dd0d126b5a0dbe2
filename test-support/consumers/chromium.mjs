/** Runs a bundled application in a headless Chromium. */

import { createServer } from 'node:http';
import { chromium } from 'playwright';
import { requirePeer } from '../peers.mjs';

/** @typedef {import('./bundles.mjs').Chunk} Chunk */

/** Without a sandbox (CI runs as root), and without traffic of its own. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/**
 * The `result` of each, which must be plain data. `undefined` where there is no Chromium, which with REQUIRE_REAL=1 is an
 * error.
 * @param {readonly (readonly Chunk[])[]} applications Each exports `result` from its entry.
 * @returns {Promise<unknown[] | undefined>}
 */
export async function runInChromium(applications) {
  const executablePath = process.env['CHROMIUM'] ?? requirePeer('chromium');
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const results = [];
  try {
    for (const chunks of applications) {
      const { origin, close } = await serve(chunks);
      const page = await browser.newPage();
      await page.goto(origin);
      const entry = chunks.find(({ isEntry }) => isEntry)?.file ?? '';
      results.push(await page.evaluate(`import('/${entry}').then(({ result }) => result)`));
      await page.close();
      close();
    }
    return results;
  } finally {
    await browser.close();
  }
}

/** An empty page, and the chunks. @param {readonly Chunk[]} chunks */
async function serve(chunks) {
  const server = createServer(({ url = '/' }, response) => {
    const chunk = chunks.find(({ file }) => url === `/${file}`);
    response.setHeader('content-type', chunk === undefined ? 'text/html' : 'text/javascript');
    response.end(chunk?.code ?? '<!doctype html>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { origin: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
