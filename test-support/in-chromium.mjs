/** Runs a module, with what it imports, in a headless Chromium: the browser's part of the packed packages' check. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build } from 'vite';
import { requirePeer } from './peers.mjs';

/** Without a sandbox (CI runs as root), and without traffic of its own. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/**
 * Bundles the module as an application in `folder` would and gives its `result`, which must be plain data.
 * `undefined` where there is no Chromium, which with REQUIRE_REAL=1 is an error.
 * @param {string} folder A project in which the imports resolve.
 * @param {string} source A module that exports `result`.
 * @returns {Promise<unknown>}
 */
export async function runInChromium(folder, source) {
  const executablePath = process.env['CHROMIUM'] ?? requirePeer('chromium');
  if (executablePath === undefined) return undefined;
  const code = await bundle(folder, source);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: code });
    return await page.evaluate('consumer.result');
  } finally {
    await browser.close();
  }
}

/**
 * @param {string} folder
 * @param {string} source
 */
async function bundle(folder, source) {
  mkdirSync(join(folder, 'src'), { recursive: true });
  const entry = join(folder, 'src/entry.js');
  writeFileSync(entry, source);
  const built = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'consumer' } },
  });
  const [output] = [built].flat();
  if (output === undefined || !('output' in output)) throw new Error('nothing was built');
  return output.output.map((part) => (part.type === 'chunk' ? part.code : '')).join('');
}
