/** SessionStateFile on Node: a file that only its owner may read, replaced whole or not at all. */

import { mqttError } from './errors.ts';

/** Synchronous, so that the state is in place when restoreSession returns. @throws MQTTError 302 */
export function readStateFile(path: string): string | Promise<string> {
  try {
    // An import would load its streams too, for every client.
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8');
  } catch (error) {
    throw mqttError(302, path, error);
  }
}

/** @throws MQTTError 302 */
export async function writeStateFile(path: string, state: string): Promise<void> {
  try {
    // Loaded by who saves a session: it costs more than the rest of the client.
    const { writeFile } = await import('atomically');
    await writeFile(path, state, { mode: 0o600, encoding: 'utf8' });
  } catch (error) {
    throw mqttError(302, path, error);
  }
}
