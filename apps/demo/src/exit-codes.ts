/** What the program's exit status says. */

export const EXIT = {
  /** Everything is as it should be. */
  ok: 0,
  /** The broker did not do something that MQTT promises. */
  missing: 1,
  /** Nothing could be shown: wrong arguments, or no broker there. */
  unusable: 2,
  /** Ended by Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
