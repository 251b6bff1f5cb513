/** A wait that can be ended early. */
export interface Alarm {
  /** Resolves after so long, or when it rings. */
  pause(ms: number): Promise<void>;
  ring(): void;
}

export function createAlarm(): Alarm {
  let wake: () => void = () => undefined;
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    ring: () => wake(),
  };
}

/** Work that goes on beside the rounds. */
export interface Asides {
  /** Begins the work unless one of its kind is under way; never waits for it. */
  begin(what: string, work: () => Promise<void>): void;
  has(what: string): boolean;
  /** What is under way now. */
  names(): Set<string>;
  settled(): Promise<void>;
}

export function createAsides(onError: (what: string, error: unknown) => void): Asides {
  const running = new Map<string, Promise<void>>();
  return {
    begin(what, work) {
      if (running.has(what)) return;
      const done = work()
        .catch((error: unknown) => onError(what, error))
        .finally(() => running.delete(what));
      running.set(what, done);
    },
    has: (what) => running.has(what),
    names: () => new Set(running.keys()),
    async settled() {
      // What is under way may begin more.
      while (running.size > 0) await Promise.allSettled(running.values());
    },
  };
}
