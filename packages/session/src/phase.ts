/** The phases of a session's connection: every transition and what may arrive in each, as one table. */

import type { PacketType } from '@x/codec';

export type PhaseEvent = 'connect' | 'accepted' | 'closing' | 'lost';

interface PhaseRow {
  readonly on: { readonly [E in PhaseEvent]?: Phase };
  /** Packets that the server may send in it; in `closing` and `disconnected` whatever comes is ignored. */
  readonly receives: ReadonlySet<PacketType>;
}

export type Phase = 'disconnected' | 'connecting' | 'connected' | 'closing';

const NOTHING: ReadonlySet<PacketType> = new Set();

export const PHASES = {
  disconnected: { on: { connect: 'connecting' }, receives: NOTHING },
  /** CONNECT is out, CONNACK awaited [MQTT-3.2.0-1]. */
  connecting: {
    on: { accepted: 'connected', closing: 'closing', lost: 'disconnected' },
    receives: new Set(['connack', 'auth']),
  },
  connected: {
    on: { closing: 'closing', lost: 'disconnected' },
    receives: new Set([
      'publish',
      'puback',
      'pubrec',
      'pubrel',
      'pubcomp',
      'suback',
      'unsuback',
      'pingresp',
      'disconnect',
      'auth',
    ]),
  },
  /** Our last packet is written, the end of the connection awaited: nothing more is sent [MQTT-3.14.4-2]. */
  closing: { on: { lost: 'disconnected' }, receives: NOTHING },
} as const satisfies Record<Phase, PhaseRow>;

/** The phase after `event`; the same one when the table has no row for it. */
export function nextPhase(phase: Phase, event: PhaseEvent): Phase {
  const row: PhaseRow = PHASES[phase];
  return row.on[event] ?? phase;
}

/** Whether the server may send a packet of `type` in this phase. */
export function mayReceive(phase: Phase, type: PacketType): boolean {
  const row: PhaseRow = PHASES[phase];
  return row.receives.has(type);
}
