/**
 * A disk in memory whose process is killed, or whose power goes: then what was not synced arrives in part, in any
 * order, or not at all, and names that were not synced go back.
 */

import { basename } from 'node:path';
import type { Disk, DiskFile } from '../../src/file/disk.ts';

/** A whole number from 0 to below `limit`. */
export type Choice = (limit: number) => number;

export class ProcessEnded extends Error {}

class Inode {
  durable: Buffer = Buffer.alloc(0);
  current: Buffer = Buffer.alloc(0);
  pending: ((bytes: Buffer, choose?: Choice) => Buffer)[] = [];

  do(change: (bytes: Buffer, choose?: Choice) => Buffer): void {
    this.current = change(this.current);
    this.pending.push(change);
  }

  sync(): void {
    this.durable = Buffer.from(this.current);
    this.pending = [];
  }

  afterPowerLoss(choose: Choice): Inode {
    const inode = new Inode();
    inode.current = Buffer.from(this.durable);
    for (const change of this.pending) inode.current = change(inode.current, choose);
    inode.sync();
    return inode;
  }
}

type Names = ReadonlyMap<string, Inode>;

export class ModelDisk implements Disk {
  /** The operation after which none follows. */
  last = Number.POSITIVE_INFINITY;
  operations = 0;
  #names: Names;
  /** What the folder was at its last sync, and after each change since. */
  #folder: Names[];
  #locked = false;

  constructor(names: Names = new Map()) {
    this.#names = names;
    this.#folder = [names];
  }

  /** What another process finds after the power came back. */
  afterPowerLoss(choose: Choice): ModelDisk {
    const names = this.#folder[choose(this.#folder.length)] ?? new Map();
    const survived = new Map<string, Inode>();
    for (const [name, inode] of names) survived.set(name, inode.afterPowerLoss(choose));
    return new ModelDisk(survived);
  }

  /** The process was killed: what it wrote is there, as long as the power stays. */
  afterKill(): void {
    this.#locked = false;
  }

  get files(): readonly string[] {
    return [...this.#names.keys()].map((path) => basename(path)).sort();
  }

  resolve(path: string): Promise<string> {
    return Promise.resolve(path);
  }

  lock(): () => void {
    if (this.#locked) throw new Error('it is locked');
    this.#locked = true;
    return () => {
      this.#locked = false;
    };
  }

  async read(path: string): Promise<Buffer | undefined> {
    await this.#step();
    const inode = this.#names.get(path);
    return inode === undefined ? undefined : Buffer.from(inode.current);
  }

  async exists(path: string): Promise<boolean> {
    await this.#step();
    return this.#names.has(path);
  }

  async open(path: string): Promise<DiskFile> {
    await this.#step();
    const inode = this.#names.get(path);
    if (inode === undefined) throw new Error('ENOENT');
    return this.#file(inode);
  }

  async create(path: string): Promise<DiskFile> {
    await this.#step();
    if (this.#names.has(path)) throw new Error('EEXIST');
    const inode = new Inode();
    this.#rename((names) => names.set(path, inode));
    return this.#file(inode);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step();
    const inode = this.#names.get(from);
    if (inode === undefined) throw new Error('ENOENT');
    this.#rename((names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  async remove(path: string): Promise<void> {
    await this.#step();
    this.#rename((names) => names.delete(path));
  }

  async syncFolder(): Promise<void> {
    await this.#step();
    this.#folder = [this.#names];
  }

  /** Never: these processes do not live that long. */
  later(): () => void {
    return () => undefined;
  }

  #rename(change: (names: Map<string, Inode>) => unknown): void {
    const names = new Map(this.#names);
    change(names);
    this.#names = names;
    this.#folder.push(names);
  }

  #file(inode: Inode): DiskFile {
    return {
      write: async (bytes, position) => {
        await this.#step();
        inode.do((before, choose) => written(before, Buffer.from(bytes), position, choose));
      },
      truncate: async (length) => {
        await this.#step();
        inode.do((before, choose) => {
          return choose === undefined || choose(2) === 0 ? before.subarray(0, length) : before;
        });
      },
      sync: async () => {
        await this.#step();
        inode.sync();
      },
      close: () => this.#step(),
    };
  }

  async #step(): Promise<void> {
    this.operations += 1;
    if (this.operations > this.last) throw new ProcessEnded('no process does this any more');
    await undefined;
  }
}

/** With a choice only some pieces of it, the others being zeros where the file had nothing. */
function written(before: Buffer, bytes: Buffer, position: number, choose?: Choice): Buffer {
  if (choose === undefined) return patched(before, bytes, position);
  let after = before;
  const piece = 1 + choose(bytes.length);
  for (let at = 0; at < bytes.length; at += piece) {
    if (choose(2) === 0) after = patched(after, bytes.subarray(at, at + piece), position + at);
  }
  return after;
}

function patched(before: Buffer, bytes: Buffer, position: number): Buffer {
  const after = Buffer.alloc(Math.max(before.length, position + bytes.length));
  after.set(before);
  after.set(bytes, position);
  return after;
}
