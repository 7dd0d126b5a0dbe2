/** A terminal that keeps what is written to it. */

import type { Terminal } from '../../src/terminal.ts';

export interface RecordingTerminal extends Terminal {
  readonly out: string;
  readonly err: string;
  /** As Ctrl-C. */
  interrupt(): void;
  /** Called with each piece of output. */
  onWrite: ((text: string) => void) | undefined;
}

export function recordingTerminal(color = false): RecordingTerminal {
  const controller = new AbortController();
  let out = '';
  let err = '';
  return {
    color,
    interrupted: controller.signal,
    onWrite: undefined,
    get out() {
      return out;
    },
    get err() {
      return err;
    },
    interrupt: () => controller.abort(),
    write(text) {
      out += text;
      this.onWrite?.(text);
    },
    complain(text) {
      err += text;
    },
  };
}
