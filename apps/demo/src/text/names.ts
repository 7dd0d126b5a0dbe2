/** The specification's names, as people read them. */

import { type Packet, type ProtocolVersion, REASON_CODES } from '@x/codec';

export function versionName(version: ProtocolVersion): string {
  return version === 4 ? '3.1.1' : '5.0';
}

/** Below 6 a code may be a return code of 3.1.1, which has no name in the table of 5.0. */
export function reasonName(type: Packet['type'], code: number): string {
  for (const [name, row] of Object.entries(REASON_CODES)) {
    const carriers: readonly string[] = [...row.client, ...row.server];
    if (row.code === code && carriers.includes(type)) return `${spaced(name)} (${hex(code)})`;
  }
  return `code ${code}`;
}

/** receiveMaximum -> receive maximum, grantedQoS1 -> granted QoS1 */
export function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) =>
    start === 'Q' ? `${end} Q` : `${end} ${start.toLowerCase()}`,
  );
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
