/** Tells the client under proof who it is, and that its session outlives the connection. */

import { type MQTT, MQTTVersions } from '@x/client';
import { type Exchange, SESSION_EXPIRY } from './exchange.ts';

/** `settings`: more of them, a line each. */
export async function configure(
  mqtt: MQTT,
  { version }: Exchange,
  clientId: string,
  settings: readonly string[],
): Promise<void> {
  mqtt.setClientId(clientId);
  mqtt.setCleanSession(false);
  mqtt.setVersion(version === 5 ? MQTTVersions.mvV5 : MQTTVersions.mvV3);
  if (version === 5) await mqtt.config(`SessionExpInterval=${SESSION_EXPIRY}`);
  for (const setting of settings) await mqtt.config(setting);
}
