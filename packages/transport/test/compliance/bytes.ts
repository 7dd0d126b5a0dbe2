/** Bytes arrive whole, in order and untouched. */

import { describe, expect, it } from 'vitest';
import { isSame, joined, pattern } from '../support/bytes.ts';
import { drop, type Link, type Suite } from './suite.ts';

export function bytes(suite: Suite): void {
  describe('bytes', () => {
    it('go to the server in the order of the chunks, whatever their sizes', async () => {
      const link = await suite.dial();
      const sizes = [1, 0, 2, 5000, 70_000, 3, 3, 200_000, 4095, 4096, 1];
      const chunks = sizes.map((size, i) => pattern(size, i + 1));
      link.connection.write(chunks);
      link.connection.write([]);
      link.connection.write([pattern(10, 99)]);
      const expected = joined([...chunks, pattern(10, 99)]);
      const received = await link.peer.log.atLeast(expected.length);
      expect(isSame(received, expected)).toBe(true);
      await drop(link);
    });

    it('come from the server in order', async () => {
      const link = await suite.dial();
      const parts = [pattern(3, 1), pattern(300_000, 2), pattern(1, 3)];
      for (const part of parts) link.peer.write(part);
      const received = await link.handlers.log.atLeast(300_004);
      expect(isSame(received, joined(parts))).toBe(true);
      await drop(link);
    });

    it('are not touched or kept: a chunk given is a chunk left alone', async () => {
      const link = await suite.dial();
      const chunk = pattern(50_000);
      const copy = chunk.slice();
      link.connection.write([chunk]);
      await link.peer.log.atLeast(chunk.length);
      expect(isSame(chunk, copy)).toBe(true);
      await drop(link);
    });
  });

  it('serves several connections at once, each with its own bytes', async () => {
    const links: Link[] = [];
    for (let i = 0; i < 5; i++) links.push(await suite.dial());
    for (const [i, link] of links.entries()) link.connection.write([pattern(1000, i + 1)]);
    for (const [i, link] of links.entries()) {
      const received = await link.peer.log.atLeast(1000);
      expect(isSame(received, pattern(1000, i + 1))).toBe(true);
      await link.connection.close();
    }
  });
}
