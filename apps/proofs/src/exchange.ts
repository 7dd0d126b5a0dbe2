/** The exchanges that are broken: each version, QoS 1 and 2, both ways. */

export interface Exchange {
  /** 4 is MQTT 3.1.1. */
  readonly version: 4 | 5;
  readonly qos: 1 | 2;
  /** What the client under proof does. */
  readonly role: 'publish' | 'receive';
}

/** As the client sees it: `out` leaves it, `in` comes to it. */
export type Direction = 'out' | 'in';

export const DIRECTIONS: readonly Direction[] = ['out', 'in'];

export const EXCHANGES: readonly Exchange[] = ([4, 5] as const).flatMap((version) =>
  ([1, 2] as const).flatMap((qos) =>
    (['publish', 'receive'] as const).map((role) => ({ version, qos, role })),
  ),
);

export function nameOf({ version, qos, role }: Exchange): string {
  return `${version === 4 ? '3.1.1' : '5.0  '} QoS ${qos} ${role}`;
}

/** Seconds that a session of MQTT 5 outlives its connection: longer than any run. */
export const SESSION_EXPIRY = 3600;
