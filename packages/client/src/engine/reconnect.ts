/** When to connect again after a connection was lost, how long to wait before, and when not to. */

import type { ProtocolVersion } from '@x/codec';
import type { CloseReason } from '@x/session';
import type { MQTTError } from '../errors.ts';
import type { PacketLog } from './packet-log.ts';
import type { Timeouts, Wait } from './timeouts.ts';

/** Read when they are needed, so that a changed setting takes effect at once. */
export interface ReconnectSettings {
  readonly AutoReconnect: boolean;
  /** Milliseconds. */
  readonly ReconnectMinDelay: number;
  readonly ReconnectMaxDelay: number;
}

export interface ReconnectParts {
  readonly settings: ReconnectSettings;
  readonly timeouts: Timeouts;
  readonly log: PacketLog;
  /** In [0, 1). */
  readonly random: () => number;
  readonly now: number;
  connectAgain(): void;
  /** An automatic attempt that failed has no caller to tell. */
  error(error: MQTTError): void;
}

export class Reconnect {
  readonly #parts: ReconnectParts;
  #wait: Wait | undefined;
  /** From a lost connection to the next one that is accepted, or to `cancel`. */
  #active = false;
  #attempt = 0;

  constructor(parts: ReconnectParts) {
    this.#parts = parts;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Before the listeners of Disconnected, who may still cancel it. */
  connectionLost(): void {
    this.#active = true;
    this.#attempt = 0;
  }

  /** After them. */
  begin(): void {
    if (!this.#active) return;
    if (this.#parts.settings.AutoReconnect) this.#schedule();
    else this.cancel();
  }

  attemptFailed(error: MQTTError, reason: CloseReason | undefined, version: ProtocolVersion): void {
    if (!this.#active) return;
    this.#parts.error(error);
    if (!this.#active) return;
    if (!this.#parts.settings.AutoReconnect) return this.cancel();
    if (reason?.type === 'refused' && !PASSING[version].has(reason.packet.reasonCode)) {
      this.#parts.log.line(1, 'not trying again: the refusal would be the same', 'Reconnect');
      return this.cancel();
    }
    this.#attempt++;
    this.#schedule();
  }

  succeeded(): void {
    this.#active = false;
  }

  cancel(): void {
    this.#active = false;
    this.#parts.timeouts.remove(this.#wait);
    this.#wait = undefined;
  }

  #due(): void {
    this.#wait = undefined;
    if (this.#parts.settings.AutoReconnect) this.#parts.connectAgain();
    else this.cancel();
  }

  #schedule(): void {
    const { settings, timeouts, log, random, now } = this.#parts;
    const delay = reconnectDelay(this.#attempt, settings, random());
    log.line(1, `connecting again in ${Math.round(delay)} ms`, 'Reconnect');
    timeouts.remove(this.#wait);
    const expire = (): void => this.#due();
    this.#wait = timeouts.add({ since: now, limit: delay, absolute: true, expire });
  }
}

/**
 * Uniformly in [minimum, min(maximum, minimum * 2^(attempt + 1))], so that clients that lost their server together
 * do not come back together. `attempt` counts from 0; `random` is in [0, 1).
 */
export function reconnectDelay(
  attempt: number,
  {
    ReconnectMinDelay: minimum,
    ReconnectMaxDelay: maximum,
  }: Omit<ReconnectSettings, 'AutoReconnect'>,
  random: number,
): number {
  const highest = Math.max(minimum, Math.min(maximum, minimum * 2 ** Math.min(attempt + 1, 32)));
  return minimum + random * (highest - minimum);
}

/** Whether a client may come back after it lost its connection for this reason. */
export function mayComeBack(reason: CloseReason): boolean {
  return reason.type !== 'server-disconnect' || !FINAL.has(reason.packet.reasonCode);
}

/** Refusals that may be different the next time: server unavailable, busy, quota and rate limits, unspecified. */
const PASSING: Readonly<Record<ProtocolVersion, ReadonlySet<number>>> = {
  4: new Set([3]),
  5: new Set([0x80, 0x83, 0x88, 0x89, 0x97, 0x9f]),
};

/** Session taken over: coming back would take it back, for ever. Use another server, server moved: not here. */
const FINAL: ReadonlySet<number> = new Set([0x8e, 0x9c, 0x9d]);
