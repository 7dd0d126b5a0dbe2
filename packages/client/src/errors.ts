/** The errors of this package: one class, the documented table of numbers and texts, and the way to it from a system error. */

/** Every documented error, by group: 101 rows, 99 distinct numbers (301 and 302 have two meanings). */
export const ERROR_CODES = {
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
  'TCP/IP': {
    10004: '[10004] Interrupted system call.',
    10009: '[10009] Bad file number.',
    10013: '[10013] Access denied.',
    10014: '[10014] Bad address.',
    10022: '[10022] Invalid argument.',
    10024: '[10024] Too many open files.',
    10035: '[10035] Operation would block.',
    10036: '[10036] Operation now in progress.',
    10037: '[10037] Operation already in progress.',
    10038: '[10038] Socket operation on nonsocket.',
    10039: '[10039] Destination address required.',
    10040: '[10040] Message is too long.',
    10041: '[10041] Protocol wrong type for socket.',
    10042: '[10042] Bad protocol option.',
    10043: '[10043] Protocol is not supported.',
    10044: '[10044] Socket type is not supported.',
    10045: '[10045] Operation is not supported on socket.',
    10046: '[10046] Protocol family is not supported.',
    10047: '[10047] Address family is not supported by protocol family.',
    10048: '[10048] Address already in use.',
    10049: '[10049] Cannot assign requested address.',
    10050: '[10050] Network is down.',
    10051: '[10051] Network is unreachable.',
    10052: '[10052] Net dropped connection or reset.',
    10053: '[10053] Software caused connection abort.',
    10054: '[10054] Connection reset by peer.',
    10055: '[10055] No buffer space available.',
    10056: '[10056] Socket is already connected.',
    10057: '[10057] Socket is not connected.',
    10058: '[10058] Cannot send after socket shutdown.',
    10059: '[10059] Too many references, cannot splice.',
    10060: '[10060] Connection timed out.',
    10061: '[10061] Connection refused.',
    10062: '[10062] Too many levels of symbolic links.',
    10063: '[10063] File name is too long.',
    10064: '[10064] Host is down.',
    10065: '[10065] No route to host.',
    10066: '[10066] Directory is not empty',
    10067: '[10067] Too many processes.',
    10068: '[10068] Too many users.',
    10069: '[10069] Disc Quota Exceeded.',
    10070: '[10070] Stale NFS file handle.',
    10071: '[10071] Too many levels of remote in path.',
    10091: '[10091] Network subsystem is unavailable.',
    10092: '[10092] WINSOCK DLL Version out of range.',
    10093: '[10093] Winsock is not loaded yet.',
    11001: '[11001] Host not found.',
    11002: "[11002] Nonauthoritative 'Host not found' (try again or check DNS setup).",
    11003: '[11003] Nonrecoverable errors: FORMERR, REFUSED, NOTIMP.',
    11004: '[11004] Valid name, no data record (check DNS setup).',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;

type KeysOf<T> = T extends T ? keyof T : never;
/** A number of the error table. */
export type ErrorCode = KeysOf<(typeof ERROR_CODES)[keyof typeof ERROR_CODES]>;

/** What this client means by the two numbers that the table gives twice. */
const DOUBLE_MEANINGS = {
  301: ERROR_CODES.HTTP[301],
  302: ERROR_CODES.TCPClient[302],
} as const;

const TEXTS: Readonly<Record<number, string>> = Object.assign(
  {},
  ...Object.values(ERROR_CODES),
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

const SYSTEM_CODES: Readonly<Record<string, ErrorCode>> = {
  EINTR: 10004,
  EBADF: 10009,
  EACCES: 10013,
  EPERM: 10013,
  EFAULT: 10014,
  EINVAL: 10022,
  EMFILE: 10024,
  ENFILE: 10024,
  EAGAIN: 10035,
  EINPROGRESS: 10036,
  EALREADY: 10037,
  ENOTSOCK: 10038,
  EDESTADDRREQ: 10039,
  EMSGSIZE: 10040,
  EPROTOTYPE: 10041,
  ENOPROTOOPT: 10042,
  EPROTONOSUPPORT: 10043,
  ESOCKTNOSUPPORT: 10044,
  EOPNOTSUPP: 10045,
  EAFNOSUPPORT: 10047,
  EADDRINUSE: 10048,
  EADDRNOTAVAIL: 10049,
  ENETDOWN: 10050,
  ENETUNREACH: 10051,
  ENETRESET: 10052,
  ECONNABORTED: 10053,
  EPIPE: 10053,
  ECONNRESET: 10054,
  ENOBUFS: 10055,
  EISCONN: 10056,
  ENOTCONN: 10057,
  ESHUTDOWN: 10058,
  ETIMEDOUT: 10060,
  ECONNREFUSED: 10061,
  ELOOP: 10062,
  ENAMETOOLONG: 10063,
  EHOSTDOWN: 10064,
  EHOSTUNREACH: 10065,
  ENOTEMPTY: 10066,
  EDQUOT: 10069,
  ENOTFOUND: 11001,
  EAI_AGAIN: 11002,
  EAI_FAIL: 11003,
  ENODATA: 11004,
};

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
