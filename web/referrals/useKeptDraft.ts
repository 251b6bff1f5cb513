import { useEffect, useRef, useState } from "react";
import type { DraftBody } from "../../server/api/referral-schemas.ts";
import { call, path } from "../api/call.ts";
import { isEmptyDraft, type ReferDraft } from "./refer-draft.ts";

/** So long after the last key what was typed is kept. */
const quiet_ms = 800;

/** Keeps what is typed on the worker's own desk, so that a time-out or a closed page loses nothing. */
export function useKeptDraft(person: string, draft: ReferDraft, keptAt: string | null) {
  const [savedAt, setSavedAt] = useState(keptAt);
  const first = useRef(draft);
  const stopped = useRef(false);
  useEffect(() => {
    if (draft === first.current || stopped.current) return undefined;
    const timer = setTimeout(() => {
      const body: DraftBody = { draft: isEmptyDraft(draft) ? null : draft };
      call("POST", path`/people/${person}/referrals/draft`, body)
        .then(() => setSavedAt(body.draft === null ? null : new Date().toISOString()))
        // Typing goes on; the next key tries again.
        .catch(() => undefined);
    }, quiet_ms);
    return () => clearTimeout(timer);
  }, [person, draft]);
  return {
    savedAt,
    /** It is being sent: nothing is kept any more. */
    stop: () => {
      stopped.current = true;
    },
  };
}
