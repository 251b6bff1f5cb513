/** Private time, or what to keep away from, while it is written, and what is sent of it. */
import { keepOffs } from "../../domain/records/plan-values.ts";
import type { NewUnavailableBody } from "../../server/api/plan-schemas.ts";
import { dayAfter, ownZone } from "./times-draft.ts";

export interface PrivateDraft {
  mode: "hours" | "days" | "away";
  kind: string;
  day: string;
  last: string;
  start: string;
  end: string;
  weekly: boolean;
  keep_off: (typeof keepOffs)[number][];
  place: string;
  person: string;
}

/** Kept off everything until somebody says that it may stand there. */
export function freshPrivate(): PrivateDraft {
  const texts = { day: "", last: "", start: "", end: "", place: "", person: "" };
  return { mode: "hours", kind: "other", weekly: false, keep_off: [...keepOffs], ...texts };
}

export function bodyOf(draft: PrivateDraft): NewUnavailableBody {
  if (draft.mode === "away") {
    return { away_place: draft.place.trim(), away_person: draft.person.trim() };
  }
  const kind = draft.kind as NonNullable<NewUnavailableBody["kind"]>;
  return { kind, keep_off: draft.keep_off, times: timesIn(draft) };
}

/** Whole days end with the beginning of the next. */
function timesIn({ mode, day, last, start, end, weekly }: PrivateDraft) {
  const zone = ownZone();
  if (mode === "days") {
    return { start: `${day}T00:00`, end: `${dayAfter(last, 1)}T00:00`, zone };
  }
  const endDay = end > start ? day : dayAfter(day, 1);
  const rrule = weekly ? { rrule: "FREQ=WEEKLY" } : {};
  return { start: `${day}T${start}`, end: `${endDay}T${end}`, zone, ...rrule };
}
