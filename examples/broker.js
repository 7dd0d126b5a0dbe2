/** The broker that an example talks to: the one named on the command line, or one in this process. */

import { createBroker } from '@x/testing';

/** Call `close` at the end; it leaves a broker that is not ours alone. */
export async function someBroker() {
  const url = process.argv[2];
  if (url !== undefined) return { url, close: async () => undefined };
  const broker = createBroker();
  const listener = await broker.listen();
  return { url: listener.url, close: () => broker.close() };
}
