/** docs/conformance.md is up to date, and no statement that binds the codec is without a test. */

import { describe, expect, it } from 'vitest';
import { findTests, keyOf, printConformance, readStatements } from './conformance.ts';

const PAGE = '../docs/conformance.md';
/** The layers whose statements must all have tests. */
const COMPLETE = ['codec'];

const statements = readStatements();
const tests = findTests();

describe('conformance', () => {
  it('every statement that binds a complete layer has a test', () => {
    const missing = statements
      .filter(({ binds }) => binds.some((layer) => COMPLETE.includes(layer)))
      .map(({ version, id }) => keyOf(version, id))
      .filter((key) => !tests.has(key));
    expect(missing).toEqual([]);
  });

  it('no test names a statement that does not exist', () => {
    const known = new Set(statements.map(({ version, id }) => keyOf(version, id)));
    expect([...tests.keys()].filter((key) => !known.has(key))).toEqual([]);
  });

  it('the page is up to date (vitest -u writes it)', async () => {
    await expect(printConformance(statements, tests)).toMatchFileSnapshot(PAGE);
  });
});
