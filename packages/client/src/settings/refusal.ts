/** Why a value is not stored, and the error that says so. */

import type { ErrorCode } from '../error-codes.ts';
import { type MQTTError, mqttError } from '../errors.ts';

/** `reason` continues the setting's name: "must be …". */
export class Refusal {
  readonly reason: string;
  readonly code: ErrorCode;

  constructor(reason: string, code: ErrorCode = 10022) {
    this.reason = reason;
    this.code = code;
  }
}

export function refused(name: string, refusal: Refusal): MQTTError {
  return mqttError(refusal.code, `${name} ${refusal.reason}`);
}

export function orThrow<T>(name: string, value: T | Refusal): T {
  if (value instanceof Refusal) throw refused(name, value);
  return value;
}
