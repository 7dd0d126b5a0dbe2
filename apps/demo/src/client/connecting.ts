/** The first connection of a client, and whose fault it is when there is none. */

import { type MQTT, MQTTError } from '@x/client';
import { CodecError } from '@x/codec';
import { CommandFailure, lineOf } from '../errors.ts';
import type { ExitName } from '../exit-codes.ts';

const REFUSED = 500;
/** The client's numbers for files, certificates and values that it cannot use. */
const UNUSABLE: ReadonlySet<number> = new Set([153, 270, 271, 272, 273, 281, 302, 504, 10022]);

/** Rejects: CommandFailure `unreachable`, `refused`, `usage`. */
export async function connect(mqtt: MQTT): Promise<void> {
  let attempted = false;
  mqtt.once('Connected', () => {
    attempted = true;
  });
  try {
    await mqtt.connect();
  } catch (error) {
    if (!(error instanceof MQTTError)) throw error;
    const kind = attempted ? kindOf(error) : 'usage';
    const text = `${introduction(kind, mqtt.getRemoteHost())}${lineOf(error)}`;
    throw new CommandFailure(kind, text, { cause: error });
  }
}

function kindOf({ code, cause }: MQTTError): ExitName {
  if (UNUSABLE.has(code)) return 'usage';
  // What is not MQTT comes from a server of something else.
  return code === REFUSED && !(cause instanceof CodecError) ? 'refused' : 'unreachable';
}

function introduction(kind: ExitName, where: string): string {
  if (kind === 'usage') return '';
  return kind === 'refused' ? `${where} refuses: ` : `no MQTT broker answers at ${where}: `;
}
