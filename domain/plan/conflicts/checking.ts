/** A household's stored plans, checked: what an office may be shown, under names both offices use. */
import { checkPlan, type Checked } from "../../conflicts/check.ts";
import type { Conflict, Kind } from "../../conflicts/finding.ts";
import type { Note, Plan } from "../../conflicts/plan.ts";
import { veiled } from "../../conflicts/protection.ts";
import { readPlan } from "../../conflicts/reading.ts";
import { creatorOf, type StoredRecord } from "../../record.ts";
import type { SystemKind } from "../../records/field.ts";
import type { Sha256 } from "../../sha256.ts";
import { factsOf, type PlanLine, type StoredFacts } from "./facts-of.ts";
import type { PlannedHousehold } from "./household.ts";
import { keeperOf, type Keeping } from "./keeping.ts";
import { lawOf } from "./private-facts.ts";
import { holds, keptFor, nameOfConflict, seenAnswers, seenOf, type Seen } from "./kept.ts";

export interface StoredConflict extends Conflict, Keeping {
  /** Its name; the same at both offices. */
  about: string;
  seen: Seen;
  /** Somebody's private time is in it, of which this office knows no more. */
  isUnavailable: boolean;
  /** A protected line of this office is in it. */
  isPrivate: boolean;
  /** Both lines were kept, and nothing was written since. */
  kept: StoredRecord | null;
  /** They were kept, and a line has changed since: it is asked again. */
  isAskedAgain: boolean;
}

export interface StoredChecked {
  plan: Plan;
  checked: Checked;
  /** In the order of the check's conflicts. */
  conflicts: StoredConflict[];
  notes: readonly Note[];
  lines: ReadonlyMap<string, PlanLine>;
}

/** Null: there is more than is read as one household's plans. */
export function checkHousehold(household: PlannedHousehold, sha256: Sha256): StoredChecked | null {
  const stored = factsOf(household);
  const read = readPlan(stored.facts);
  if (!read.ok) return null;
  const agency = household.office === "sp" ? "social" : "employment";
  const { plan } = veiled(read.value, agency);
  const checked = checkPlan(plan);
  const kept = household.members.flatMap(({ book }) => book?.kept ?? []);
  const conflicts = checked.conflicts.map((conflict): StoredConflict => {
    const about = nameOfConflict(conflict.kind, conflict.steps, sha256);
    const named = linesIn(conflict, stored, household);
    const seen = { ...seenOf(named, sha256), ...seenAnswers(conflict.kind, household, sha256) };
    // Of what the law protects no more is said than of any private time.
    const isByLaw =
      conflict.kind === "protected-time" || named.some(({ line }) => lawOf(line.step) !== null);
    const found = keptFor(kept, about);
    const isKept = found !== undefined && holds(found, seen);
    const certainty = certaintyOf(conflict, stored);
    return {
      ...conflict,
      certainty,
      about,
      seen,
      keeper: isByLaw ? "nobody" : keeperOf(conflict.kind, certainty),
      ruleOwner: ruleOwnerOf(plan, conflict, household),
      isUnavailable: isByLaw || named.some(({ line }) => line.shown === "unavailable"),
      isPrivate: named.some(({ line }) => line.shown === "private"),
      kept: isKept ? found : null,
      isAskedAgain: found !== undefined && !isKept,
    };
  });
  return {
    plan,
    checked: { conflicts: checked.conflicts, notes: checked.notes },
    conflicts,
    notes: notesFor(checked.notes, stored),
    lines: stored.lines,
  };
}

function linesIn({ steps }: Conflict, { lines }: StoredFacts, { members }: PlannedHousehold) {
  const covers = members.flatMap(({ book }) => book?.unavailable ?? []);
  return steps.flatMap((id) => {
    const line = lines.get(id);
    return line === undefined ? [] : [{ id, line, cover: covers.find(({ key }) => key === id) }];
  });
}

const hanging: ReadonlySet<Kind> = new Set([
  "prerequisite",
  "benefit-threshold",
  "weekly-load",
  "cost",
  "permission",
  "capacity",
]);

/** What hangs on when something is, and nobody said when, cannot be told. */
function certaintyOf({ kind, steps, certainty }: Conflict, { undated }: StoredFacts) {
  const hangs = hanging.has(kind);
  // That a service is planned by both offices may be meant.
  if (kind === "duplicate-service") return "cannot-tell" as const;
  return hangs && steps.some((id) => undated.has(id)) ? ("cannot-tell" as const) : certainty;
}

/** The office of the enrolment whose rule, or whose status, it is. */
function ruleOwnerOf(
  plan: Plan,
  { reasons, kind }: Conflict,
  { kindOf }: PlannedHousehold,
): SystemKind | undefined {
  if (kind === "calendar") return undefined;
  const enrolments = reasons.flatMap(({ values }) => {
    const named = values?.["enrolment"];
    if (typeof named === "string") return [named];
    const rule = plan.rules.find(({ index }) => index === values?.["rule"]);
    return rule === undefined ? [] : [rule.facts.enrolment];
  });
  const [first] = enrolments;
  return first === undefined ? undefined : kindOf(creatorOf(first));
}

const told: ReadonlySet<Note["code"]> = new Set([
  "you-keep",
  "earnings-unknown",
  "member-died",
  "before-as-of",
  "more-conflicts",
]);

/** Of private time nothing is noted. */
function notesFor(notes: readonly Note[], { lines }: StoredFacts): Note[] {
  return notes.filter(
    ({ code, steps = [] }) =>
      told.has(code) && !steps.some((id) => lines.get(id)?.shown === "unavailable"),
  );
}
