/** SessionStateFile in a browser: a key of IndexedDB, whose code is loaded by who saves or restores a session. */

import { mqttError } from './errors.ts';

/** @throws MQTTError 302, by rejection */
export async function readStateFile(key: string): Promise<string> {
  try {
    const { readSavedState } = await import('@x/session/idb');
    return await readSavedState(key);
  } catch (error) {
    throw mqttError(302, key, error);
  }
}

/** @throws MQTTError 302, by rejection */
export async function writeStateFile(key: string, state: string): Promise<void> {
  try {
    const { writeSavedState } = await import('@x/session/idb');
    await writeSavedState(key, state);
  } catch (error) {
    throw mqttError(302, key, error);
  }
}
