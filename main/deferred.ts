/** A promise that is settled from outside. */
export interface Deferred {
  promise: Promise<void>;
  resolve(this: void): void;
  reject(this: void, reason: Error): void;
}

/** Node 20 has no `Promise.withResolvers`. */
export function deferred(): Deferred {
  let resolve: () => void = nothing;
  let reject: (reason: Error) => void = nothing;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** For what need not be heard. */
export function nothing(): void {}
