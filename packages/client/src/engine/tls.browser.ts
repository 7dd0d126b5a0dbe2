/** A browser keeps TLS to itself: it tells nothing of its failures, its progress and its outcome. */

import type { TlsInfo, TransportStatus } from '@x/transport';
import type { NegotiatedTLS } from '../settings/host.ts';

export const fromTls = undefined;

export function tlsProgress(_status: TransportStatus): string | undefined {
  return undefined;
}

export function cipherProgress(_info: TlsInfo): string | undefined {
  return undefined;
}

export function negotiatedFrom(_info: TlsInfo): NegotiatedTLS | undefined {
  return undefined;
}
