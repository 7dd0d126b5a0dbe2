/** What a benchmark does, within one process: one of three loads, by its plan. */

import { MQTT, MQTTError } from '@x/client';
import { configure } from '../options/configure.ts';
import type { OptionGroup, Values } from '../options/row.ts';
import type { Tally } from './tally.ts';

/** Can be sent to another process. */
export interface LoadPlan {
  readonly kind: 'pub' | 'sub' | 'conn';
  /** The options of the connection, as configure takes them. */
  readonly values: Values;
  /** Clients of this process, and how many there are in the processes before it. */
  readonly clients: number;
  readonly firstClient: number;
  /** Messages or connections of this process; undefined: until it is stopped. */
  readonly count: number | undefined;
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  /** Bytes of a payload. */
  readonly size: number;
  /** Messages that a client may have under way. */
  readonly window: number;
  /** Messages a second of this process; undefined: as many as go. */
  readonly rate: number | undefined;
  /** conn: keep what was connected. */
  readonly hold: boolean;
}

export interface Load {
  readonly tally: Tally;
  /** Everything that is not measured. Rejects: CommandFailure. */
  prepare(): Promise<void>;
  /** Settles when the plan's count is done, or after `stop`. */
  run(): Promise<void>;
  /** Ends it: nothing new begins, and everything is disconnected. Safe to call again. */
  stop(): Promise<void>;
}

/** Connects that a process has under way while it prepares. */
const AT_ONCE = 50;

/** A client of a load, with a client id of its own. */
export async function newClient(
  groups: readonly OptionGroup[],
  values: Values,
  number: number,
): Promise<MQTT> {
  const mqtt = new MQTT();
  await mqtt.config('TcpNoDelay=True');
  await configure(mqtt, groups, values);
  const id = mqtt.getClientId();
  if (id !== '') mqtt.setClientId(`${id}-${number}`);
  return mqtt;
}

/** Makes this many, a few at a time; after the first failure no more, and it rejects when none is under way. */
export async function makeAll(
  count: number,
  make: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    try {
      while (next < count) await make(next++);
    } catch (error) {
      next = count;
      throw error;
    }
  };
  const works = Array.from({ length: Math.min(AT_ONCE, count) }, work);
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** What is there to disconnect may have gone by itself. */
export async function leave(mqtt: MQTT): Promise<void> {
  try {
    await mqtt.disconnect();
  } catch (error) {
    if (!(error instanceof MQTTError)) throw error;
  }
}
