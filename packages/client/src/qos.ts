/** The QOS argument of publish and subscribe. */

import type { QoS } from '@x/codec';
import { type MQTTError, mqttError } from './errors.ts';

/** @throws MQTTError 505 */
export function checkQoS(QOS: unknown): QoS {
  if (QOS === 0 || QOS === 1 || QOS === 2) return QOS;
  throw invalidQoS(QOS);
}

export function invalidQoS(QOS: unknown): MQTTError {
  return mqttError(505, `QOS must be 0, 1 or 2, got ${String(QOS)}`);
}
