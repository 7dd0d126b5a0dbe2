import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PHASES } from '../src/phase.ts';
import { statesPage } from './print-states.ts';

const PAGE = '../../../docs/session-states.md';

/** `vitest -u` writes the page anew. */
it('docs/session-states.md is what the tables print', async () => {
  expect(existsSync(new URL(PAGE, import.meta.url))).toBe(true);
  await expect(statesPage()).toMatchFileSnapshot(PAGE);
});

it('every transition and every state is on it', () => {
  const page = statesPage();
  for (const [phase, { on }] of Object.entries(PHASES)) {
    for (const [event, next] of Object.entries(on)) {
      expect(page).toContain(`  ${phase} --> ${next}: ${event}\n`);
    }
  }
  const states = Array.from(page.matchAll(/^\| (\d) \|/gm), ([, state]) => Number(state));
  expect(states).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('every state of a message is in a diagram, and leads somewhere', () => {
  const edges = Array.from(
    statesPage().matchAll(/^ {2}(\d) --> (\d|\[\*\]): /gm),
    ([, from]) => from,
  );
  expect([...new Set(edges)].map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
