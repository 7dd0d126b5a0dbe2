/** The errors of this package: each says in which phase it happened and keeps its cause. */

export type TransportPhase = 'lookup' | 'proxy' | 'connect' | 'tls' | 'upgrade' | 'stream';

/** The codes of this package's own, and what each means. All other codes are Node's. */
export const TRANSPORT_CODES = {
  INVALID_OPTION: 'an option has the wrong type or is out of its range; the message names both',
  NO_ADDRESS: 'the name exists, but has no address of the family asked for',
  PROXY_REFUSED: 'the proxy will not connect to the server (its reply is in `status`)',
  PROXY_AUTHENTICATION: 'the proxy does not accept user and password, or wants them',
  PROXY_BAD_ANSWER: 'the answer of the proxy breaks its protocol',
  PROXY_CLOSED: 'the proxy closed the connection instead of answering',
  WS_STATUS: 'the server answered the upgrade with an HTTP status other than 101 (in `status`)',
  WS_NO_SUBPROTOCOL: 'the server accepted the upgrade without naming a subprotocol',
  WS_WRONG_SUBPROTOCOL: 'the server chose a subprotocol that was not offered',
  WS_BAD_UPGRADE: 'the answer to the upgrade breaks the WebSocket protocol',
  WS_CONNECT_FAILED: 'the browser could not open the WebSocket, and does not say why',
  WS_TEXT_FRAME: 'the server sent a text frame: only binary frames carry bytes',
  WS_CLOSE_CODE: 'the server closed with a code that tells of a fault (in `status`)',
  WS_ABNORMAL_CLOSE: 'the connection ended without a closing handshake',
  WS_SEND_FAILED: 'the WebSocket refused what was to be sent',
  TLS_OPTIONS: 'OpenSSL refused certificate, key, cipher or another option of TLS',
  TLS_HANDSHAKE: 'the TLS handshake failed for a reason that has no code of its own',
  RECEIVE_BUFFER_FULL: 'more arrived while paused than may be kept',
} as const satisfies Record<string, string>;

export interface TransportErrorOptions {
  readonly cause?: unknown;
  /** The HTTP status of an upgrade or a proxy, the WebSocket close code, or the reply of a SOCKS proxy. */
  readonly status?: number | undefined;
  /** The addresses that were tried, in order. */
  readonly addresses?: readonly string[] | undefined;
}

export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** Stable: a Node system code (ECONNREFUSED, ENOTFOUND, …) or one of {@link TRANSPORT_CODES}. */
  readonly code: string;
  readonly phase: TransportPhase;
  /** The HTTP status of an upgrade or a proxy, the WebSocket close code, or the reply of a SOCKS proxy. */
  readonly status: number | undefined;
  /** The addresses that were tried, in order; empty where none were. */
  readonly addresses: readonly string[];

  constructor(
    code: string,
    phase: TransportPhase,
    message: string,
    options: TransportErrorOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.phase = phase;
    this.status = options.status;
    this.addresses = options.addresses ?? [];
  }
}

/** The system code of an error that Node gave, or `fallback`. */
export function codeOf(error: unknown, fallback: string): string {
  if (!(error instanceof Error) || !('code' in error)) return fallback;
  return typeof error.code === 'string' ? error.code : fallback;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function invalidOption(name: string, expected: string, value: unknown): TransportError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new TransportError(
    'INVALID_OPTION',
    'connect',
    `${name} must be ${expected}, got ${shown}`,
  );
}
