/** The lock beside a journal: one process at a time, told apart from another that got the pid of a dead one. */

import {
  constants,
  copyFileSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { StoreError } from '../store-error.ts';
import { codeOf } from './system-code.ts';

interface Holder {
  readonly pid: number;
  /** When the process began, on Linux; empty where the system does not tell. */
  readonly started: string;
}

/** A lock may be taken over and taken again by others in between, but not without end. */
const ATTEMPTS = 200;
/** Milliseconds; to take a lock over takes less. */
const PAUSE = 5;

/**
 * Takes the lock of a journal. A lock whose process is gone is taken over. Two containers that share a folder
 * do not see each other's processes: there it guards only within each.
 * @throws StoreError `STORE_LOCKED`
 * @returns what releases it
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`;
  const started = startOf(process.pid) ?? '';
  const own = `${JSON.stringify({ pid: process.pid, started } satisfies Holder)}\n`;
  // A name of this thread's own: the lock appears whole, or not at all.
  const aside = `${lock}.${process.pid}-${threadId}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (create(lock, aside, own)) return () => release(lock, own);
    const found = read(lock);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder === undefined || isAlive(holder)) throw locked(path, lock, holder);
    removeDead(lock, started, found);
  }
  throw locked(path, lock, undefined);
}

/** False when there is one already. */
function create(lock: string, aside: string, own: string): boolean {
  writeFileSync(aside, own, { mode: 0o600 });
  try {
    linkSync(aside, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    return createByCopy(lock, aside);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** For file systems without hard links. */
function createByCopy(lock: string, aside: string): boolean {
  try {
    copyFileSync(aside, lock, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Of all that find a lock dead only one at a time may remove it, or a slow one would remove the lock of the next. Each
 * claims that with a file of its own, and does it when there is no other claim; otherwise all withdraw.
 */
function removeDead(lock: string, started: string, dead: string): void {
  const claim = `${lock}.claim_${process.pid}_${threadId}_${started.replace(' ', '_')}`;
  writeFileSync(claim, '', { mode: 0o600 });
  let others: readonly string[];
  try {
    others = otherClaims(lock, claim);
    if (others.length === 0 && read(lock) === dead) rmSync(lock, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
  if (others.length === 0) return;
  // Each for a time of its own, so that they do not meet again.
  const before = others.filter((other) => other < basename(claim)).length;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE * (1 + before));
}

/** Those of processes that live; what the others left is removed. */
function otherClaims(lock: string, own: string): readonly string[] {
  const folder = dirname(lock);
  const start = `${basename(lock)}.claim_`;
  const names = readdirSync(folder).filter((name) => name.startsWith(start));
  return names.filter((name) => {
    const claim = join(folder, name);
    if (claim === own) return false;
    const [pid = '', , boot = '', ticks = ''] = name.slice(start.length).split('_');
    if (isAlive({ pid: Number(pid), started: boot === '' ? '' : `${boot} ${ticks}` })) return true;
    rmSync(claim, { force: true });
    return false;
  });
}

function release(lock: string, own: string): void {
  if (read(lock) === own) rmSync(lock, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // ESRCH: a process that ended while its file in /proc was read.
    if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, started } = value as Partial<Record<keyof Holder, unknown>>;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
    return typeof started === 'string' ? { pid, started } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  if (started !== '') {
    const now = startOf(pid);
    if (now !== undefined) return now === started;
  }
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process lives, too.
    return codeOf(error) !== 'ESRCH';
  }
}

/** On Linux the boot and the clock ticks from it to the start of the process; empty for one that is dead. */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const boot = read('/proc/sys/kernel/random/boot_id');
  const stat = read(`/proc/${pid}/stat`);
  if (boot === undefined || stat === undefined) return undefined;
  // The second field is the name in parentheses, with whatever in it; then the state, and the start as number 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? '' : `${boot.trim()} ${fields[19]}`;
}

function locked(path: string, lock: string, holder: Holder | undefined): StoreError {
  const who =
    holder === undefined
      ? `there is a lock that tells no process; if none has it open, remove ${lock}`
      : holder.pid === process.pid
        ? 'this process has it open'
        : `process ${holder.pid} has it open`;
  return new StoreError('STORE_LOCKED', path, who);
}
