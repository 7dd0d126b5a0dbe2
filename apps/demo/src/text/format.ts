/** Received messages as output: text, JSON lines, hexadecimal, or a format string. */

import type { MessageEvent } from '@x/client';

const strictText = new TextDecoder('utf-8', { fatal: true });
const utf8 = new TextEncoder();

interface Placeholder {
  readonly letter: string;
  readonly meaning: string;
  readonly of: (message: MessageEvent) => string | Uint8Array | number | undefined;
}

/** After %; where mosquitto_sub has the same thing, it has the same letter. */
export const PLACEHOLDERS: readonly Placeholder[] = [
  { letter: 't', meaning: 'topic', of: ({ topic }) => topic },
  { letter: 'p', meaning: 'payload, its bytes as they are', of: ({ messageB }) => messageB },
  { letter: 'x', meaning: 'payload in hexadecimal', of: ({ messageB }) => hex(messageB) },
  { letter: 'j', meaning: 'the message as JSON', of: (message) => JSON.stringify(asJson(message)) },
  { letter: 'l', meaning: 'length of the payload', of: ({ messageB }) => messageB.length },
  { letter: 'q', meaning: 'QoS', of: ({ QOS }) => QOS },
  { letter: 'r', meaning: '1 if retained, else 0', of: ({ retained }) => Number(retained) },
  { letter: 'd', meaning: '1 if it may be a repetition', of: ({ duplicate }) => Number(duplicate) },
  { letter: 'm', meaning: 'packet id', of: ({ packetId }) => (packetId > 0 ? packetId : '') },
  { letter: 'C', meaning: 'content type', of: ({ properties }) => properties?.contentType },
  { letter: 'R', meaning: 'response topic', of: ({ properties }) => properties?.responseTopic },
  { letter: 'D', meaning: 'correlation data', of: ({ properties }) => properties?.correlationData },
  {
    letter: 'E',
    meaning: 'message expiry interval',
    of: ({ properties }) => properties?.messageExpiryInterval,
  },
  {
    letter: 'P',
    meaning: 'user properties, name:value',
    of: ({ properties }) => properties?.userProperties?.map((pair) => pair.join(':')).join(' '),
  },
  {
    letter: 'S',
    meaning: 'subscription identifiers',
    of: ({ properties }) => properties?.subscriptionIdentifiers?.join(','),
  },
  { letter: 'I', meaning: 'time, ISO 8601', of: () => new Date().toISOString() },
  { letter: 'U', meaning: 'time, seconds since 1970', of: () => (Date.now() / 1000).toFixed(3) },
  { letter: '%', meaning: 'a per cent sign', of: () => '%' },
];

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** A message as output, without what separates it from the next. */
export type Formatter = (message: MessageEvent) => readonly (string | Uint8Array)[];

export const OUTPUTS: Readonly<Record<'text' | 'json' | 'hex', Formatter>> = {
  text: ({ messageB }) => [messageB],
  json: (message) => [JSON.stringify(asJson(message))],
  hex: ({ messageB }) => [hex(messageB)],
};

/** @throws RangeError naming the placeholder that there is none of */
export function formatter(format: string): Formatter {
  const parts = format.split(/(%.|\\.)/s).filter((part) => part !== '');
  const pieces = parts.map(pieceOf);
  return (message) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(message)));
}

function pieceOf(part: string): string | ((message: MessageEvent) => string | Uint8Array) {
  const letter = part[1];
  if (letter === undefined || !/^[%\\]/.test(part)) return part;
  if (part.startsWith('\\')) return ESCAPES[letter] ?? letter;
  const row = PLACEHOLDERS.find((each) => each.letter === letter);
  if (row === undefined) throw new RangeError(`there is no ${part}`);
  return (message) => {
    const value = row.of(message) ?? '';
    return value instanceof Uint8Array ? value : String(value);
  };
}

/** A payload that is no UTF-8 is in payloadBase64 instead. Absent properties are left out. */
function asJson(message: MessageEvent): object {
  const { topic, QOS, retained, duplicate, packetId, messageB, properties } = message;
  const text = textOf(messageB);
  const { correlationData, ...others } = properties ?? {};
  return {
    time: new Date().toISOString(),
    topic,
    qos: QOS,
    retain: retained,
    ...(duplicate && { dup: true }),
    ...(packetId > 0 && { packetId }),
    ...(text === undefined ? { payloadBase64: base64(messageB) } : { payload: text }),
    ...(properties !== undefined && {
      properties: {
        ...others,
        ...(correlationData !== undefined && { correlationData: hex(correlationData) }),
      },
    }),
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = strictText.decode(bytes);
    // A byte order mark would be dropped.
    return utf8.encode(text).length === bytes.length ? text : undefined;
  } catch {
    return undefined;
  }
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
