/** What a caller's text of a setting's name means: `NAME` or `NAME[i]`, the name in any case. */

import { mqttError } from '../errors.ts';
import { findRow, type NamedRow } from './tables.ts';

export interface Target extends NamedRow {
  /** The setting as documented, with its index, for an error's text. */
  readonly label: string;
  /** -1 without one. */
  readonly index: number;
}

const NAME = /^([^[\]]*)(?:\[\s*(\d{1,9})\s*\])?$/;

/** @throws MQTTError 10022 for an unknown name, a missing index and one too many. */
export function targetOf(written: string): Target {
  const match = NAME.exec(written.trim());
  const found = findRow(match?.[1]?.trim() ?? '');
  if (found === undefined) {
    throw mqttError(10022, `unknown configuration setting "${written.trim().slice(0, 100)}"`);
  }
  const index = match?.[2] === undefined ? -1 : Number(match[2]);
  const indexed = found.row.type === 'computed' && found.row.indexed;
  if (indexed && index < 0) throw mqttError(10022, `${found.name} needs an index, as in [0]`);
  if (!indexed && index >= 0) throw mqttError(10022, `${found.name} takes no index`);
  return { ...found, index, label: indexed ? `${found.name}[${index}]` : found.name };
}
