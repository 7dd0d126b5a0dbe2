/** A disk that is watched, and that fails where a test wants it. */

import type { Disk, DiskFile } from '../../src/file/disk.ts';

/** Passes everything on, and calls `before` with the name of each operation that touches the disk. */
export function watched(disk: Disk, before: (operation: string) => unknown): Disk {
  const file = (inner: DiskFile): DiskFile => ({
    write: async (bytes, position) => {
      await before('write');
      return inner.write(bytes, position);
    },
    truncate: async (length) => {
      await before('truncate');
      return inner.truncate(length);
    },
    sync: async () => {
      await before('sync');
      return inner.sync();
    },
    close: async () => {
      await before('close');
      return inner.close();
    },
  });
  return {
    ...disk,
    open: async (path) => {
      await before('open');
      return file(await disk.open(path));
    },
    create: async (path) => {
      await before('create');
      return file(await disk.create(path));
    },
    rename: async (from, to) => {
      await before('rename');
      return disk.rename(from, to);
    },
    remove: async (path) => {
      await before('remove');
      return disk.remove(path);
    },
    syncFolder: async (path) => {
      await before('syncFolder');
      return disk.syncFolder(path);
    },
  };
}
