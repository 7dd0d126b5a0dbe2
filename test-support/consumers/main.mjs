/**
 * The packages as users get them: packed, installed outside the workspace, and used from JavaScript and TypeScript, by
 * `import` and by `require`, on every runtime and with the bundlers that we name. Build first; run it through pnpm.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { BUNDLERS, checkBudgets } from './bundles.mjs';
import { runInChromium } from './chromium.mjs';
import { checkContents, doorsOf, install, packAll } from './packed.mjs';
import { ALONE, BROKER, FIRST_MESSAGE, page, REQUIRED } from './programs.mjs';
import { refuse, run, step } from './run.mjs';
import { installTools, runtimes } from './tools.mjs';
import { checkTypes } from './types.mjs';

/** @typedef {import('./packed.mjs').Packed} Packed */

/**
 * Loads every door both ways; both must give the same names.
 * @param {string} folder
 * @param {readonly string[]} doors
 * @param {string} node
 */
async function loadDoors(folder, doors, node) {
  const script = `
    const doors = ${JSON.stringify(doors)};
    const names = async (load) => {
      const all = [];
      for (const door of doors) all.push([door, Object.keys(await load(door)).filter((name) => name !== 'module.exports').sort()]);
      return all;
    };
    names((door) => import(door)).then(async (imported) => {
      console.log(JSON.stringify([imported, await names((door) => require(door))]));
    });`;
  const file = join(folder, 'doors.cjs');
  writeFileSync(file, script);
  const [imported, required] = JSON.parse(await run(folder, node, ['--no-warnings', file]));
  if (!isDeepStrictEqual(imported, required)) {
    refuse(`import and require differ: ${JSON.stringify([imported, required])}`);
  }
}

/** @param {string} folder @param {readonly Packed[]} packed */
async function runEverywhere(folder, packed) {
  const doors = packed.flatMap(({ name }) => doorsOf(folder, name));
  writeFileSync(join(folder, 'first-message.mjs'), FIRST_MESSAGE);
  writeFileSync(join(folder, 'required.cjs'), REQUIRED);
  for (const { name, command, args, isNode } of runtimes()) {
    const programs = isNode ? ['first-message.mjs', 'required.cjs'] : ['first-message.mjs'];
    await step(`${name}: ${programs.join(', ')}`, async () => {
      if (isNode) await loadDoors(folder, doors, command);
      for (const program of programs) {
        const said = await run(folder, command, [...args, program]);
        if (said !== 'ok\n') refuse(`${name}: ${program} says ${said}`);
      }
      return isNode ? `ok, and ${doors.length} doors by import and by require` : 'ok';
    });
  }
}

/**
 * A package with what it depends on, and nothing else.
 * @param {string} folder
 * @param {Packed} each
 * @param {readonly Packed[]} packed
 */
async function checkAlone(folder, each, packed) {
  await install(folder, [each, ...packed.filter(({ name }) => each.siblings.includes(name))]);
  const ours = readdirSync(join(folder, 'node_modules/@x')).map((name) => `@x/${name}`);
  const expected = [each.name, ...each.siblings].sort();
  if (!isDeepStrictEqual(ours.sort(), expected)) refuse(`${each.name} alone has ${ours}`);
  const program = `import assert from 'node:assert';${ALONE[each.name] ?? refuse(`no program for ${each.name}`)}`;
  await run(folder, process.execPath, ['--input-type=module', '-e', program]);
  const others = readdirSync(join(folder, 'node_modules')).filter((name) => /^[a-z]/.test(name));
  return `works with ${[...each.siblings, ...others].join(', ') || 'nothing'}`;
}

/** @param {string} folder */
async function checkPages(folder) {
  writeFileSync(join(folder, 'broker.mjs'), BROKER);
  const broker = spawn(process.execPath, ['broker.mjs'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise((resolve, reject) => {
      broker.stdout.once('data', (text) => resolve(String(text).trim()));
      broker.once('exit', () => reject(new Error('the broker did not start')));
    });
    const bundles = Object.values(BUNDLERS).map((bundle) => bundle(folder, page(url)));
    const results = await runInChromium(await Promise.all(bundles));
    if (results === undefined) return 'skipped, Chromium is not installed';
    const coded = [['a/ü', [1, 2], 7]];
    for (const result of results) {
      if (!isDeepStrictEqual(result, [coded, coded, ['page/a', 'from a page']])) {
        refuse(`in Chromium: ${JSON.stringify(result)}`);
      }
    }
    return `codec and client work, bundled by ${Object.keys(BUNDLERS).join(' and by ')}`;
  } finally {
    broker.stdin.end();
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'x-consumers-'));
try {
  const tools = installTools();
  const packed = await packAll(scratch);
  const all = join(scratch, 'all');
  await install(all, packed, ['@types/node@20.19.43']);
  for (const each of packed) {
    checkContents(all, each);
    console.log(`  ${each.name}: ${each.files.length} files`);
  }
  for (const each of packed) {
    const folder = join(scratch, each.name);
    await step(`${each.name} alone`, () => checkAlone(folder, each, packed));
  }
  await step('sizes, in bytes, minified and compressed', () => checkBudgets(all));
  await step('Chromium', () => checkPages(all));
  await tools;
  await runEverywhere(all, packed);
  await step('types', () => checkTypes(all));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
