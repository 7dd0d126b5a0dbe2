/** docs/conformance.md is up to date, and no statement that binds a client or a codec is without a test. */

import { describe, expect, it } from 'vitest';
import { findTests, keyOf, printConformance, readStatements } from './conformance.ts';

const PAGE = '../docs/conformance.md';
/** The layers whose statements must all have tests. */
const COMPLETE = ['codec', 'client', 'both'];
/** A broker that also dials out is bound by both sides' rules: nothing that a client could show. */
const NOT_OURS = ['3.1.1 MQTT-7.0.0-1'];

const statements = readStatements();
const tests = findTests();

describe('conformance', () => {
  it('every statement that binds a complete layer has a test', () => {
    const missing = statements
      .filter(({ binds }) => binds.some((layer) => COMPLETE.includes(layer)))
      .map(({ version, id }) => keyOf(version, id))
      .filter((key) => !tests.has(key) && !NOT_OURS.includes(key));
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
