/** A step of the tour: what it is called, what it teaches, and how it is played. */

import type { Stage } from './stage.ts';

export interface Step {
  readonly title: string;
  /** One or two lines, each for a screen of 100 columns. */
  readonly explanation: readonly string[];
  /** Only MQTT 5 has it; without a client that speaks it, this is what one does instead. */
  readonly instead?: string;
  /** Says with `stage.check` what holds; rejects with Unmet or an MQTTError if it cannot go on. */
  play(stage: Stage): Promise<void>;
}
