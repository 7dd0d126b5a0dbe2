/** The page is drawn once a frame at most, however much happens: data is plain, and this signal says that it changed. */

import { signal } from '@preact/signals';

/** Read by every component that shows data which is not itself a signal. */
export const frame = signal(0);
/** A drawing that took so long waits this many times as long for the next: the frames between stay free for the user. */
const REST = 3;
/** Milliseconds that a drawing waits at most. */
const LONGEST_REST = 250;
const lookers: (() => void)[] = [];
let asked = false;
let restsUntil = 0;

/** Called before each drawing: for what is cheaper looked up once than followed step by step. */
export function beforeDrawing(look: () => void): void {
  lookers.push(look);
}

/** Asks for a drawing soon. A hidden page has none, and so costs none. */
export function changed(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(draw);
}

function draw(): void {
  const begun = performance.now();
  if (begun < restsUntil) {
    requestAnimationFrame(draw);
    return;
  }
  asked = false;
  for (const look of lookers) look();
  frame.value++;
  // By then the browser has laid out and painted what components made of it.
  setTimeout(() => {
    const took = performance.now() - begun;
    restsUntil = begun + Math.min(LONGEST_REST, took * REST);
  });
}
