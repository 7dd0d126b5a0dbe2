/** For tests that run a built program: brings the build up to date, in an instant if it is. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export function setup(): void {
  const args = ['run', 'build', '--filter=@x/demo', '--output-logs=errors-only'];
  execFileSync(join(ROOT, 'node_modules/.bin/turbo'), args, { cwd: ROOT, stdio: 'ignore' });
}
