/** What a client in a process of its own is to do, and what it reports: both cross the border as JSON. */

export interface Plan {
  readonly host: string;
  readonly port: number;
  /** Of the class: 0 is 3.1.1, 1 is 5.0. One connection after another. */
  readonly versions: readonly (0 | 1)[];
  readonly settings: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly keepAlive: number;
  readonly tls: boolean;
  /**
   * Once connected: one operation of each kind; megabytes until one fails; three seconds of listening, then the end;
   * nothing. Then it waits for the end, or for `until` and ends the connection itself.
   */
  readonly work: 'operations' | 'megabytes' | 'listening' | 'nothing';
  /** A line of the story. */
  readonly until: string | undefined;
}

export interface Story {
  /** Connected, Disconnected and Error with their codes, MessageIn with its topic, in order. */
  readonly events: readonly string[];
  /** What became of each call: 0, the code of its rejection, or open when it should not be. */
  readonly calls: Readonly<Record<string, number | 'open'>>;
  /** Uncaught exceptions and unhandled rejections. */
  readonly faults: readonly string[];
  /** Bytes above the start, at the worst moment. */
  readonly memory: number;
  readonly buffers: number;
}
