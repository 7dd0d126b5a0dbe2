/** One server, what the client is told to do with it, and what must come of it. */

import type { Serve } from './peer.ts';
import type { Plan } from './plan.ts';

export interface Scenario extends Partial<Omit<Plan, 'port'>> {
  readonly name: string;
  readonly serve: Serve;
  /** Connected, Disconnected and Error with their codes, in order; more than one list where the network may choose. */
  readonly tells: readonly (readonly string[])[];
  readonly calls?: Readonly<Record<string, number>>;
  /** The reason code of the DISCONNECT in 5.0. */
  readonly farewell?: number;
  /** Bytes that the process may grow by; 100 MB if it does not say. */
  readonly memory?: number;
}
