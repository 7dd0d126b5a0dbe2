/** Waiting, for tests that run in Node and in browsers. */

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

/** Polls until `condition` holds; the test's own time limit ends a wait in vain. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

/** Lets everything happen that is already under way. */
export async function settle(milliseconds = 20): Promise<void> {
  await delay(milliseconds);
}
