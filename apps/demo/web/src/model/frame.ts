/** The page is drawn once a frame, however much happens in between: data is plain, and this signal says that it changed. */

import { signal } from '@preact/signals';

/** Read by every component that shows data which is not itself a signal. */
export const frame = signal(0);
let asked = false;

/** Asks for a drawing with the next frame. A hidden page has none, and so costs none. */
export function changed(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    frame.value++;
  });
}
