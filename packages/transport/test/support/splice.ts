import type { Socket } from 'node:net';

/** Joins two sockets as a good proxy does: bytes, back-pressure, ends and resets pass through. */
export function splice(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.pipe(to);
    // Node refuses a reset during the shutdown that follows an end, and would leave the handle behind.
    from.on('error', () => void (to.writableEnded ? to.destroy() : to.resetAndDestroy()));
    from.on('close', () => void to.destroySoon());
  }
}
