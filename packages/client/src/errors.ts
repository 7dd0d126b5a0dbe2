/** The errors of this package: one class, and the ways to it from a number of the documented table and from a system error. */

import { SYSTEM_CODES, SYSTEM_TEXTS } from '#system-errors';
import { COMMON_ERRORS } from './common-errors.ts';
import type { ErrorCode } from './error-codes.ts';

/** Of the two numbers that the table gives twice, this client means those that it makes everywhere. */
const TEXTS: Readonly<Record<number, string>> = Object.assign(
  {},
  SYSTEM_TEXTS,
  ...Object.values(COMMON_ERRORS),
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
  return new MQTTError(code, text, cause === undefined ? undefined : { cause });
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
