/**
 * Damaged streams: the decoder and the oracle give the same verdict and the same packets, and the cut does not matter.
 * FUZZ_SECONDS sets the time (default 3), FUZZ_SEED the seed (default: a new one, printed).
 */

import { expect, it } from 'vitest';
import type { Sender } from '../../src/index.ts';
import { corpus, disagreement, mutate, randomFrom } from './mutations.ts';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 3);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const SIDES: readonly (Sender | undefined)[] = [undefined, 'client', 'server'];

it(
  `agrees with the oracle on damaged streams, seed ${SEED}`,
  () => {
    const random = randomFrom(SEED);
    const seeds = { 4: corpus(4, SEED, 400), 5: corpus(5, SEED, 800) };
    const end = Date.now() + SECONDS * 1000;
    let runs = 0;
    while (Date.now() < end) {
      for (let i = 0; i < 200; i++, runs++) {
        const version = random() < 0.3 ? 4 : 5;
        const from = SIDES[Math.floor(random() * 3)];
        const pick = (): Uint8Array =>
          seeds[version][Math.floor(random() * seeds[version].length)] ?? new Uint8Array(2);
        const bytes = Buffer.concat([pick(), mutate(pick(), random), pick()]);
        const why = disagreement(bytes, version, from, random);
        if (why === undefined) continue;
        expect.fail(
          `seed ${SEED}, run ${runs}, ${version} ${from}, ${bytes.toString('hex')}: ${why}`,
        );
      }
    }
    expect(runs).toBeGreaterThan(0);
  },
  (SECONDS + 60) * 1000,
);
