/** What a row of the settings tables says: a row is all there is to know of a setting, except its prose. */

import type { ErrorCode } from '../error-codes.ts';
import type { Firewall } from '../firewall.ts';
import type { RuntimeValues } from './host.ts';
import type { JsonGroupName } from './json-keys.ts';
import type { Kind } from './kinds.ts';
import { Refusal } from './refusal.ts';

/** `applied` as documented, `mapped` to the platform's nearest notion, `stored` without an effect. */
export type Effect = 'applied' | 'mapped' | 'stored';

/** When a change is refused, and with which error. */
export interface Lock {
  readonly during: 'busy' | 'connected';
  readonly code: ErrorCode;
}

interface Traits {
  readonly effect: Effect;
  /** When a changed value takes effect. */
  readonly used: 'at once' | 'next connect';
  /** Never in a log line. */
  readonly secret: boolean;
  /** Beyond the reference. */
  readonly extension: boolean;
}

/** A value of its own in the store; initial.ts has the one that it begins with. */
export interface StoredRow<T> extends Traits {
  readonly type: 'stored';
  readonly kind: Kind<T>;
  readonly lock?: Lock;
  /** What reads see instead of the stored value. */
  shown?(value: T, runtime: RuntimeValues): T;
  /** A line for the log when this value is stored. */
  note?(value: T): string | undefined;
}

/** Read and written through something else: the connection, the Firewall object, the list of user properties. */
export interface ComputedRow extends Traits {
  readonly type: 'computed';
  readonly title: string;
  /** What it reads as before anything happened; "" for an indexed one, which has no element then. */
  readonly initial: string;
  readonly access: 'read-write' | 'read-only' | 'write-only';
  readonly indexed: boolean;
  read(context: RowContext, index: number): string | Refusal;
  write(context: RowContext, text: string, index: number): Refusal | undefined;
}

/** A JSON object text of several properties. */
export interface JsonRow extends Traits {
  readonly type: 'json';
  readonly group: JsonGroupName;
  readonly access: 'read-write' | 'read-only';
}

/** Another name for a value that is kept elsewhere. */
export interface SharedRow extends Traits {
  readonly type: 'shared';
  readonly with: 'LocalHost' | 'LocalPort' | 'ConnectionTimeout';
}

export type Row = StoredRow<unknown> | ComputedRow | JsonRow | SharedRow;

export interface UserPropertyEntry {
  name: string;
  value: string;
}

/** What computed rows work on. */
export interface RowContext {
  readonly runtime: RuntimeValues;
  readonly firewall: Firewall;
  readonly outgoingUserProperties: UserPropertyEntry[];
  sendCustomPacket(bytes: Uint8Array): void;
}

const TRAITS: Traits = { effect: 'applied', used: 'at once', secret: false, extension: false };

export function stored<T>(
  kind: Kind<T>,
  options: Partial<Omit<StoredRow<NoInfer<T>>, 'type' | 'kind'>> = {},
): StoredRow<T> {
  return { ...TRAITS, ...options, type: 'stored', kind };
}

/** A read-only row over the running connection. */
export function readOnly(
  title: string,
  initial: string,
  read: (runtime: RuntimeValues) => string,
): ComputedRow {
  return {
    ...TRAITS,
    type: 'computed',
    title,
    initial,
    access: 'read-only',
    indexed: false,
    read: (context) => read(context.runtime),
    write: refuseWrite,
  };
}

export function computed(
  fields: Pick<ComputedRow, 'title' | 'initial' | 'read'> &
    Partial<Omit<ComputedRow, 'type' | 'title' | 'initial' | 'read'>>,
): ComputedRow {
  return {
    ...TRAITS,
    access: fields.write === undefined ? 'read-only' : 'read-write',
    indexed: false,
    write: refuseWrite,
    ...fields,
    type: 'computed',
  };
}

function refuseWrite(): Refusal {
  return new Refusal('is read-only', 211);
}

export function json(
  group: JsonGroupName,
  options: Partial<Omit<JsonRow, 'type' | 'group'>> = {},
): JsonRow {
  return { ...TRAITS, access: 'read-write', ...options, type: 'json', group };
}

export function shared(name: SharedRow['with'], used: Traits['used'] = 'next connect'): SharedRow {
  return { ...TRAITS, used, type: 'shared', with: name };
}
