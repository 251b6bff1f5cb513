/**
 * Keeping both, with a reason: a record that travels with the plan. It holds as long as no line of the
 * conflict was written since in anything the check reads; then it is asked again.
 */
import { standingOf } from "../../assessment/answering.ts";
import type { QuestionCode } from "../../assessment/catalogue.ts";
import { refused, type Deciding } from "../../change.ts";
import type { Kind } from "../../conflicts/finding.ts";
import type { Stamp } from "../../hlc.ts";
import type { Json } from "../../json.ts";
import { textOf, valueOf, type StoredRecord } from "../../record.ts";
import type { Sha256 } from "../../sha256.ts";
import type { PlanBook } from "../plan-law.ts";
import { begun, type Planned } from "../planning.ts";
import type { PlanLine } from "./facts-of.ts";
import type { PlannedHousehold } from "./household.ts";

/** What of a line the check reads; stamps of these say whether it was written since. */
const read_fields = [
  "lane",
  "service",
  "from",
  "until",
  "due",
  "repeats",
  "hours_per_week",
  "earnings",
  "costs",
  "permits",
  "where",
  "after",
  "withdrawn",
  "times",
  "meeting_place",
  "state",
  "enrolment",
  "activity",
  "with_member",
] as const;
/** Of what stands for a protected line. */
const cover_fields = ["times", "commitment", "withdrawn"] as const;

/** A conflict's name, the same at both offices; whoever lacks a line cannot tell which one is meant. */
export function nameOfConflict(kind: string, steps: readonly string[], sha256: Sha256): string {
  return sha256(["tandem-conflict/1", kind, ...[...steps].sort()].join("\n"));
}

/** By a hash of each line's key and field, the stamp of what was seen. */
export type Seen = Record<string, Stamp>;

/** `cover`: what stands for a protected line, which is all that the other office can compare. */
export function seenOf(
  lines: readonly { id: string; line: PlanLine; cover: StoredRecord | undefined }[],
  sha256: Sha256,
): Seen {
  const seen: Seen = {};
  for (const { id, line, cover } of lines) {
    const isPlain = line.shown === "plain";
    const { state } = isPlain ? line.step : (cover ?? line.step);
    for (const field of isPlain ? read_fields : cover_fields) {
      const stamp = state.fields[field]?.[0]?.h;
      if (stamp !== undefined) seen[nameOfField(id, field, sha256)] = stamp;
    }
  }
  return seen;
}

/** Which answers a kind rests on. */
const rests_on: Partial<Record<Kind, QuestionCode>> = {
  "care-uncovered": "care_times",
  "weekly-load": "hours_a_week",
  cost: "money_at_hand",
};

/** When each member said what a conflict of this kind rests on: said otherwise, it is asked again. */
export function seenAnswers(kind: Kind, { members }: PlannedHousehold, sha256: Sha256): Seen {
  const question = rests_on[kind];
  if (question === undefined) return {};
  return Object.fromEntries(
    members.flatMap(({ person, answers }) => {
      const { version } = standingOf({ person, answers }, question);
      return version === null ? [] : [[nameOfField(person.key, question, sha256), version.h]];
    }),
  );
}

function nameOfField(id: string, field: string, sha256: Sha256): string {
  return sha256(["tandem-seen/1", id, field].join("\n")).slice(0, 32);
}

/** Nothing that is seen now is later than what was seen then; what is not known here says nothing. */
export function holds(kept: StoredRecord, now: Seen): boolean {
  if (valueOf(kept.state, "withdrawn") === true) return false;
  const then = new Map(Object.entries((valueOf(kept.state, "seen") ?? {}) as Seen));
  return Object.entries(now).every(([name, stamp]) => (then.get(name) ?? "") >= stamp);
}

export interface KeepInput {
  about: string;
  seen: Seen;
  reason: string;
  personAgreed: boolean;
  /** Private time is in it: that it was kept, and why, stays here. */
  staysHere: boolean;
}

export function keepBoth(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  { about, seen, reason, personAgreed, staysHere }: KeepInput,
): Planned {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  const fields: Record<string, Json> = {
    person: person.key,
    plan: book.plan.key,
    about,
    seen,
    reason,
    person_agreed: personAgreed,
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  return begun(ctx, staysHere ? "KeptHere" : "KeptBoth", person, fields, "conflict.kept");
}

/** The latest of those that are about it. */
export function keptFor(kept: readonly StoredRecord[], about: string): StoredRecord | undefined {
  return kept
    .filter(({ state }) => textOf(state, "about") === about)
    .toSorted((a, b) => (textOf(a.state, "at") < textOf(b.state, "at") ? 1 : -1))[0];
}
