/** Recording what became of a step, correcting it, taking it back, adding how we know. */
import { readDay } from "../conflicts/time/walls.ts";
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { isValid, newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../record.ts";
import type { CauseWord, EvidenceKind } from "../records/outcome-records.ts";
import { personal_cause } from "../records/outcome-records.ts";
import { isPlanClosed, isWithdrawnLine, type PlanBook } from "../plan/plan-law.ts";
import { aboutOf, type Planned } from "../plan/planning.ts";
import type { Sha256 } from "../sha256.ts";
import { causeLaw, sourced, type Side } from "./law.ts";
import { hasTime } from "./occurrences.ts";
import { currentOf, lastWordOf, type Recorded } from "./standing.ts";

export interface Known {
  kind: EvidenceKind;
  source: string;
  /** Of a file that is kept here; null: there is none. */
  file?: { hash: string; media_type: string; size_bytes: number } | null;
}

export type Said =
  | { said: "happened"; known: Known | null }
  | { said: "could_not"; side: Side; cause: CauseWord; reason: string };

export interface NewOutcome {
  /** Which time of the step (domain/records/outcome-records.ts, TimeName). */
  time: string;
  /** The day on which it happened, or was to happen. */
  day: string;
  what: Said;
  /** The key of our own outcome that this one stands in place of, and why. */
  corrects: string | null;
  why: string;
}

/**
 * Records one time of a step; with all that is recorded of it. The same said again is the
 * answer, so asking twice records once.
 */
export function recordOutcome(
  ctx: Deciding,
  sha256: Sha256,
  book: PlanBook,
  step: StoredRecord,
  { outcomes, evidence }: Recorded,
  input: NewOutcome,
): Planned {
  const again = saidAlready(ctx, step, { outcomes, evidence }, input);
  if (again) return { ok: true, changes: [], id: again.id };
  const problem = mayNotRecord(ctx, book, step, outcomes, input) ?? faultIn(input);
  if (problem) return problem;
  const { what, time, day, corrects, why } = input;
  const outcome = nextRecord(ctx, sha256, step, outcomes, time);
  const fields: Record<string, Json> = {
    person: textOf(step.state, "person"),
    step: step.key,
    time,
    day,
    said: what.said,
    ...(what.said === "could_not" ? couldNot(what) : nothing),
    // After a withdrawal it names that: the words of one office are one chain.
    corrects: corrects ?? lastWordOf(ctx.self.id, ofStep(outcomes, step), time)?.key ?? null,
    why: why.trim(),
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  const bad = Object.keys(fields).filter((name) => !isValid("Outcome", name, fields[name]));
  if (bad.length > 0) return refused("err.bad_input", bad);
  const act = corrects === null ? "outcome.recorded" : "outcome.corrected";
  const changes: Change[] = [ownChange(ctx, outcome, { fields }, act, why.trim())];
  if (what.said === "happened" && what.known) {
    changes.push(
      evidenceFor(ctx, { ...outcome, state: { fields: {}, sets: {} } }, step, what.known),
    );
  }
  return { ok: true, changes, id: outcome.id };
}

/** Takes back what our office recorded: as if it had not been, and still to be read. */
export function takeBack(
  ctx: Deciding,
  sha256: Sha256,
  step: StoredRecord,
  outcomes: readonly StoredRecord[],
  outcome: StoredRecord,
  why: string,
): Planned {
  const current = currentOf(ctx.self.id, ofStep(outcomes, step), textOf(outcome.state, "time"));
  if (creatorOf(outcome.key) !== ctx.self.id) return refused("err.not_yours");
  if (current?.key !== outcome.key) return refused("err.stale");
  const record = nextRecord(ctx, sha256, step, outcomes, textOf(outcome.state, "time"));
  const fields: Record<string, Json> = {
    person: textOf(step.state, "person"),
    step: step.key,
    time: textOf(outcome.state, "time"),
    day: textOf(outcome.state, "day"),
    said: "taken_back",
    ...nothing,
    corrects: outcome.key,
    why: why.trim(),
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  const change = ownChange(ctx, record, { fields }, "outcome.taken_back", why.trim());
  return { ok: true, changes: [change], id: record.id };
}

/** One more thing by which an outcome is known, whoever recorded it. */
export function addEvidence(
  ctx: Deciding,
  step: StoredRecord,
  outcome: StoredRecord,
  known: Known,
): Planned {
  if (textOf(outcome.state, "step") !== step.key) return refused("err.not_found");
  if (textOf(outcome.state, "said") !== "happened") return refused("err.transition", ["outcome"]);
  const bad = faultOfKnown(known);
  if (bad) return bad;
  const change = evidenceFor(ctx, outcome, step, known);
  return { ok: true, changes: [change], id: change.record.id };
}

function evidenceFor(
  ctx: Deciding,
  outcome: StoredRecord,
  step: StoredRecord,
  { kind, source, file = null }: Known,
): Change {
  const record = newRecord(ctx, typeFor(step, "Evidence"), aboutOf(step));
  const fields: Record<string, Json> = {
    person: textOf(step.state, "person"),
    outcome: outcome.key,
    kind,
    source: source.trim(),
    // Whoever sits at this desk wrote it down for somebody else; seen with own eyes it was not told.
    assisted: kind === "persons_word" || kind === "call_back",
    hash: file?.hash ?? "",
    media_type: file?.media_type ?? "",
    size_bytes: file?.size_bytes ?? 0,
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  return ownChange(ctx, record, { fields }, "evidence.added");
}

/**
 * The next word of our office on one time of a step, under a name that follows from what it says before:
 * of two workers at once the second finds it taken, reads again, and is told.
 */
function nextRecord(
  ctx: Deciding,
  sha256: Sha256,
  step: StoredRecord,
  outcomes: readonly StoredRecord[],
  time: string,
): StoredRecord {
  const own = ofStep(outcomes, step).filter(
    ({ key, state }) => creatorOf(key) === ctx.self.id && textOf(state, "time") === time,
  );
  const hash = sha256(`tandem-outcome\n${ctx.self.id}\n${step.key}\n${time}\n${own.length}`);
  // RFC 9562, version 8: of our own making.
  const id = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
  return newRecord(ctx, typeFor(step, "Outcome"), { ...aboutOf(step), id });
}

/** What this worker has just said of this time already, word for word. */
function saidAlready(
  ctx: Deciding,
  step: StoredRecord,
  { outcomes, evidence }: Recorded,
  { time, day, what, corrects, why }: NewOutcome,
): StoredRecord | null {
  const current = currentOf(ctx.self.id, ofStep(outcomes, step), time);
  if (!current) return null;
  const { state } = current;
  const told = what.said === "could_not" ? couldNot(what) : nothing;
  const said: Record<string, Json> = { day, said: what.said, why: why.trim(), ...told };
  if (corrects !== null) said["corrects"] = corrects;
  const isSame = Object.entries(said).every(([field, value]) => valueOf(state, field) === value);
  const known = what.said === "happened" ? what.known : null;
  const isShown = evidence.some(
    (one) =>
      textOf(one.state, "outcome") === current.key &&
      textOf(one.state, "kind") === known?.kind &&
      textOf(one.state, "source") === known.source.trim(),
  );
  if (known !== null && !isShown) return null;
  const { name } = (valueOf(state, "by") ?? {}) as { name?: string };
  return isSame && name === ctx.by.name ? current : null;
}

function ofStep(outcomes: readonly StoredRecord[], { key }: StoredRecord): StoredRecord[] {
  return outcomes.filter(({ state }) => textOf(state, "step") === key);
}

const nothing = { side: null, cause: "", excused: false, reason: "" } as const;

/** What is the person's own affair stays in fields that never leave; that there is a cause, is told. */
function couldNot({ side, cause, reason }: Said & { said: "could_not" }): Record<string, Json> {
  const { excuses, isPersonal } = causeLaw[cause];
  const isPrivate = isPersonal && side === "person";
  const excused = side === "person" && excuses;
  return isPrivate
    ? {
        side,
        cause: personal_cause,
        excused,
        reason: "",
        private_cause: cause,
        private_reason: reason.trim(),
      }
    : { side, cause, excused, reason: reason.trim() };
}

function mayNotRecord(
  ctx: Deciding,
  book: PlanBook,
  step: StoredRecord,
  outcomes: readonly StoredRecord[],
  { time, day, corrects, why }: NewOutcome,
): Refusal | null {
  if (isPlanClosed(book)) return refused("err.plan.closed");
  if (isWithdrawnLine(step)) return refused("err.step.locked");
  if (readDay(day) === null) return refused("err.bad_input", ["day"]);
  if (day > ctx.nowIso.slice(0, 10)) return refused("err.outcome.future", ["day"]);
  const current = currentOf(ctx.self.id, ofStep(outcomes, step), time);
  if (corrects === null) {
    if (current) return refused("err.outcome.recorded");
  } else {
    if (creatorOf(corrects) !== ctx.self.id) return refused("err.not_yours", ["corrects"]);
    if (current?.key !== corrects) return refused("err.stale", ["corrects"]);
    if (why.trim() === "") return refused("err.bad_input", ["why"]);
  }
  // A correction is of a time that was there when it was recorded, wherever the diary moved since.
  if (corrects !== null) return null;
  return hasTime(step, time, day) ? null : refused("err.outcome.no_such_time", ["time"]);
}

function faultIn({ what }: NewOutcome): Refusal | null {
  if (what.said === "happened") return what.known ? faultOfKnown(what.known) : null;
  const { side, cause, reason } = what;
  if (!causeLaw[cause].sides.includes(side)) return refused("err.bad_input", ["cause"]);
  return cause === "other" && reason.trim() === "" ? refused("err.bad_input", ["reason"]) : null;
}

function faultOfKnown({ kind, source }: Known): Refusal | null {
  return sourced.has(kind) && source.trim() === "" ? refused("err.bad_input", ["source"]) : null;
}

/** What is said of a step that stays here stays here too. */
function typeFor<Type extends "Outcome" | "Evidence">(step: StoredRecord, type: Type) {
  return step.type === "PrivateStep" ? (`${type}Here` as const) : type;
}
