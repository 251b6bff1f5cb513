/**
 * The commands of a fair process (case.md, From fact to decision). Every one is a named human's; what
 * touches the benefit is done to the enrolment in the same decision, and never before its day, never
 * while an objection is open.
 */
import { changeEnrolment } from "../case-work.ts";
import { refused, type Act, type Change, type Deciding, type Refusal } from "../change.ts";
import { newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import type { Shield } from "../outcome/shield.ts";
import type { EnrolmentLaw } from "../programme/law.ts";
import type { ProgrammeDefinition } from "../programme/definition.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../record.ts";
import type { HearingOutcome } from "../records/hearing-records.ts";
import type { EnrolmentStatus } from "../records/values.ts";
import { isDeathTold } from "../vital-status.ts";
import { afterWorkingDays } from "../working-days.ts";
import {
  hasEffect,
  hearingLaw,
  hearingState,
  outcomeOf,
  usualClocks,
  type HearingDeed,
} from "./law.ts";

type Decided = { ok: true; changes: Change[]; id: string } | Refusal;
/** What the programme says of clocks and days; null: its definition is not known. */
export type Rules = Pick<ProgrammeDefinition, "clocks" | "calendar"> | null;

export interface NewHearing {
  step: string | null;
  time: string;
  day: string;
  fact: string;
  asked_by: string;
  language: string;
}

/** Asks the person about one missed duty. What is shielded is never asked about as a duty. */
export function openHearing(
  ctx: Deciding,
  person: StoredRecord,
  enrolment: StoredRecord,
  input: NewHearing,
  known: { rules: Rules; shields: readonly Shield[]; others: readonly StoredRecord[] },
): Decided {
  if (isDeathTold(person.state)) return refused("err.plan.died");
  if (creatorOf(enrolment.key) !== ctx.self.id) return refused("err.not_yours", ["enrolment"]);
  if (enrolment.subject !== person.id) return refused("err.bad_input", ["enrolment"]);
  if (known.shields.length > 0) return refused("err.hearing.shielded", [...known.shields]);
  if (input.fact.trim() === "" && input.step === null) return refused("err.bad_input", ["fact"]);
  if (input.day > today(ctx)) return refused("err.bad_input", ["day"]);
  const same = known.others.find(({ state }) => isSame(state, enrolment.key, input));
  if (same) return { ok: true, changes: [], id: same.id };
  const about = { subject: person.id, household: person.household };
  const record = newRecord(ctx, "Hearing", about);
  const fields: Record<string, Json> = {
    ...input,
    fact: input.fact.trim(),
    person: person.key,
    enrolment: enrolment.key,
    opened_at: ctx.nowIso,
    opened_by: { ...ctx.by },
    reply_by: dayIn(ctx, known.rules, "time_to_reply"),
  };
  const change = ownChange(ctx, record, { fields }, "hearing.opened");
  return { ok: true, changes: [change], id: record.id };
}

function isSame(state: StoredRecord["state"], enrolment: string, input: NewHearing): boolean {
  const isAbout = (["time", "day"] as const).every(
    (field) => textOf(state, field) === input[field],
  );
  const step = (valueOf(state, "step") ?? null) === input.step;
  return isAbout && step && input.step !== null && textOf(state, "enrolment") === enrolment;
}

/** What the person said, whenever it comes before the decision. */
export function answerHearing(
  ctx: Deciding,
  hearing: StoredRecord,
  input: { answer: string; cause: string },
): Decided {
  if (input.answer.trim() === "" && input.cause === "") return refused("err.bad_input", ["answer"]);
  const fields = { answer: input.answer.trim(), cause: input.cause, answered_at: ctx.nowIso };
  return deed(ctx, hearing, "answer", fields, "hearing.answered");
}

/** What was offered so that it works next time; it comes before any decision with an effect. */
export function helpHearing(ctx: Deciding, hearing: StoredRecord, help: string): Decided {
  if (help.trim() === "") return refused("err.bad_input", ["help"]);
  const fields = { help: help.trim(), helped_at: ctx.nowIso };
  return deed(ctx, hearing, "help", fields, "hearing.helped");
}

export interface HearingDecision {
  outcome: HearingOutcome;
  reason: string;
  legal_source: string;
  told_by: string;
}

/** A named human decides: never who opened it, and nothing with an effect before help was offered. */
export function decideHearing(
  ctx: Deciding,
  person: StoredRecord,
  hearing: StoredRecord,
  input: HearingDecision,
  rules: Rules,
): Decided {
  const { state } = hearing;
  const effect = hasEffect(input.outcome);
  if (effect && isDeathTold(person.state)) return refused("err.plan.died");
  if (isBy(ctx, state, "opened_by")) return refused("err.second_person");
  const bad = [
    ...(input.reason.trim() === "" ? ["reason"] : []),
    ...(effect && input.legal_source.trim() === "" ? ["legal_source"] : []),
  ];
  if (bad.length > 0) return refused("err.bad_input", bad);
  if (effect && textOf(state, "help") === "") return refused("err.hearing.help_first", ["help"]);
  const fields: Record<string, Json> = {
    ...input,
    decided_at: ctx.nowIso,
    decided_by: { ...ctx.by },
    effective_on: effect ? dayIn(ctx, rules, "notice") : null,
    appeal_by: dayIn(ctx, rules, "appeal"),
  };
  return deed(ctx, hearing, "decide", fields, "hearing.decided", input.reason);
}

/** The decided effect on the enrolment, by a person, on its day or later, with no objection open. */
export function carryOut(
  ctx: Deciding,
  person: StoredRecord,
  hearing: StoredRecord,
  enrolment: StoredRecord,
  law: EnrolmentLaw,
): Decided {
  const { state } = hearing;
  if (isDeathTold(person.state)) return refused("err.plan.died");
  const effective = textOf(state, "effective_on");
  const done = deed(
    ctx,
    hearing,
    "carry_out",
    { carried_out_at: ctx.nowIso },
    "hearing.carried_out",
  );
  if (!done.ok) return done;
  if (effective > today(ctx)) return refused("err.hearing.too_early", ["effective_on"]);
  const changed = changeEnrolment(ctx, enrolment, stepOf(ctx, hearing), law);
  return changed.ok ? { ...done, changes: [...done.changes, ...changed.changes] } : changed;
}

function stepOf(ctx: Deciding, hearing: StoredRecord) {
  return {
    status: textOf(hearing.state, "outcome") as EnrolmentStatus,
    // What the partner reads is the law it rests on, and nothing of what the person said.
    reason: textOf(hearing.state, "legal_source"),
    effective_date: today(ctx),
    notice_date: textOf(hearing.state, "decided_at").slice(0, 10),
  };
}

/**
 * The person objects. In time, the benefit stays as it was; what was carried out already is taken
 * back with it, and money is owed from the day on which it stopped. Late, it is heard all the same.
 */
export function appealHearing(
  ctx: Deciding,
  hearing: StoredRecord,
  enrolment: StoredRecord,
  input: { appeal: string; on: string },
  rules: Rules,
): Decided {
  const { state } = hearing;
  if (input.appeal.trim() === "") return refused("err.bad_input", ["appeal"]);
  const first = textOf(state, "decided_at").slice(0, 10);
  if (input.on > today(ctx) || input.on < first) return refused("err.bad_input", ["on"]);
  if (textOf(state, "appealed_on") !== "") return refused("err.decided", ["appeal"]);
  const late = textOf(state, "appeal_by") < input.on;
  const fields: Record<string, Json> = {
    appeal: input.appeal.trim(),
    appealed_on: input.on,
    appeal_late: late,
    appeal_answer_by: dayIn(ctx, rules, "answer_appeal"),
  };
  const done = deed(ctx, hearing, "appeal", fields, "hearing.appealed");
  if (!done.ok || late) return done;
  return { ...done, changes: [...done.changes, ...restored(ctx, hearing, enrolment)] };
}

/** Somebody else than who decided looks at it anew. */
export function decideAppeal(
  ctx: Deciding,
  hearing: StoredRecord,
  enrolment: StoredRecord,
  input: { outcome: "upheld" | "reversed"; reason: string },
): Decided {
  if (isBy(ctx, hearing.state, "decided_by")) return refused("err.second_person");
  if (input.reason.trim() === "") return refused("err.bad_input", ["reason"]);
  const fields: Record<string, Json> = {
    appeal_outcome: input.outcome,
    appeal_reason: input.reason.trim(),
    appeal_decided_at: ctx.nowIso,
    appeal_decided_by: { ...ctx.by },
    // What stood still meanwhile is carried out by a person again, from now on at the earliest.
    ...(input.outcome === "upheld" && valueOf(hearing.state, "appeal_late") !== true
      ? { carried_out_at: "", effective_on: today(ctx) }
      : {}),
  };
  const act = "hearing.appeal_decided";
  const done = deed(ctx, hearing, "decide_appeal", fields, act, input.reason);
  if (!done.ok || input.outcome === "upheld") return done;
  return { ...done, changes: [...done.changes, ...restored(ctx, hearing, enrolment)] };
}

/** The enrolment as it was before the decision was carried out; nothing where it never was. */
function restored(ctx: Deciding, hearing: StoredRecord, enrolment: StoredRecord): Change[] {
  const status = textOf(enrolment.state, "status");
  const since = textOf(hearing.state, "carried_out_at").slice(0, 10);
  if (since === "" || status !== outcomeOf(hearing)) return [];
  const fields: Record<string, Json> = {
    status: status === "suspended" ? "reinstated" : "active",
    reason: "",
    effective_date: since,
    arrears_from: since,
  };
  return [ownChange(ctx, enrolment, { fields }, "enrolment.restored", "objection")];
}

function deed(
  ctx: Deciding,
  hearing: StoredRecord,
  what: HearingDeed,
  fields: Record<string, Json>,
  act: Act,
  reason = "",
): Decided {
  if (!hearingLaw[hearingState(hearing, today(ctx))].includes(what)) {
    return refused("err.hearing.step", [what]);
  }
  return { ok: true, changes: [ownChange(ctx, hearing, { fields }, act, reason)], id: hearing.id };
}

function isBy(ctx: Deciding, state: StoredRecord["state"], field: string): boolean {
  const by = valueOf(state, field) as { name?: string } | undefined;
  return by?.name === ctx.by.name;
}

function dayIn(ctx: Deciding, rules: Rules, clock: keyof typeof usualClocks): string {
  const set = rules?.clocks.find((one) => one.clock === clock)?.working_days;
  const days = set ?? usualClocks[clock];
  return afterWorkingDays(ctx.nowIso, days, rules?.calendar).slice(0, 10);
}

function today(ctx: Deciding): string {
  return ctx.nowIso.slice(0, 10);
}
