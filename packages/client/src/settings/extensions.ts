/** The settings beyond the reference. */

import { bool, hex, INT32, int, mqttString, text, UINT32 } from './kinds.ts';
import { type Row, stored } from './row.ts';

const EXTENSION = { extension: true } as const;
const NEXT = { ...EXTENSION, used: 'next connect' } as const;

export const EXTENSION_SETTINGS = {
  AuthenticationData: stored(hex, '', { ...NEXT, secret: true }),
  AuthenticationMethod: stored(mqttString, '', NEXT),
  AutoResubscribe: stored(bool, true, EXTENSION),
  MaxIncomingPacketSize: stored(int(0, UINT32), 0, NEXT),
  MaxInflightMessages: stored(int(0, 65_535), 0, NEXT),
  OfflineQueueBytes: stored(int(0, Number.MAX_SAFE_INTEGER), 0, EXTENSION),
  OfflineQueueMessages: stored(int(0, INT32), 0, EXTENSION),
  ReconnectMaxDelay: stored(int(0, INT32), 30_000, EXTENSION),
  ReconnectMinDelay: stored(int(0, INT32), 1000, EXTENSION),
  SessionJournal: stored(text, '', NEXT),
} satisfies Record<string, Row>;
