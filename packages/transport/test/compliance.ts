/** What every transport promises; each implementation's test runs all of it. */

import { afterEach, beforeEach, describe } from 'vitest';
import { bytes } from './compliance/bytes.ts';
import { dialling } from './compliance/dialling.ts';
import { ending } from './compliance/ending.ts';
import { flow } from './compliance/flow.ts';
import { DIRECT, type Subject, suiteOf, type Traits } from './compliance/suite.ts';

export type { Subject } from './compliance/suite.ts';

const PARTS = { bytes, dialling, flow, ending } as const;

export function compliance(
  name: string,
  setUp: () => Promise<Subject>,
  traits: Traits = DIRECT,
  parts: readonly (keyof typeof PARTS)[] = ['bytes', 'dialling', 'flow', 'ending'],
): void {
  // Generous: a slow machine is no fault of the transport.
  describe(`${name} as a transport`, { timeout: 30_000 }, () => {
    let subject: Subject | undefined;
    const suite = suiteOf(traits, () => {
      if (subject === undefined) throw new Error('used outside a test');
      return subject;
    });
    beforeEach(async () => {
      subject = await setUp();
    });
    afterEach(async () => {
      await subject?.server.stop();
    });
    for (const part of parts) PARTS[part](suite);
  });
}
