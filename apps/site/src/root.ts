/** The folder of the repository; vitepress bundles what it loads, so it is looked for and not counted in steps. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no pnpm-workspace.yaml in any folder above');
  return rootAbove(parent);
}

export const ROOT = rootAbove(process.cwd());
