/** Certificates in a browser, which keeps them to itself. */

import { mqttError } from './errors.ts';
import type { CertificateValue } from './settings/host.ts';

export class Certificate implements CertificateValue {
  readonly encodedB = new Uint8Array();
  readonly privateKeyAvailable = false;
  readonly storeType = 0;

  /** @throws MQTTError 271 */
  constructor(..._values: readonly unknown[]) {
    throw mqttError(271, 'a browser keeps its certificates to itself');
  }

  tlsCredentials(): undefined {
    return undefined;
  }
}
