/** Time as the broker and the faulty link take it: given from outside, so that a test may turn it. */

export interface Clock {
  /** Milliseconds since any fixed instant; never goes back. */
  now(): number;
  /** Runs `callback` once, `delay` milliseconds from now; what it returns goes to `clearTimeout`. */
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The longest delay that the platform's timers take; whoever waits longer looks again when it is over. */
const LONGEST_DELAY = 0x7fffffff;

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, delay) => setTimeout(callback, Math.min(delay, LONGEST_DELAY)),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout> | undefined),
};

/** The platform's clock, with timers that do not keep a Node process alive. */
export const backgroundClock: Clock = {
  ...systemClock,
  setTimeout(callback, delay) {
    const handle = systemClock.setTimeout(callback, delay);
    if (isUnrefable(handle)) handle.unref();
    return handle;
  },
};

function isUnrefable(handle: unknown): handle is { unref(): void } {
  return typeof handle === 'object' && handle !== null && 'unref' in handle;
}
