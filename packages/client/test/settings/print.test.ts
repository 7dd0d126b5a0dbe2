import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsPage } from '../../src/settings/print.ts';

const PAGE = '../../../../docs/settings.md';

/** `vitest -u` writes the page anew. */
it('docs/settings.md is what the tables print', async () => {
  expect(existsSync(new URL(PAGE, import.meta.url))).toBe(true);
  await expect(settingsPage()).toMatchFileSnapshot(PAGE);
});

it('the page says nothing of the machine that printed it', () => {
  expect(settingsPage()).not.toContain(process.versions.node);
});

it('every row has its line', () => {
  const lines = settingsPage().split('\n');
  const counts = lines.filter((line) => line.startsWith('## '));
  expect(counts).toEqual([
    '## Properties (23)',
    '## MQTT settings (35)',
    '## TCPClient settings (19)',
    '## SSL settings (28)',
    '## Socket settings (4)',
    '## Base settings (5)',
    '## Extensions (11)',
    '## Keys of ConnAckProperties (17)',
    '## Keys of ConnectProperties (7)',
    '## Keys of DisconnectProperties (4)',
    '## Keys of OutgoingMessageProperties (7)',
    '## Keys of WillProperties (7)',
  ]);
});
