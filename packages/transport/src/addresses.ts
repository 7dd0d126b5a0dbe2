/** Turns a host into the addresses to try, in the order in which to try them. */

import { isIP } from 'node:net';
import { whileNotAborted } from './abort.ts';
import { codeOf, messageOf, TransportError } from './errors.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Which addresses to use: only one family, or IPv6 before IPv4; absent: all, as the resolver orders them. */
export type IpFamily = 'ipv4' | 'ipv6' | 'ipv6-first';

/** Finds the addresses of a name; rejects as `dns.lookup` does. Family 0 asks for both. */
export type Lookup = (host: string, family: 0 | 4 | 6) => Promise<readonly Address[]>;

const systemLookup: Lookup = async (host, family) => {
  // Loaded by who has a name to look up.
  const { lookup } = await import('node:dns/promises');
  return await lookup(host, { all: true, family, verbatim: true });
};

const FAMILIES = { ipv4: 4, ipv6: 6, 'ipv6-first': 0 } as const satisfies Record<
  IpFamily,
  0 | 4 | 6
>;

export interface AddressQuery {
  readonly host: string;
  readonly family?: IpFamily | undefined;
  /** Addresses of another family than this one could not be reached from it. */
  readonly localAddress?: string | undefined;
  readonly lookup?: Lookup | undefined;
}

/**
 * A literal address is itself, whatever family was asked for.
 * @throws TransportError in phase 'lookup'; the signal's reason.
 */
export async function findAddresses(query: AddressQuery, signal: AbortSignal): Promise<Address[]> {
  const { host, family, localAddress, lookup = systemLookup } = query;
  const literal = isIP(host);
  if (literal !== 0) return [{ address: host, family: literal }];
  const wanted = family === undefined ? 0 : FAMILIES[family];
  const found = [...(await whileNotAborted(signal, resolve(host, wanted, lookup)))];
  if (family === 'ipv6-first') found.sort((a, b) => b.family - a.family);
  const localFamily = localAddress === undefined ? 0 : isIP(localAddress);
  const usable = localFamily === 0 ? found : found.filter((a) => a.family === localFamily);
  if (usable.length > 0) return usable;
  const which = localFamily === 0 ? (family ?? 'any') : `ipv${localFamily}`;
  throw new TransportError(
    'NO_ADDRESS',
    'lookup',
    `${host} has no usable address (family ${which})`,
    { addresses: found.map((a) => a.address) },
  );
}

async function resolve(host: string, family: 0 | 4 | 6, lookup: Lookup) {
  try {
    return await lookup(host, family);
  } catch (cause) {
    const code = codeOf(cause, 'ENOTFOUND');
    throw new TransportError(code, 'lookup', `looking up ${host} failed: ${messageOf(cause)}`, {
      cause,
    });
  }
}
