/** Where the engine gets the time and its one timer from. */

export type Timer = ReturnType<typeof setTimeout>;

export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  setTimer(callback: () => void, milliseconds: number): Timer;
  clearTimer(timer: Timer): void;
}

/** Timers take at most 2^31 - 1 milliseconds; one that fires early is armed again. */
const LONGEST = 2_147_483_647;

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => setTimeout(callback, Math.min(milliseconds, LONGEST)),
  clearTimer: (timer) => clearTimeout(timer),
};
