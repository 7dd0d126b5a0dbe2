/** Every error of the transport has its documented number, and keeps where it came from. */

import { TRANSPORT_CODES, TransportError, type TransportPhase } from '@x/transport';
import { describe, expect, it } from 'vitest';
import { fromTransport } from '../../src/engine/failures.ts';
import { mqttError } from '../../src/errors.ts';

type Code = keyof typeof TRANSPORT_CODES;

const OWN: Readonly<Record<Code, readonly [phase: TransportPhase, number: number]>> = {
  INVALID_OPTION: ['connect', 10022],
  NO_ADDRESS: ['lookup', 11004],
  PROXY_REFUSED: ['proxy', 118],
  PROXY_AUTHENTICATION: ['proxy', 118],
  PROXY_BAD_ANSWER: ['proxy', 118],
  PROXY_CLOSED: ['proxy', 118],
  WS_STATUS: ['upgrade', 151],
  WS_NO_SUBPROTOCOL: ['upgrade', 4003],
  WS_WRONG_SUBPROTOCOL: ['upgrade', 4003],
  WS_BAD_UPGRADE: ['upgrade', 4003],
  WS_CONNECT_FAILED: ['connect', 10061],
  WS_TEXT_FRAME: ['stream', 4003],
  WS_CLOSE_CODE: ['stream', 4003],
  WS_ABNORMAL_CLOSE: ['stream', 1120],
  WS_SEND_FAILED: ['stream', 4001],
  TLS_OPTIONS: ['tls', 270],
  TLS_HANDSHAKE: ['tls', 276],
  RECEIVE_BUFFER_FULL: ['stream', 10055],
};

const NODE: readonly (readonly [code: string, phase: TransportPhase, number: number])[] = [
  ['ENOTFOUND', 'lookup', 11001],
  ['EAI_AGAIN', 'lookup', 11002],
  ['ECONNREFUSED', 'connect', 10061],
  ['ETIMEDOUT', 'connect', 10060],
  ['ENOTFOUND', 'proxy', 11001],
  ['ECONNREFUSED', 'proxy', 10061],
  ['ETIMEDOUT', 'proxy', 10060],
  ['ERR_UNHEARD_OF', 'proxy', 118],
  ['INVALID_OPTION', 'proxy', 118],
  ['INVALID_OPTION', 'tls', 271],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 276],
  ['ERR_SSL_NO_CIPHER_MATCH', 'tls', 270],
  ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'tls', 270],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'tls', 273],
  ['ERR_SSL_EE_KEY_TOO_SMALL', 'tls', 273],
  ['ERR_SSL_CA_KEY_TOO_SMALL', 'tls', 273],
  ['ERR_SSL_CA_MD_TOO_WEAK', 'tls', 273],
  ['TLS_ALERT_UNKNOWN_CA', 'tls', 276],
  ['TLS_ALERT_INTERNAL_ERROR', 'tls', 276],
  ['ECONNRESET', 'tls', 276],
  ['ERR_UNHEARD_OF', 'upgrade', 4003],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'stream', 284],
  ['WS_ERR_UNEXPECTED_MASK', 'stream', 4003],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'stream', 4003],
  ['ECONNRESET', 'stream', 10054],
  ['EPIPE', 'stream', 10053],
  ['ERR_UNHEARD_OF', 'stream', 10053],
];

describe('errors of the transport', () => {
  it.each(Object.keys(TRANSPORT_CODES) as Code[])('%s', (code) => {
    const [phase, number] = OWN[code];
    const error = new TransportError(code, phase, 'what happened');
    expect(fromTransport(error)).toMatchObject({ code: number, cause: error });
    expect(fromTransport(error).message).toContain('what happened');
  });

  it.each(NODE)('%s in phase %s is %d', (code, phase, number) => {
    const error = new TransportError(code, phase, 'what happened');
    expect(fromTransport(error)).toMatchObject({ code: number, cause: error });
    expect(fromTransport(error).message).toContain('what happened');
  });

  it('our own decision, passed on by the transport, is itself', () => {
    const cause = mqttError(280, 'not that one');
    const error = new TransportError('CERT_NOT_ACCEPTED', 'tls', 'authenticate failed', { cause });
    expect(fromTransport(error)).toBe(cause);
  });

  it('advice names settings instead of options of the transport', () => {
    const message = 'broker:8883 refused TLS: it accepts none; see minVersion and maxVersion';
    const error = new TransportError('TLS_ALERT_PROTOCOL_VERSION', 'tls', message);
    expect(fromTransport(error).message).toBe(
      'Error during handshake: broker:8883 refused TLS: it accepts none; for a server that speaks only TLS 1.3 set SSLEnabledProtocols=16320',
    );
  });
});
