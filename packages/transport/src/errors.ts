/** The errors of this package: each says in which phase it happened and keeps its cause. */

export type TransportPhase = 'lookup' | 'proxy' | 'connect' | 'tls' | 'upgrade' | 'stream';

export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** Stable: a Node system code (ECONNREFUSED, ENOTFOUND, …) or one of this package's own. */
  readonly code: string;
  readonly phase: TransportPhase;

  constructor(code: string, phase: TransportPhase, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.phase = phase;
  }
}
