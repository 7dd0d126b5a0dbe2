/** Why a script did not go as written. */

/**
 * `TIMEOUT`: nothing came in time. `UNEXPECTED_PACKET`: another packet came. `ENDED`: the connection ended first.
 * `MALFORMED`: what came is no packet. `CLOSED`: the server was closed.
 */
export type ScriptErrorCode = 'TIMEOUT' | 'UNEXPECTED_PACKET' | 'ENDED' | 'MALFORMED' | 'CLOSED';

export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly code: ScriptErrorCode;

  constructor(code: ScriptErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
