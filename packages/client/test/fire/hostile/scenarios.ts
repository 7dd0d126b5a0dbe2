/** The servers, by what is wrong with them; each with what the client has to tell its user. */

import { PEACE } from './peace.ts';
import { PROTOCOL } from './protocol.ts';
import type { Scenario } from './scenario.ts';
import { SILENCE } from './silence.ts';
import { SIZE } from './size.ts';
import { WRAPPING } from './wrapping.ts';

export type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly (readonly [string, readonly Scenario[]])[] = [
  ['silent and slow', SILENCE],
  ['too much', SIZE],
  ['against the protocol', PROTOCOL],
  ['below the protocol', WRAPPING],
  ['nothing to complain about', PEACE],
];
