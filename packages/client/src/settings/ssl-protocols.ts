/** The bit mask of SSLEnabledProtocols: two bits a version, and either of a pair counts. */

export const PROTOCOL_BITS = {
  SSL2: 0x000c,
  SSL3: 0x0030,
  TLS10: 0x00c0,
  TLS11: 0x0300,
  TLS12: 0x0c00,
  TLS13: 0x3000,
} as const;

/** TLS 1.0, 1.1 and 1.2: TLS 1.3 is off unless it is asked for, as documented. */
export const DEFAULT_PROTOCOLS = PROTOCOL_BITS.TLS10 | PROTOCOL_BITS.TLS11 | PROTOCOL_BITS.TLS12;

const KNOWN_BITS = 0x3ffc;

export function enables(mask: number, bits: number): boolean {
  return (mask & bits) !== 0;
}

export function notProtocols(mask: number): string | undefined {
  return enables(mask, KNOWN_BITS)
    ? undefined
    : 'must be the sum of SSL2 12, SSL3 48, TLS1 192, TLS1.1 768, TLS1.2 3072, TLS1.3 12288';
}

/** A line for the log: OpenSSL has no SSL 2 and 3. */
export function protocolNote(mask: number): string | undefined {
  return enables(mask, PROTOCOL_BITS.SSL2 | PROTOCOL_BITS.SSL3)
    ? 'SSL 2.0 and SSL 3.0 have no effect on this platform.'
    : undefined;
}
