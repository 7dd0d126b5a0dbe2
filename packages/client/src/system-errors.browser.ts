/** A browser has no sockets, and no errors of theirs: only the engine's own verdict on a connection that stands still. */

export const SYSTEM_TEXTS: Readonly<Record<number, string>> = {};

export const SYSTEM_CODES: Readonly<Record<string, 10060>> = { ETIMEDOUT: 10060 };
