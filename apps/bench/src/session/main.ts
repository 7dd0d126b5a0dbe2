/**
 * `bench:session`: nanoseconds a message through the session alone, with 100 and with 30,000 outstanding, and durable
 * messages a second beside what one fdatasync costs. Fails when the cost grows with what is outstanding, or when durable
 * messages are fewer than half of what group commit can give.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DurableResult } from './durable.ts';
import { WORKS, type WorkName } from './work.ts';

const run = promisify(execFile);
/** How much more a message may cost with 30,000 outstanding than with 100. */
const FLAT = 1.5;
/** Of n messages in flight / (time of one fdatasync). */
const DURABLE_SHARE = 0.5;

let failures = 0;
console.log(`node ${process.version}, CPU time a message through the session alone\n`);
console.log(
  '                            100 outstanding   30,000 outstanding   ratio (at most 1.5)',
);
for (const name of Object.keys(WORKS) as WorkName[]) {
  const [few, many] = await least(name, [100, 30_000]);
  const ratio = many / few;
  console.log(
    `${name.padEnd(28)}${`${few.toFixed(0)} ns`.padStart(15)}${`${many.toFixed(0)} ns`.padStart(21)}` +
      `${ratio.toFixed(2).padStart(8)}${verdict(ratio <= FLAT)}`,
  );
}
for (const inFlight of [1, 32, 1000]) {
  const result = await durable(inFlight);
  const bound = inFlight / result.syncSeconds;
  const share = result.messagesPerSecond / bound;
  // With many in flight the CPU is the bound, not the disk.
  const judged = inFlight <= 32;
  console.log(
    `durable, ${String(inFlight).padStart(4)} in flight: ${result.messagesPerSecond.toFixed(0)} a second, ` +
      `${(share * 100).toFixed(0)} % of n / fdatasync (${(result.syncSeconds * 1e6).toFixed(0)} us)` +
      (judged ? verdict(share >= DURABLE_SHARE) : ''),
  );
}
if (failures > 0) {
  console.error(`\n${failures} below the floor`);
  process.exitCode = 1;
}

/**
 * Of seven processes for each, in turns: what else the machine does can only add to it, and should not add to one
 * more than to the other.
 */
async function least(name: WorkName, [few, many]: readonly [number, number]) {
  const costs: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 7; i++) {
    costs[0] = Math.min(costs[0], Number(await child('./cell.js', [name, String(few)])));
    costs[1] = Math.min(costs[1], Number(await child('./cell.js', [name, String(many)])));
  }
  return costs;
}

async function durable(inFlight: number): Promise<DurableResult> {
  return JSON.parse(await child('./durable.js', [String(inFlight)])) as DurableResult;
}

async function child(file: string, args: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { stdout } = await run(process.execPath, [path, ...args]);
  return stdout.trim();
}

function verdict(passed: boolean): string {
  if (!passed) failures++;
  return passed ? '' : '   BELOW THE FLOOR';
}
