/** Enhanced authentication (MQTT 5, section 4.12): one method from CONNECT to the end of the connection. */

import type { AuthPacket, ConnackPacket, ConnectPacket } from '@x/codec';
import { PROTOCOL_ERROR, Violation } from './violation.ts';

/** [MQTT-4.12.0-5] the method of CONNECT and no other; [MQTT-4.12.0-6] no AUTH without one. */
export function checkMethod(
  connect: ConnectPacket | undefined,
  { type, properties }: ConnackPacket | AuthPacket,
): void {
  const agreed = connect?.properties?.authenticationMethod;
  const named = properties?.authenticationMethod;
  if (type === 'auth' && agreed === undefined) {
    throw new Violation(PROTOCOL_ERROR, 'AUTH without an authentication method in CONNECT');
  }
  if (named !== undefined && named !== agreed) {
    throw new Violation(PROTOCOL_ERROR, `authentication method ${named} is not that of CONNECT`);
  }
}
