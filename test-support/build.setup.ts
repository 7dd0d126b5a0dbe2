/** For tests that run a built program: brings the build up to date, in an instant if it is. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export function setup(): void {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', ROOT], {
    stdio: 'inherit',
  });
}
