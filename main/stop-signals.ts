/** Ctrl+C, SIGTERM and a closed terminal, heard from the first moment. */
import { deferred, nothing } from "./deferred.ts";

/** One Ctrl+C under npm arrives twice: from the terminal, and passed on by npm. */
const same_press_ms = 1_000;

/** The wish to stop, and the wish to stop at once. */
export interface StopWish {
  asked: Promise<void>;
  wasAsked(): boolean;
  /** A second Ctrl+C. */
  hurried: Promise<void>;
  dispose(): void;
}

/** Listens until it is disposed of. */
export function listenForStop(): StopWish {
  let askedAt: number | undefined;
  const asked = deferred();
  const hurried = deferred();
  const heard = () => {
    const now = performance.now();
    if (askedAt === undefined) {
      askedAt = now;
      asked.resolve();
    } else if (now - askedAt > same_press_ms) hurried.resolve();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, heard);
  // The terminal may be gone before us; a line that nobody reads must not end the databases.
  process.stdout.on("error", nothing);
  return {
    asked: asked.promise,
    wasAsked: () => askedAt !== undefined,
    hurried: hurried.promise,
    dispose: () => {
      for (const name of signals) process.off(name, heard);
    },
  };
}
