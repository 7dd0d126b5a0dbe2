/** A browser has no sockets, and no errors of theirs. */

export const SYSTEM_TEXTS: Readonly<Record<number, string>> = {};

export const SYSTEM_CODES: Readonly<Record<string, never>> = {};
