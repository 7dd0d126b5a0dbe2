/** Every example of README.md: each line that begins with `$` is run, and what follows is what it writes. */

import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Broker, createBroker } from '@x/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_ROWS } from '../../src/exit-codes.ts';
import { BINARY } from '../support/binary.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'x-readme-'));
let broker: Broker;
let url: string;
beforeAll(async () => {
  broker = createBroker();
  url = (await broker.listen()).url;
  broker.onPacket(({ direction, packet }) => {
    if (direction === 'sent' && packet.type === 'suback') appendFileSync(subscriptions, '\n');
  });
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

/** Blocks marked `console`: commands, each with the lines that it writes. */
const examples = [...readme.matchAll(/^```console\n(.*?)^```/gms)].map(([, text = '']) =>
  [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', output = '']) => ({
    command,
    output,
  })),
);

/** A line for each SUBACK. Where an example sleeps for a subscriber's sake, a second passes here with each of them. */
const subscriptions = join(folder, 'subscriptions');

const shell = async (command: string): Promise<string> => {
  writeFileSync(subscriptions, '');
  const define = `
    x-mqtt() { "${process.execPath}" "${BINARY}" "$@"; }
    sleep() { until [ "$(wc -l < "${subscriptions}")" -ge "$1" ]; do command sleep 0.02; done; }`;
  const { stdout } = await promisify(execFile)('bash', ['-c', `${define}\n${command}`], {
    cwd: folder,
    env: { ...process.env, X_MQTT_URL: url, NO_COLOR: '1' },
  });
  return stdout;
};

/** … stands for whatever it is this time. */
const patternOf = (output: string) => {
  const escaped = output.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('…', '.*')}$`);
};

describe('README.md', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThan(5));

  it.each(examples.map((block) => [block[0]?.command ?? '', block] as const))(
    '%s',
    async (_, block) => {
      for (const { command, output } of block)
        expect(await shell(command)).toMatch(patternOf(output));
    },
  );

  it.each(Object.values(EXIT_ROWS))('lists exit status $code as the code has it', (row) => {
    expect(readme).toContain(`| ${row.code} | ${row.meaning} |`);
  });

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, file = '']) => file);
    const missing = links.filter((file) => !existsSync(join(import.meta.dirname, '../..', file)));
    expect(missing).toEqual([]);
  });
});
