import { openEnrolment } from "./case-work.ts";
import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { isEnrolledAs } from "./enrolled.ts";
import { lawOf } from "./programme/law.ts";
import { definitionOf } from "./programme/programme.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { EnrolmentStatus, ProgrammeName } from "./records/values.ts";

/** What the worker says of the enrolment a referral ends in. */
export interface EnrolmentWanted {
  programme: StoredRecord;
  effective_date: string;
  reason: string;
}

/** An enrolment of the person in one of these programmes whose support goes on; the latest of several. */
export function enrolledIn(
  enrolments: readonly StoredRecord[],
  programmes: readonly StoredRecord[],
): StoredRecord | null {
  const keys = new Set(programmes.map(({ key }) => key));
  const open = enrolments.filter(({ state }) => {
    const programme = valueOf(state, "programme") as ProgrammeName | undefined;
    const status = textOf(state, "status") as EnrolmentStatus;
    return programme !== undefined && keys.has(programme.id) && isEnrolledAs[status];
  });
  const since = (one: StoredRecord) => textOf(one.state, "effective_date");
  return open.sort((a, b) => (since(a) < since(b) ? 1 : -1))[0] ?? null;
}

/**
 * That a referral ended in an enrolment is said by enrolling: both are one act, or neither is. A
 * person who is enrolled already is not enrolled a second time, and where no programme of ours
 * answers the service (`answering`), it is said in words alone. Gives the enrolment's key.
 */
export function enrolByReferral(
  ctx: Deciding,
  person: StoredRecord,
  known: { enrolments: readonly StoredRecord[]; answering: readonly StoredRecord[] },
  wanted: EnrolmentWanted | null,
): { ok: true; changes: Change[]; key: string | null } | Refusal {
  const asked = wanted ? [wanted.programme] : known.answering;
  const already = enrolledIn(known.enrolments, asked);
  if (already) return { ok: true, changes: [], key: already.key };
  if (!wanted) {
    if (known.answering.length > 0) return refused("err.bad_input", ["/enrolment"]);
    return { ok: true, changes: [], key: null };
  }
  const { programme, effective_date, reason } = wanted;
  if (programme.type !== "Programme" || creatorOf(programme.key) !== ctx.self.id) {
    return refused("err.bad_input", ["/enrolment/programme_id"]);
  }
  const named = { id: programme.key, name: textOf(programme.state, "name") };
  const law = lawOf(definitionOf(programme.state));
  const opened = openEnrolment(ctx, person, { programme: named, effective_date, reason }, law);
  if (!opened.ok) return opened;
  const key = opened.changes[0]?.record.key ?? null;
  return { ok: true, changes: opened.changes, key };
}
