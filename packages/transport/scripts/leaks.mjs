/**
 * Dials and closes many times in each mode, and prints what was there before and what is left after: handles, listeners,
 * memory. Fails if something is left. node scripts/leaks.mjs [dials, default 500] [part of a mode's name]
 */

import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [dials = '500', wanted = ''] = process.argv.slice(2);
const count = Number(dials);

async function load(file) {
  const path = fileURLToPath(new URL(`../test/leaks/${file}`, import.meta.url));
  return (await runnerImport(path, { configFile: false, logLevel: 'error' })).module;
}

const { MODES } = await load('modes.ts');
const { dialMany, leaks } = await load('dial-many.ts');

const mb = (bytes) => (bytes / 1e6).toFixed(1);
let isClean = true;
for (const [name, start] of MODES) {
  if (!name.includes(wanted)) continue;
  const mode = await start();
  const from = performance.now();
  const { before, after } = await dialMany(mode, count);
  await mode.stop();
  const left = leaks(before, after);
  if (left.length > 0) isClean = false;
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  const change = (key, show = String) => `${key} ${show(before[key])} -> ${show(after[key])}`;
  const parts = [change('handles'), change('listeners'), change('heap', mb), change('rss', mb)];
  console.log(`${name}: ${count} dials, ${parts.join(', ')} MB, ${seconds} s`);
  if (left.length > 0) console.log(`  LEFT: ${left.join(', ')}`);
}
process.exit(isClean ? 0 : 1);
