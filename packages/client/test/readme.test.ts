/** The snippets for newcomers, in the project's README and this package's, run as they stand. */

import { readFileSync, rmSync } from 'node:fs';
import { createBroker } from '@x/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as client from '../src/index.ts';

type Scope = Readonly<Record<string, unknown>>;
type Run = (scope: Scope, console: unknown) => Promise<{ readonly mqtt: client.MQTT }>;
const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Run;

const broker = createBroker();
let url = '';
beforeAll(async () => {
  ({ url } = await broker.listen());
});
afterAll(() => broker.close());

/** Runs a snippet against our broker; what it logged, when it has logged so many lines. */
async function run(snippet: string, lines: number): Promise<unknown[][]> {
  const body = snippet
    .replace(/^import (\{.*\}) from '@x\/client';$/m, 'const $1 = scope;')
    .replace('mqtt://localhost:1883', url);
  const log = vi.fn();
  const { mqtt } = await new AsyncFunction('scope', 'console', `${body}\nreturn { mqtt };`)(
    client,
    {
      log,
    },
  );
  await vi.waitFor(() => expect(log.mock.calls.length).toBeGreaterThanOrEqual(lines), 5000);
  await mqtt.disconnect();
  return log.mock.calls;
}

function snippets(path: string): string[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  return Array.from(text.matchAll(/```js\n([\s\S]*?)```/g), (match) => match[1] ?? '');
}

describe('README of the project', () => {
  const [first = '', broken = ''] = snippets('../../../README.md');

  it('the first message', async () => {
    expect(await run(first, 1)).toEqual([['home/kitchen/temperature: 21.5']]);
  });

  it('the broker', () => {
    expect(broken).toContain("import { createBroker } from '@x/testing';");
    expect(broken).toContain('await broker.listen()');
  });
});

describe('README of the package', () => {
  const [first = '', fifth = '', journal = ''] = snippets('../README.md');

  it('the first message', async () => {
    expect(await run(first, 1)).toEqual([['home/kitchen/temperature: 21.5']]);
  });

  it('MQTT 5.0', async () => {
    expect(await run(fifth, 1)).toEqual([['21.5', [['unit', 'celsius']]]]);
  });

  it('a session that survives', async () => {
    const path = `${process.env['TMPDIR'] ?? '/tmp'}/readme-${process.pid}.journal`;
    try {
      expect(await run(journal.replace('sensor-17.journal', path), 0)).toEqual([]);
    } finally {
      rmSync(path, { force: true });
    }
  });
});
