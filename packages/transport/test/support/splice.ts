import type { Socket } from 'node:net';

/** Joins two sockets as a good proxy does: bytes, back-pressure, ends and resets pass through. */
export function splice(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.pipe(to);
    from.on('error', () => void to.resetAndDestroy());
    from.on('close', () => void to.destroySoon());
  }
}
