/** What callers give to publish and subscribe, judged before anything is done. */

import type { PublishProperties, QoS } from '@x/codec';
import { isUtf8 } from '@x/codec/internal';
import { topicError } from './engine/plan.ts';
import { type MQTTError, mqttError } from './errors.ts';

/** 504 for a payload that is not what PayloadFormatIndicator says, 502 for a ResponseTopic with wildcards. */
export function refuseProperties(
  properties: PublishProperties,
  payload: Uint8Array,
): MQTTError | undefined {
  if (properties.payloadFormatIndicator === 1 && !isUtf8(payload)) {
    return mqttError(504, 'PayloadFormatIndicator 1 says UTF-8, the data is none');
  }
  const { responseTopic } = properties;
  return responseTopic === undefined ? undefined : topicError(responseTopic, 'ResponseTopic');
}

/** @throws MQTTError 505 */
export function checkQoS(QOS: unknown): QoS {
  if (QOS === 0 || QOS === 1 || QOS === 2) return QOS;
  throw invalidQoS(QOS);
}

export function invalidQoS(QOS: unknown): MQTTError {
  return mqttError(505, `QOS must be 0, 1 or 2, got ${String(QOS)}`);
}
