import { useSyncExternalStore } from "react";

const query = "(width < 820px)";

/** A phone, or a window as narrow as one; the same width at which the styles turn. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}
