/** A page for each file that another page links to: its source. */

import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { linkedSources, sourceName } from '../src/links.ts';
import { ROOT } from '../src/root.ts';

export default {
  paths: () =>
    linkedSources().map((file) => ({
      params: { file: sourceName(file) },
      content: `# ${file}\n\n\`\`\`\`${extname(file).slice(1)}\n${readFileSync(join(ROOT, file), 'utf8')}\n\`\`\`\`\n`,
    })),
};
