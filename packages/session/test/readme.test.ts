/** The snippet of the README runs as it stands. */

import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import * as session from '../src/index.ts';

it('README: a session by hand', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, snippet = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const body = snippet.replace(/^import (\{.*\}) from '@x\/session';$/m, 'const $1 = scope;');
  const log = vi.fn();
  new Function('scope', 'console', body)(session, { log });
  expect(log.mock.calls.map((words) => words.join(' '))).toEqual([
    '-> connect',
    'connected, session present: false',
    '-> publish',
    '1 sent ok',
    'published to a',
    '1 done puback',
    'PINGREQ is due at 60000 ms at the latest',
  ]);
});
