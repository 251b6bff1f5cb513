/** What this worker recorded last on this screen, so that it can be taken back at once. */
import { useSyncExternalStore } from "react";

/** `list`: a group's list of a day, taken back as one. */
export interface Recorded {
  ids: readonly string[];
  what: string;
  said: "happened" | "could_not" | "list";
}

let last: Recorded | null = null;
const listeners = new Set<() => void>();

export function tellRecorded(recorded: Recorded | null): void {
  last = recorded;
  for (const listener of listeners) listener();
}

export function useRecorded(): Recorded | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => last,
  );
}
