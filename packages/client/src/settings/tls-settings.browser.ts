/** A browser keeps TLS to itself: its settings are kept and checked as documented, by code that is loaded when one is named. */

import { mqttError } from '../errors.ts';

export const TLS_ROWS = {};

/** @throws MQTTError 10053, by rejection, if their code cannot be fetched */
export async function loadTlsRows(): Promise<object> {
  try {
    const { SSL_SETTINGS } = await import('./ssl.ts');
    return SSL_SETTINGS;
  } catch (error) {
    throw mqttError(10053, 'the settings of TLS could not be loaded', error);
  }
}
