/** A promise and the way to settle it; nobody has to wait for it. */

export interface Deferred {
  readonly promise: Promise<void>;
  resolve(value?: undefined | Promise<void>): void;
  reject(reason: unknown): void;
}

export function deferred(): Deferred {
  let resolve: Deferred['resolve'] = ignore;
  let reject: Deferred['reject'] = ignore;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise: handled(promise), resolve, reject };
}

/** A rejection that the caller does not wait for must not end the process: whoever awaits it still gets it. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.then(undefined, ignore);
  return promise;
}

export function rejected(reason: unknown): Promise<never> {
  return handled(Promise.reject(reason));
}

function ignore(): void {
  // The promise's own callers see the outcome.
}
