/** A client identifier that is the same in every run for the same session file. */

import { createHash } from 'node:crypto';

/** Letters and digits, 23 of them at most: what every server must take ([MQTT-3.1.3-5]). */
export function clientIdFor(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `xmqtt${digest.slice(0, 18)}`;
}
