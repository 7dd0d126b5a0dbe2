import type { Socket } from 'node:net';

/** Joins two sockets as a good proxy does: bytes, back-pressure, ends and resets pass through; `rawA` carries `a`. */
export function splice(a: Socket, b: Socket, rawA = a): void {
  for (const [from, to, raw] of [
    [a, b, b],
    [b, a, rawA],
  ] as const) {
    from.pipe(to);
    // Node refuses a reset during the shutdown that follows an end, and would leave the handle behind.
    from.on('error', () => void (to.writableEnded ? to.destroy() : raw.resetAndDestroy()));
    from.on('close', () => void to.destroySoon());
  }
}
