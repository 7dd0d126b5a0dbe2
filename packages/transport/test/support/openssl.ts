/** Runs the openssl command on files in a folder of its own. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class OpensslFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'transport-'));

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  read(name: string): Buffer {
    return readFileSync(this.file(name));
  }

  run(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.path, stdio: 'pipe' });
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
