/** What all parts of the consumers' check share: running a program, reading a manifest, refusing. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** @param {string} file */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * What the program prints. One that fails ends the check with all that it said.
 * @param {string} cwd
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function run(cwd, command, args) {
  const { stdout } = await execute(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
  }).catch((error) =>
    refuse(`${command} ${args.join(' ')}\n${error.stdout}${error.stderr}${error.message}`),
  );
  return stdout;
}

/** @param {string} why @returns {never} */
export function refuse(why) {
  throw new Error(why);
}

/**
 * Does a part of the check, and prints what it took.
 * @param {string} what
 * @param {() => Promise<string | undefined | void>} part Gives the remark to print.
 */
export async function step(what, part) {
  const from = performance.now();
  const remark = (await part()) ?? 'ok';
  console.log(`  ${what}: ${remark} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
}
