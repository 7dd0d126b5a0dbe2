/** The whole corpus, by concern. */

import { authenticationSequences } from './authentication.ts';
import { exchangeSequences } from './exchanges.ts';
import { fieldSequences } from './fields.ts';
import { headerSequences } from './headers.ts';
import { lengthSequences } from './lengths.ts';
import { limitSequences } from './limits.ts';
import { propertySequences } from './properties.ts';
import { reasonCodeSequences } from './reason-codes.ts';
import type { Sequence } from './sequence.ts';

export const CORPUS: readonly (readonly [concern: string, sequences: readonly Sequence[]])[] = [
  ['headers', headerSequences()],
  ['lengths', lengthSequences()],
  ['properties', propertySequences()],
  ['reason codes', reasonCodeSequences()],
  ['fields', fieldSequences()],
  ['exchanges', exchangeSequences()],
  ['limits', limitSequences()],
  ['authentication', authenticationSequences()],
];
