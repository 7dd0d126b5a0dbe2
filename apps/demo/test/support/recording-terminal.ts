/** A terminal that keeps what is written to it. */

import type { Terminal } from '../../src/terminal.ts';

export interface RecordingTerminal extends Terminal {
  readonly out: string;
  readonly err: string;
  /** As Ctrl-C. */
  interrupt(): void;
  /** As the end of a pipe's reader. */
  hangUp(): void;
  /** Called with each piece of output. */
  onWrite: ((text: string) => void) | undefined;
}

export function recordingTerminal(color = false, input: readonly Uint8Array[] = [], live = false) {
  const controller = new AbortController();
  const unread = new AbortController();
  const text = new TextDecoder();
  let out = '';
  let err = '';
  const terminal: RecordingTerminal = {
    color,
    live,
    interrupted: controller.signal,
    unread: unread.signal,
    async *input() {
      yield* input;
    },
    onWrite: undefined,
    get out() {
      return out;
    },
    get err() {
      return err;
    },
    interrupt: () => controller.abort('SIGINT'),
    hangUp: () => unread.abort(),
    write(output) {
      const said = typeof output === 'string' ? output : text.decode(output, { stream: true });
      out += said;
      this.onWrite?.(said);
    },
    complain(said) {
      err += said;
    },
  };
  return terminal;
}
