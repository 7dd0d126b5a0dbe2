import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { performancePage } from './performance-page.ts';

const PAGE = '../../../docs/performance.md';

/** `vitest -u` writes the page anew. */
it('docs/performance.md is what the measurements print', async () => {
  expect(existsSync(new URL(PAGE, import.meta.url))).toBe(true);
  await expect(performancePage()).toMatchFileSnapshot(PAGE);
});

it('names the machine, and compares with MQTT.js', () => {
  expect(performancePage()).toMatch(/^Measured on: .{20,}/m);
  expect(performancePage()).toContain('MQTT.js');
});
