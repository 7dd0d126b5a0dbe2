/** Who speaks what over which transport: the choice that the arguments make. */

import type { ProtocolVersion } from '@x/codec';
import type { Endpoint } from '../endpoint.ts';
import { versionName } from '../text/names.ts';

export const PROTOCOLS = ['3.1.1', '5.0', 'both'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** How a client talks to the broker. */
export interface Voice {
  readonly version: ProtocolVersion;
  readonly endpoint: Endpoint;
}

/** The voices of the two clients that are there from the beginning to the end. */
export interface Plan {
  readonly first: Voice;
  readonly second: Voice;
}

/** With one endpoint both use it; with both, the first takes TCP and the second WebSocket. */
export function planOf(
  protocol: Protocol,
  endpoints: { readonly tcp?: Endpoint | undefined; readonly ws?: Endpoint | undefined },
): Plan | undefined {
  const first = endpoints.tcp ?? endpoints.ws;
  const second = endpoints.ws ?? endpoints.tcp;
  if (first === undefined || second === undefined) return undefined;
  return {
    first: { version: protocol === '5.0' ? 5 : 4, endpoint: first },
    second: { version: protocol === '3.1.1' ? 4 : 5, endpoint: second },
  };
}

export function describeVoice({ version, endpoint }: Voice): string {
  return `MQTT ${versionName(version)} over ${endpoint.transport}`;
}
