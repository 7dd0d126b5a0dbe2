/** The errors of this package: one class, the documented table of numbers and texts, and the way to it from a system error. */

import { SYSTEM_CODES, SYSTEM_TEXTS } from '#system-errors';
import { SOCKET_ERRORS } from './socket-errors.ts';

/** The groups whose errors this client makes on every platform. */
const OWN_ERRORS = {
  MQTT: {
    500: 'MQTT protocol error. Refer to the error message for more information.',
    501: 'Packet Id pool exhausted, no more packet Ids are available.',
    502: 'Invalid topic name. Refer to the error message for more information.',
    503: 'Invalid topic filter. Refer to the error message for more information.',
    504: 'Message data is malformed.',
    505: 'Invalid QoS value. Refer to the error message for more information.',
  },
  WebSocket: {
    4001: 'Error transmitting packet.',
    4002: 'Error sending CLOSE packet.',
    4003: 'General protocol error.',
  },
  HTTP: {
    118: 'Firewall Error. Error description contains detailed message.',
    143: 'Busy executing current method.',
    151: 'HTTP protocol error. The error message has the server response.',
    152: 'No server specified in URL',
    153: 'Specified URLScheme is invalid.',
    155: 'Range operation is not supported by server.',
    156: 'Invalid cookie index (out of range).',
    301: 'Interrupted.',
    302: "Can't open AttachedFile.",
  },
  TCPClient: {
    100: 'You cannot change the RemotePort at this time. A connection is in progress.',
    101: 'You cannot change the RemoteHost (Server) at this time. A connection is in progress.',
    102: 'The RemoteHost address is invalid (0.0.0.0).',
    104: 'Already connected. If you want to reconnect, close the current connection first.',
    106: 'You cannot change the LocalPort at this time. A connection is in progress.',
    107: 'You cannot change the LocalHost at this time. A connection is in progress.',
    112: 'You cannot change MaxLineLength at this time. A connection is in progress.',
    116: 'RemotePort cannot be zero. Please specify a valid service port number.',
    117: 'You cannot change the UseConnection option while the class is active.',
    135: 'Operation would block.',
    201: 'Timeout.',
    211: "Action impossible in control's present state.",
    212: 'Action impossible while not connected.',
    213: 'Action impossible while listening.',
    301: 'Timeout.',
    302: 'Could not open file.',
    434: 'Unable to convert string to selected CodePage.',
    1105: 'Already connecting. If you want to reconnect, close the current connection first.',
    1117: 'You need to connect first.',
    1119: 'You cannot change the LocalHost at this time. A connection is in progress.',
    1120: 'Connection dropped by remote host.',
  },
  SSL: {
    270: 'Cannot load specified security library.',
    271: 'Cannot open certificate store.',
    272: 'Cannot find specified certificate.',
    273: 'Cannot acquire security credentials.',
    274: 'Cannot find certificate chain.',
    275: 'Cannot verify certificate chain.',
    276: 'Error during handshake.',
    280: 'Error verifying certificate.',
    281: 'Could not find client certificate.',
    282: 'Could not find server certificate.',
    283: 'Error encrypting data.',
    284: 'Error decrypting data.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;

/** Of the group TCP/IP, those that need no socket. */
const PLAIN_ERRORS = {
  10022: '[10022] Invalid argument.',
  10053: '[10053] Software caused connection abort.',
  10055: '[10055] No buffer space available.',
  10061: '[10061] Connection refused.',
} as const satisfies Readonly<Record<number, string>>;

/** Every documented error, by group: 101 rows, 99 distinct numbers (301 and 302 have two meanings). */
export const ERROR_CODES: typeof OWN_ERRORS & {
  readonly 'TCP/IP': typeof PLAIN_ERRORS & typeof SOCKET_ERRORS;
} = /* @__PURE__ */ Object.assign({}, OWN_ERRORS, {
  'TCP/IP': /* @__PURE__ */ Object.assign({}, PLAIN_ERRORS, SOCKET_ERRORS),
});

type KeysOf<T> = T extends T ? keyof T : never;
/** A number of the error table. */
export type ErrorCode = KeysOf<(typeof ERROR_CODES)[keyof typeof ERROR_CODES]>;

/** What this client means by the two numbers that the table gives twice. */
const DOUBLE_MEANINGS = {
  301: OWN_ERRORS.HTTP[301],
  302: OWN_ERRORS.TCPClient[302],
} as const;

const TEXTS: Readonly<Record<number, string>> = Object.assign(
  {},
  ...Object.values(OWN_ERRORS),
  PLAIN_ERRORS,
  SYSTEM_TEXTS,
  DOUBLE_MEANINGS,
);

/** Thrown by setters and what every promise of the client rejects with. */
export class MQTTError extends Error {
  override readonly name = 'MQTTError';
  /** A number of `ERROR_CODES`: stable, so compare this and not the text. */
  readonly code: number;

  constructor(code: number, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The documented text of a code, or its first sentence followed by what this case adds to it. */
export function errorText(code: ErrorCode, detail?: string): string {
  const text = TEXTS[code] ?? '';
  if (detail === undefined) return text;
  return `${firstSentence(text)}: ${detail}`;
}

/** An error of the table; `detail` names the field and the limit, `cause` keeps what it came from. */
export function mqttError(code: ErrorCode, detail?: string, cause?: unknown): MQTTError {
  const text = errorText(code, detail);
  return cause === undefined ? new MQTTError(code, text) : new MQTTError(code, text, { cause });
}

function firstSentence(text: string): string {
  const end = text.indexOf('. ');
  const sentence = end === -1 ? text : text.slice(0, end);
  return sentence.endsWith('.') ? sentence.slice(0, -1) : sentence;
}

/** The number for a system's error code such as ECONNREFUSED; 10053 for one that has none. */
export function errorCodeOf(systemCode: string | undefined): ErrorCode {
  if (systemCode === undefined || !Object.hasOwn(SYSTEM_CODES, systemCode)) return 10053;
  return SYSTEM_CODES[systemCode] ?? 10053;
}

/** Any thrown value as an MQTTError: the original is its cause, and its text where no number of the table fits. */
export function toMQTTError(error: unknown): MQTTError {
  if (error instanceof MQTTError) return error;
  const systemCode = systemCodeOf(error);
  const known = systemCode !== undefined && Object.hasOwn(SYSTEM_CODES, systemCode);
  return mqttError(errorCodeOf(systemCode), known ? undefined : reasonOf(error), error);
}

/** Several addresses were tried: the last attempt speaks. */
function systemCodeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return systemCodeOf(error.errors.at(-1));
  }
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
