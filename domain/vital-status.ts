import { authorityOver, mayTakeStep, type VitalStep } from "./authority.ts";
import { refused, reversalsOf, type Change, type Deciding, type Refusal } from "./change.ts";
import { isValid, ownChange } from "./editing.ts";
import type { Json } from "./json.ts";
import { creatorOf, textOf, type RecordState, type StoredRecord } from "./record.ts";
import { fieldSpec } from "./records/tables.ts";
import type { EnrolmentStatus, Worker } from "./records/values.ts";
import { mayFollow } from "./transitions.ts";

/**
 * Death, told and taken back (case.md, Deceased; guarantees, F and G11). A report stops messages,
 * offers and duties and opens a check; it suspends nothing. The authority's confirmation closes the
 * authority's own enrolments by the enrolment law. Only the authority's reversal steps down: it
 * restores what the enrolments were and names the day from which payments are owed.
 */
export type DeathDecided = { ok: true; changes: Change[] } | Refusal;

export interface DeathNews {
  /** The day of death, as far as it is known. */
  date: string | null;
  /** Where it is known from, in words: a register, a visit, who said so. */
  reason: string;
}

/** May be done by any office about any person it knows. */
export function reportDeath(ctx: Deciding, person: StoredRecord, news: DeathNews): DeathDecided {
  const problem = checkNews(ctx, news);
  if (problem) return problem;
  if (isDeathTold(person.state)) return refused("err.transition", ["vital_status"]);
  const fields: Record<string, Json> = { vital_status: "reported" };
  if (news.date !== null) fields["death_date"] = news.date;
  const change = ownChange(ctx, person, { fields }, "death.reported", news.reason);
  return { ok: true, changes: [change] };
}

/**
 * The authority found it to be true. `enrolments` are the person's; those of other offices are
 * theirs to close. Without a date they end on the day of the confirmation.
 */
export function confirmDeath(
  ctx: Deciding,
  person: StoredRecord,
  enrolments: readonly StoredRecord[],
  reportedBy: Worker | null,
  news: DeathNews,
): DeathDecided {
  const problem = mayNot(ctx, person, "confirm", reportedBy) ?? checkNews(ctx, news);
  if (problem) return problem;
  if (textOf(person.state, "vital_status") !== "reported") {
    return refused("err.transition", ["vital_status"]);
  }
  const date = news.date ?? (textOf(person.state, "death_date") || null);
  const fields: Record<string, Json> = { vital_status: "confirmed" };
  if (date !== null) fields["death_date"] = date;
  const own = ownChange(ctx, person, { fields }, "death.confirmed", news.reason);
  const day = date ?? ctx.nowIso.slice(0, 10);
  const closed = enrolments
    .filter((one) => creatorOf(one.key) === ctx.self.id)
    .filter(({ state }) => mayFollow(textOf(state, "status") as EnrolmentStatus, "deceased"))
    .map((one) => {
      const ended = { status: "deceased", reason: news.reason, effective_date: day };
      return ownChange(ctx, one, { fields: ended }, "enrolment.status", news.reason);
    });
  return { ok: true, changes: [own, ...closed] };
}

/** What an enrolment was before it was closed by a death. */
export interface Earlier {
  status: EnrolmentStatus;
  effective_date: string;
}

/** The person is alive: a report that was not true, or a confirmation that was wrong. */
export function reverseDeath(
  ctx: Deciding,
  person: StoredRecord,
  enrolments: readonly StoredRecord[],
  earlier: ReadonlyMap<string, Earlier>,
  reason: string,
): DeathDecided {
  const problem = mayNot(ctx, person, "reverse", null);
  if (problem) return problem;
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  if (!isDeathTold(person.state)) return refused("err.transition", ["vital_status"]);
  const reversal = reversalsOf(ctx, person.state.fields["vital_status"] ?? []) + 1;
  const fields: Record<string, Json> = { vital_status: "alive", death_date: null };
  const own = ownChange(ctx, person, { fields, reversal }, "death.reversed", reason);
  const restored = enrolments.flatMap((one) => {
    const done = restoreEnrolment(ctx, { ...person, state: own.after }, one, earlier, reason);
    return done.ok ? done.changes : [];
  });
  return { ok: true, changes: [own, ...restored] };
}

/** Statuses under which support is given; what stopped meanwhile is owed. */
const paying: ReadonlySet<string> = new Set(["active", "reinstated", "awaiting_renewal"]);

/**
 * An enrolment of ours that a death closed is again what it was: one that was active is reinstated
 * (the standard's word for active again), any other as it stood. The day the closing took effect is
 * the day from which arrears are due.
 */
export function restoreEnrolment(
  ctx: Deciding,
  person: StoredRecord,
  enrolment: StoredRecord,
  earlier: ReadonlyMap<string, Earlier>,
  reason: string,
): DeathDecided {
  if (creatorOf(enrolment.key) !== ctx.self.id) return refused("err.not_yours", ["status"]);
  const before = earlier.get(enrolment.id);
  const isClosed = textOf(enrolment.state, "status") === "deceased";
  if (textOf(person.state, "vital_status") === "confirmed" || !before || !isClosed) {
    return refused("err.transition", ["status"]);
  }
  const since = textOf(enrolment.state, "effective_date");
  const fields: Record<string, Json> = {
    status: before.status === "active" ? "reinstated" : before.status,
    effective_date: before.status === "active" ? since : before.effective_date,
    reason,
    arrears_from: paying.has(before.status) && since !== "" ? since : null,
  };
  return {
    ok: true,
    changes: [ownChange(ctx, enrolment, { fields }, "enrolment.restored", reason)],
  };
}

/** Reported or confirmed: no message, no offer and no duty goes to this person meanwhile. */
export function isDeathTold(person: RecordState): boolean {
  const status = textOf(person, "vital_status");
  return status === "reported" || status === "confirmed";
}

/** Who may not take a step, and why; null: the worker may. */
export function mayNot(
  ctx: Pick<Deciding, "by" | "systems">,
  person: Pick<StoredRecord, "key">,
  step: VitalStep,
  reportedBy: Worker | null,
): Refusal | null {
  const holds = authorityOver(person.key, ctx.systems);
  const owner = fieldSpec("Person", "vital_status")?.owner ?? "sp";
  switch (mayTakeStep(step, ctx.by, reportedBy, (system) => holds(owner, system))) {
    case "yes":
      return null;
    case "not_yours":
      return refused("err.not_yours", ["vital_status"]);
    case "supervisor":
      return refused("err.supervisor", ["vital_status"]);
    case "second_person":
      return refused("err.second_person", ["vital_status"]);
  }
}

function checkNews(ctx: Deciding, { date, reason }: DeathNews): Refusal | null {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  if (date === null) return null;
  const fits = isValid("Person", "death_date", date) && date <= ctx.nowIso.slice(0, 10);
  return fits ? null : refused("err.bad_input", ["date"]);
}
