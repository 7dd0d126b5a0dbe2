/** A limit to how long something may take. */

import { CommandFailure } from '../errors.ts';

/**
 * @param seconds undefined: no limit
 * Rejects: CommandFailure `timeout`.
 */
export async function within<T>(
  seconds: number | undefined,
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (seconds === undefined) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new CommandFailure('timeout', `${what} in ${seconds} s`)),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds, for the option --timeout. The longest that a timer takes is 24 days. */
export const LONGEST = 2_000_000;
