/** Every piece of code in docs/ runs, and prints what its comments say; one that cannot says why. */

import { format } from 'node:util';
import * as client from '@x/client';
import * as codec from '@x/codec';
import * as session from '@x/session';
import * as sessionFile from '@x/session/file';
import * as testing from '@x/testing';
import * as transport from '@x/transport';
import * as memory from '@x/transport/memory';
import * as tcp from '@x/transport/tcp';
import * as tls from '@x/transport/tls';
import { transformWithOxc } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Snippet, snippetsOf } from './snippets.ts';
import { type Surroundings, surroundings } from './surroundings.ts';

const all = snippetsOf('docs/');
const running = all.filter(({ onlyTypes }) => onlyTypes === undefined);

const made: client.MQTT[] = [];

/** Remembered, to be ended when the snippet is through. */
class MQTT extends client.MQTT {
  constructor() {
    super();
    made.push(this);
  }
}

/** Tests on a page are run here, and not by Node's runner. */
const tests: Promise<unknown>[] = [];
const test = (_name: string, body: () => Promise<unknown>) => void tests.push(body());

const MODULES: Readonly<Record<string, () => unknown>> = {
  '@x/client': () => ({ ...client, MQTT }),
  '@x/codec': () => codec,
  '@x/session': () => session,
  '@x/session/file': () => sessionFile,
  '@x/testing': () => testing,
  '@x/transport': () => transport,
  '@x/transport/memory': () => memory,
  '@x/transport/tcp': () => tcp,
  '@x/transport/tls': () => tls,
  'node:test': () => ({ test }),
};

type Run = (load: (name: string) => Promise<unknown>, console: unknown) => Promise<void>;
const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Run;

let around: Surroundings;
beforeAll(async () => {
  around = await surroundings();
});
afterAll(() => around.close());
afterEach(async () => {
  for (const mqtt of made.splice(0)) await mqtt.reset();
});

const load = async (name: string) => MODULES[name]?.() ?? (await import(name));

async function run({ whole, text, place }: Snippet): Promise<void> {
  const { code } = await transformWithOxc(around.settle(whole), `${place}.ts`);
  const body = code.replaceAll(
    /^import (?:\* as (\w+)|(\w+)|(\{[^}]*\})) from ["'](.+)["'];$/gm,
    (_, all?: string, one?: string, some = '', name = '') => {
      const names =
        one === undefined ? (all ?? some.replaceAll(' as ', ': ')) : `{ default: ${one} }`;
      return `const ${names} = await load('${name}');`;
    },
  );
  const printed: string[] = [];
  const log = (...words: unknown[]) => printed.push(format(...words));
  await new AsyncFunction('load', 'console', body)(load, { log, error: log });
  await Promise.all(tests.splice(0));
  const promised = Array.from(
    text.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm),
    ([, line]) => line,
  );
  await vi.waitFor(
    () => expect(promised.filter((line) => !printed.includes(line ?? ''))).toEqual([]),
    5000,
  );
}

describe('runs', () => {
  it.each(running.map((snippet) => [snippet.place, snippet] as const))('%s', (_, snippet) =>
    run(snippet),
  );
});

it('what does not run says why', () => {
  const others = all.filter(({ onlyTypes }) => onlyTypes !== undefined);
  for (const { place, onlyTypes } of others) expect(`${place}: ${onlyTypes}`).toMatch(/: \w.{9,}/);
});
