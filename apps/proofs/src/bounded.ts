/** Every wait has an end: what takes longer is a failure that says what it waited for. */

/** Milliseconds for one step of a case. Generous: a loaded machine is slow, not wrong. */
export const STEP = 15_000;

export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** @throws TookTooLong, by rejection; what else rejects is passed on */
export function within<T>(promise: Promise<T>, what: string, limit = STEP): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new TookTooLong(`${what} took more than ${limit} ms`));
    timer = setTimeout(fail, limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Looks every few milliseconds. */
export async function until(what: string, holds: () => boolean, limit = STEP): Promise<void> {
  const end = performance.now() + limit;
  while (!holds()) {
    if (performance.now() > end) throw new TookTooLong(`${what}: not within ${limit} ms`);
    await wait(1);
  }
}
