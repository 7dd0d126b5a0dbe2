/** Reads the changes of a journal back from JSON. */

import { SessionError } from './errors.ts';
import type { JournalChange } from './journal.ts';
import { integer, object, oneOf, SchemaFault } from './schema.ts';
import { parseSessionState, savedMessage } from './state.ts';

const packetId = integer(1, 65_535);

/** The shape of each change but `state`, which is read like any saved state. */
const SHAPES = {
  publish: object({ type: oneOf(['publish']), message: savedMessage }),
  release: object({
    type: oneOf(['release']),
    packetId,
    releaseOrder: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  acknowledged: object({ type: oneOf(['acknowledged']), packetId }),
  received: object({ type: oneOf(['received']), message: savedMessage }),
  delivered: object({ type: oneOf(['delivered']), packetId }),
} as const satisfies { [T in Exclude<JournalChange['type'], 'state'>]: unknown };

/**
 * Reads a change that JSON made.
 * @throws SessionError `state-invalid`
 */
export function parseJournalChange(value: unknown): JournalChange {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : '';
  if (type === 'state') {
    const state = value !== null && typeof value === 'object' && 'state' in value && value.state;
    return { type, state: parseSessionState(state) };
  }
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) {
    throw new SessionError('state-invalid', `a change of unknown type: ${String(type)}`);
  }
  try {
    SHAPES[type as keyof typeof SHAPES].check(value, type);
  } catch (cause) {
    if (!(cause instanceof SchemaFault)) throw cause;
    throw new SessionError('state-invalid', cause.message, { cause });
  }
  return value as JournalChange;
}
