/** The errors of the session: what was refused or lost, with a stable code. */

/**
 * - `not-connected`: the operation needs a connection, and no offline queue takes it.
 * - `queue-full`: the offline queue has reached its limit.
 * - `would-block`: the server's Receive Maximum is used up, and the caller does not wait.
 * - `packet-ids-exhausted`: all 65,535 packet ids are in use.
 * - `qos-not-supported`, `retain-not-supported`, `packet-too-large`: above what the server's CONNACK allows.
 * - `message-invalid`: it cannot be encoded; `cause` is the codec's error.
 * - `topic-alias-invalid`, `topic-alias-unknown`: above the server's Topic Alias Maximum; used before it was defined.
 * - `wildcards-not-supported`, `subscription-ids-not-supported`, `shared-not-supported`: ruled out by CONNACK.
 * - `refused`: the server answered with a reason code of 0x80 or more.
 * - `connection-lost`: the connection ended first.
 * - `session-lost`: the server no longer has the session that the message belongs to.
 * - `session-discarded`: a clean start or a restored state replaced it.
 * - `message-expired`: its Message Expiry Interval passed while it waited.
 * - `withdrawn`: the caller took it back.
 * - `payload-format-invalid`: an incoming message that is no UTF-8, though its Payload Format Indicator says so.
 * - `state-invalid`: a saved state that cannot be read.
 * - `authentication-not-possible`: no authentication method was agreed in CONNECT.
 */
export type SessionErrorCode =
  | 'not-connected'
  | 'queue-full'
  | 'would-block'
  | 'packet-ids-exhausted'
  | 'qos-not-supported'
  | 'retain-not-supported'
  | 'packet-too-large'
  | 'message-invalid'
  | 'topic-alias-invalid'
  | 'topic-alias-unknown'
  | 'wildcards-not-supported'
  | 'subscription-ids-not-supported'
  | 'shared-not-supported'
  | 'refused'
  | 'connection-lost'
  | 'session-lost'
  | 'session-discarded'
  | 'message-expired'
  | 'withdrawn'
  | 'payload-format-invalid'
  | 'state-invalid'
  | 'authentication-not-possible';

export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;
  /** The server's reason code, when it is the server that refused. */
  readonly reasonCode: number | undefined;

  constructor(
    code: SessionErrorCode,
    message: string,
    options: { readonly reasonCode?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reasonCode = options.reasonCode;
  }
}

export function notConnected(): SessionError {
  return new SessionError('not-connected', 'not connected');
}

/** The reasons for which a session ends are functions: mostly there is nothing that ends with it. */
export function replaced(): SessionError {
  return discarded('a clean start replaces it');
}

export function foreign(): SessionError {
  return discarded('it belongs to another client id');
}

export function sessionLost(): SessionError {
  return new SessionError('session-lost', 'the server no longer has the session');
}

export function discarded(message: string): SessionError {
  return new SessionError('session-discarded', message);
}
