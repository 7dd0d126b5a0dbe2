/** The properties that the class answers itself, and all 23 together; for documents and tests, no program imports it. */

import { CLASS_PROPERTIES, type ObjectRow } from './properties.ts';
import type { StoredRow } from './row.ts';

/** Shown and driven by the engine: nothing of it is stored. */
export interface EngineRow {
  readonly type: 'engine';
  readonly class: 'boolean' | 'MQTTMessageList' | 'Certificate';
  readonly initial: string;
  readonly access: 'read-only' | 'read-write';
}

export type PropertyRow = StoredRow<unknown> | ObjectRow | EngineRow;

const ENGINE_PROPERTIES = {
  Connected: { type: 'engine', class: 'boolean', initial: 'False', access: 'read-write' },
  IncomingMessages: {
    type: 'engine',
    class: 'MQTTMessageList',
    initial: 'empty',
    access: 'read-only',
  },
  OutgoingMessages: {
    type: 'engine',
    class: 'MQTTMessageList',
    initial: 'empty',
    access: 'read-only',
  },
  ReadyToSend: { type: 'engine', class: 'boolean', initial: 'False', access: 'read-only' },
  SSLServerCert: { type: 'engine', class: 'Certificate', initial: 'empty', access: 'read-only' },
} as const satisfies Record<string, EngineRow>;

export type PropertyName = keyof typeof CLASS_PROPERTIES | keyof typeof ENGINE_PROPERTIES;

/** In alphabetical order, as the reference has them. */
export const ALL_PROPERTIES: readonly (readonly [name: PropertyName, row: PropertyRow])[] =
  Object.entries<PropertyRow>({ ...CLASS_PROPERTIES, ...ENGINE_PROPERTIES })
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, row]) => [name as PropertyName, row]);
