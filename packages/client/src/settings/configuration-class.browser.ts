/** A page that never calls `config` does not load what it needs. */

import { mqttError } from '../errors.ts';
import type { Configuration } from './configuration.ts';

let loaded: typeof Configuration | undefined;

/** @throws MQTTError 10053, by rejection, if the code cannot be fetched */
export function configurationClass(): typeof Configuration | Promise<typeof Configuration> {
  return loaded ?? load();
}

async function load(): Promise<typeof Configuration> {
  try {
    ({ Configuration: loaded } = await import('./configuration.ts'));
    return loaded;
  } catch (error) {
    throw mqttError(10053, 'the code of config could not be loaded', error);
  }
}
