/**
 * `bench:codec`: each cell in a process of its own, in CPU time; prints the table and fails below a floor.
 * Arguments select rows by a part of their names.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleSize } from './bundle.ts';
import { CELLS, type Cell } from './cells.ts';
import { median } from './measure.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./cell.js', import.meta.url));
const KIB = 1024;
const PAIRS = 3;

const wanted = process.argv.slice(2);
let failures = 0;

console.log(`node ${process.version}, CPU time a packet, mqtt-packet 9.0.2 : ours\n`);
console.log(row('', ['ours ns', 'peer ns', 'ratio', 'floor', 'goal', 'walk ns', 'copy ns']));
for (const [index, cell] of CELLS.entries()) {
  if (isWanted(cell.name)) await printCell(cell, index);
}
if (isWanted('heap')) await printHeap();
if (isWanted('bundle')) await printBundle();
if (failures > 0) {
  console.error(`\n${failures} below the floor`);
  process.exitCode = 1;
}

function isWanted(name: string): boolean {
  return wanted.length === 0 || wanted.some((part) => name.includes(part));
}

/** Ours and theirs in turn, so that a busy moment of the machine does not fall on one of them alone. */
async function printCell(cell: Cell, index: number): Promise<void> {
  const pairs: { readonly ours: number; readonly peer: number }[] = [];
  for (let i = 0; i < PAIRS; i++) {
    pairs.push({ ours: await child('ours', index), peer: await child('peer', index) });
  }
  const walk = cell.walk && (await child('walk', index));
  const copy = cell.copy && (await child('copy', index));
  const ours = median(pairs.map((pair) => pair.ours));
  const peer = median(pairs.map((pair) => pair.peer));
  const ratio = median(pairs.map((pair) => pair.peer / pair.ours));
  const numbers = [ours.toFixed(0), peer.toFixed(0), ratio.toFixed(1), cell.floor, cell.goal];
  const bounds = [walk?.toFixed(1) ?? '', copy?.toFixed(1) ?? ''];
  console.log(row(cell.name, [...numbers, ...bounds]) + verdict(ratio >= cell.floor));
}

async function printHeap(): Promise<void> {
  const kept = await child('heap-decoded', 0);
  console.log(
    `\nheap per decoded PUBLISH beyond its payload: ${kept.toFixed(0)} B (at most 260, goal 200)` +
      verdict(kept <= 260),
  );
  const allocated = await child('heap-encoded', 0);
  console.log(
    `heap per encoded packet, mixed: ${allocated.toFixed(1)} B (about 0: at most 16)` +
      verdict(allocated <= 16),
  );
}

async function printBundle(): Promise<void> {
  const { minified, gzip } = await bundleSize();
  console.log(
    `browser bundle of encode, Encoder, Decoder: ${minified} B minified, ${gzip} B gzip ` +
      `(at most ${7 * KIB}, goal ${5 * KIB})${verdict(gzip <= 7 * KIB)}`,
  );
}

async function child(column: string, index: number): Promise<number> {
  const young = ['--max-semi-space-size=256', '--min-semi-space-size=256'];
  const flags = column.startsWith('heap') ? ['--expose-gc', ...young] : ['--expose-gc'];
  const { stdout } = await run(process.execPath, [...flags, CHILD, column, String(index)]);
  return Number(stdout);
}

function verdict(holds: boolean): string {
  if (holds) return '';
  failures++;
  return '   BELOW THE FLOOR';
}

function row(name: string, cells: readonly (string | number)[]): string {
  return name.padEnd(54) + cells.map((cell) => String(cell).padStart(9)).join('');
}
