import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../src/error-codes.ts';
import { errorCodeOf, errorText, MQTTError, mqttError, toMQTTError } from '../src/errors.ts';

const rows = Object.entries(ERROR_CODES).flatMap(([group, codes]) =>
  Object.entries(codes).map(([code, text]) => ({ group, code: Number(code) as ErrorCode, text })),
);

describe('the error table', () => {
  it('has the documented rows', () => {
    const counts = Object.fromEntries(
      Object.entries(ERROR_CODES).map(([group, codes]) => [group, Object.keys(codes).length]),
    );
    expect(counts).toEqual({
      MQTT: 6,
      WebSocket: 3,
      HTTP: 9,
      TCPClient: 21,
      SSL: 12,
      'TCP/IP': 50,
    });
    expect(new Set(rows.map((row) => row.code)).size).toBe(99);
  });

  it.each(rows.filter((row) => row.group === 'TCP/IP'))('$code starts with its number', (row) => {
    expect(row.text.startsWith(`[${row.code}] `)).toBe(true);
  });

  it.each(rows.filter((row) => row.code !== 301 && row.code !== 302))(
    '$code gives its text and itself',
    ({ code, text }) => {
      const error = mqttError(code);
      expect(error).toBeInstanceOf(MQTTError);
      expect(error).toMatchObject({ name: 'MQTTError', code, message: text });
    },
  );

  it('means the interruption by 301 and the file by 302', () => {
    expect(mqttError(301).message).toBe('Interrupted.');
    expect(mqttError(302).message).toBe('Could not open file.');
  });
});

describe('a message', () => {
  it.each([
    [10061, undefined, '[10061] Connection refused.'],
    [
      500,
      'connection refused: not authorized (5)',
      'MQTT protocol error: connection refused: not authorized (5)',
    ],
    [118, '407 Proxy Authentication Required', 'Firewall Error: 407 Proxy Authentication Required'],
    [10022, 'Port must be 0 to 65535', '[10022] Invalid argument: Port must be 0 to 65535'],
    [152, 'ws:///x', 'No server specified in URL: ws:///x'],
    [201, 'connect', 'Timeout: connect'],
    [
      11002,
      'example.org',
      "[11002] Nonauthoritative 'Host not found' (try again or check DNS setup): example.org",
    ],
  ] as const)('of %i with detail %s', (code, detail, text) => {
    expect(errorText(code, detail)).toBe(text);
    expect(mqttError(code, detail).message).toBe(text);
  });

  it('keeps a cause only if there is one', () => {
    const cause = new Error('why');
    expect(mqttError(271, 'no file', cause).cause).toBe(cause);
    expect('cause' in mqttError(271)).toBe(false);
  });
});

describe('a system error', () => {
  it.each([
    ['ECONNREFUSED', 10061],
    ['ECONNRESET', 10054],
    ['EPIPE', 10053],
    ['ETIMEDOUT', 10060],
    ['ENOTFOUND', 11001],
    ['EAI_AGAIN', 11002],
    ['EADDRINUSE', 10048],
    ['EHOSTUNREACH', 10065],
    ['ERR_SOMETHING_ELSE', 10053],
    ['constructor', 10053],
    [undefined, 10053],
  ] as const)('%s is %i', (systemCode, code) => {
    expect(errorCodeOf(systemCode)).toBe(code);
  });

  it('is kept as the cause', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      code: 'ECONNREFUSED',
    });
    const made = toMQTTError(error);
    expect(made).toMatchObject({ code: 10061, message: '[10061] Connection refused.' });
    expect(made.cause).toBe(error);
  });

  it('of several attempts is the last one', () => {
    const attempts = ['ETIMEDOUT', 'ENETUNREACH'].map((code) =>
      Object.assign(new Error(code), { code }),
    );
    expect(toMQTTError(new AggregateError(attempts)).code).toBe(10051);
  });

  it.each([new Error('odd'), 'odd', { code: 7, toString: () => 'odd' }])(
    'without a number keeps its text: %s',
    (thrown) => {
      const made = toMQTTError(thrown);
      expect(made.code).toBe(10053);
      expect(made.message).toBe('[10053] Software caused connection abort: odd');
      expect(made.cause).toBe(thrown);
    },
  );

  it('is left alone if it is one of ours', () => {
    const error = mqttError(201);
    expect(toMQTTError(error)).toBe(error);
  });
});
