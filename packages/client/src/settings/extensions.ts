/** The settings beyond the reference. */

import { bool, INT32, int, text, UINT32 } from './kinds.ts';
import { type Row, readOnly, stored } from './row.ts';
import { hex, mqttString } from './text-kinds.ts';

const EXTENSION = { extension: true } as const;
const NEXT = { ...EXTENSION, used: 'next connect' } as const;

export const EXTENSION_SETTINGS = {
  AuthenticationData: stored(hex, { ...NEXT, secret: true }),
  AuthenticationMethod: stored(mqttString, NEXT),
  AutoResubscribe: stored(bool, EXTENSION),
  MaxIncomingPacketSize: stored(int(0, UINT32), NEXT),
  MaxInflightMessages: stored(int(0, 65_535), NEXT),
  OfflineQueueBytes: stored(int(0, Number.MAX_SAFE_INTEGER), EXTENSION),
  OfflineQueueMessages: stored(int(0, INT32), EXTENSION),
  QueuedMessages: {
    ...readOnly('integer', '0', (runtime) => String(runtime.queuedMessages)),
    ...EXTENSION,
  },
  ReconnectMaxDelay: stored(int(0, INT32), EXTENSION),
  ReconnectMinDelay: stored(int(0, INT32), EXTENSION),
  SessionJournal: stored(text, NEXT),
} satisfies Record<string, Row>;
