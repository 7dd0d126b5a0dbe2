/** From the errors of the layers below to the documented numbers: tables, so that each has one place. */

import type { SessionError, SessionErrorCode } from '@x/session';
import type { TRANSPORT_CODES, TransportError, TransportPhase } from '@x/transport';
import { fromTls } from '#tls';
import type { ErrorCode } from '../error-codes.ts';
import { errorCodeOf, MQTTError, mqttError } from '../errors.ts';

const SESSION_CODES: Readonly<Record<SessionErrorCode, ErrorCode>> = {
  'not-connected': 1117,
  'queue-full': 135,
  'would-block': 135,
  'packet-ids-exhausted': 501,
  'qos-not-supported': 505,
  'retain-not-supported': 500,
  'packet-too-large': 504,
  'message-invalid': 504,
  'topic-alias-invalid': 502,
  'topic-alias-unknown': 502,
  'wildcards-not-supported': 500,
  'subscription-ids-not-supported': 500,
  'shared-not-supported': 500,
  refused: 500,
  'connection-lost': 1120,
  'session-lost': 500,
  'session-discarded': 301,
  'message-expired': 500,
  withdrawn: 201,
  'payload-format-invalid': 504,
  'state-invalid': 504,
  'authentication-not-possible': 500,
};

export function fromSession(error: SessionError): MQTTError {
  return mqttError(SESSION_CODES[error.code], error.message, error);
}

/** Codes of @x/transport's own; all others are Node's. */
const TRANSPORT_NUMBERS: Readonly<Record<keyof typeof TRANSPORT_CODES, ErrorCode>> = {
  INVALID_OPTION: 10022,
  NO_ADDRESS: 11004,
  TLS_HANDSHAKE: 276,
  TLS_OPTIONS: 270,
  PROXY_AUTHENTICATION: 118,
  PROXY_BAD_ANSWER: 118,
  PROXY_CLOSED: 118,
  PROXY_REFUSED: 118,
  WS_STATUS: 151,
  WS_NO_SUBPROTOCOL: 4003,
  WS_WRONG_SUBPROTOCOL: 4003,
  WS_BAD_UPGRADE: 4003,
  WS_CONNECT_FAILED: 10061,
  WS_TEXT_FRAME: 4003,
  WS_CLOSE_CODE: 4003,
  WS_ABNORMAL_CLOSE: 1120,
  WS_SEND_FAILED: 4001,
  RECEIVE_BUFFER_FULL: 10055,
};

/** Where the phase says more than a code that has no number of its own. */
const PHASE_NUMBERS: Readonly<Partial<Record<TransportPhase, ErrorCode>>> = {
  proxy: 118,
  upgrade: 4003,
};

export function fromTransport(error: TransportError): MQTTError {
  // Our own decision about the server, which the transport has only passed on.
  if (error.cause instanceof MQTTError) return error.cause;
  if (error.phase === 'tls' && fromTls !== undefined) return fromTls(error);
  if (isOwnCode(error.code)) {
    const known = error.code === 'INVALID_OPTION' ? undefined : TRANSPORT_NUMBERS[error.code];
    const code = known ?? (error.phase === 'proxy' ? 118 : 10022);
    return mqttError(code, error.message, error);
  }
  const number = errorCodeOf(error.code);
  const unmapped = number === 10053 && error.code !== 'ECONNABORTED' && error.code !== 'EPIPE';
  const code = unmapped ? (phaseNumber(error) ?? number) : number;
  return mqttError(code, error.message, error);
}

function phaseNumber({ phase, code }: TransportError): ErrorCode | undefined {
  // What OpenSSL cannot read once the handshake is done.
  if (phase === 'stream' && code.startsWith('ERR_SSL_')) return 284;
  // Frames that break the WebSocket protocol: the codes of the ws package.
  if (phase === 'stream' && code.startsWith('WS_ERR_')) return 4003;
  return PHASE_NUMBERS[phase];
}

function isOwnCode(code: string): code is keyof typeof TRANSPORT_NUMBERS {
  return Object.hasOwn(TRANSPORT_NUMBERS, code);
}
