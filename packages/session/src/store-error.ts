/** The errors of the stores that outlive the process: what they refused or could not do, and where. */

/**
 * - `STORE_PATH`: the path names no file or key that could be: empty, in a folder that is not there, or itself a folder.
 * - `STORE_LOCKED`: a process that lives has the journal open, perhaps this one.
 * - `STORE_DAMAGED`: what was durable no longer reads; the file is kept under the name in `movedTo`.
 * - `STORE_FOREIGN`: the file is no journal; it is left as it is.
 * - `STORE_VERSION`: a version of this library that is not known here wrote it; it is left as it is.
 * - `STORE_CHANGE`: a change does not fit into JSON, as a state above 512 MiB does not.
 * - `STORE_CLOSED`: `load` has not been called, or `close` has.
 * - `STORE_IO`: the system refused; `cause` is its error.
 */
export type StoreErrorCode =
  | 'STORE_PATH'
  | 'STORE_LOCKED'
  | 'STORE_DAMAGED'
  | 'STORE_FOREIGN'
  | 'STORE_VERSION'
  | 'STORE_CHANGE'
  | 'STORE_CLOSED'
  | 'STORE_IO';

export interface StoreErrorOptions {
  readonly cause?: unknown;
  readonly offset?: number;
  readonly movedTo?: string | undefined;
}

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** Of the journal. */
  readonly path: string;
  /** Where in the file the damage begins, in bytes. */
  readonly offset: number | undefined;
  /** Where the damaged file is now; undefined if it could not be moved. */
  readonly movedTo: string | undefined;

  constructor(code: StoreErrorCode, path: string, detail: string, options: StoreErrorOptions = {}) {
    const { cause, offset, movedTo } = options;
    super(`the journal ${path}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.path = path;
    this.offset = offset;
    this.movedTo = movedTo;
  }
}

/** An error as it is, or the system's with our words around it. */
export function storeError(error: unknown, path: string, doing: string): StoreError {
  if (error instanceof StoreError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new StoreError('STORE_IO', path, `${doing} failed: ${why}`, { cause: error });
}
