/** SessionStateFile in a browser, which has no files. */

import { mqttError } from './errors.ts';

/** @throws MQTTError 302 */
export function readStateFile(path: string): string {
  throw mqttError(302, `${path}: a browser has no files`);
}

/** @throws MQTTError 302 */
export function writeStateFile(path: string, _state: string): Promise<void> {
  return Promise.reject(mqttError(302, `${path}: a browser has no files`));
}
