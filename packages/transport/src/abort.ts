/** Ties one cancellable step of a dial to an AbortSignal, and leaves no listener and no socket behind. */

/**
 * Runs `start`, which settles the promise later and returns how to give up.
 * If the signal aborts first, gives up and rejects with the signal's reason.
 */
export function untilAborted<T>(
  signal: AbortSignal,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    signal.throwIfAborted();
    let giveUp: (() => void) | undefined;
    const onAbort = () => {
      reject(signal.reason);
      giveUp?.();
    };
    const settle = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      giveUp = start(
        (value) => {
          settle();
          resolve(value);
        },
        (error) => {
          settle();
          reject(error);
        },
      );
    } catch (error) {
      settle();
      throw error;
    }
    if (signal.aborted) giveUp();
  });
}

/** Waits for work that cannot be cancelled; its late result goes to `discard`. */
export function whileNotAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
  discard: (value: T) => void = () => undefined,
): Promise<T> {
  return untilAborted<T>(signal, (resolve, reject) => {
    let given = false;
    work.then((value) => (given ? discard(value) : resolve(value)), reject);
    return () => {
      given = true;
    };
  });
}

/** One step of a dial with a socket, which does not outlive a failure. */
export async function orDestroy<T>(
  socket: { destroy(): unknown },
  step: () => T | Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
