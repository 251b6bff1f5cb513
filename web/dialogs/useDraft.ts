import { useState } from "react";
import { useSession } from "../frame/session.ts";

/** Of what forms keep: one more when a form gets a part, so that none begins from a draft that lacks it. */
const shape = 2;

interface Kept<T, B> {
  draft: T;
  base: B;
}

/**
 * What is being written in a form, kept in this tab until it is saved or thrown away: a reload, a
 * session that ran out or a slip loses nothing. It is kept for its worker only, with the line it
 * began from, so that what others changed meanwhile is noticed; it ends with the tab or at sign-out.
 */
export function useDraft<T extends object, B>(name: string, base: B, begin: (base: B) => T) {
  const { persona } = useSession();
  const place = `tandem.draft.${shape}.${persona.id}.${name}`;
  const [found] = useState(() => read<Kept<T, B>>(place));
  const [start] = useState(found?.base ?? base);
  const [draft, set] = useState<T>(found?.draft ?? begin(base));
  const [restored, setRestored] = useState(found !== null);
  return {
    draft,
    base: start,
    /** It began from what was kept. */
    restored,
    setDraft: (next: T) => {
      set(next);
      sessionStorage.setItem(place, JSON.stringify({ draft: next, base: start }));
    },
    forget: () => sessionStorage.removeItem(place),
    startOver: () => {
      sessionStorage.removeItem(place);
      setRestored(false);
      set(begin(start));
    },
  };
}

/** At sign-out: whoever sits down next finds nothing. */
export function forgetDrafts(): void {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("tandem.draft.")) sessionStorage.removeItem(name);
  }
}

function read<T>(place: string): T | null {
  try {
    const text = sessionStorage.getItem(place);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}
