/** A household's conflicts in the staff API's words. Of private time no more is told than that it is. */
import type { Facts } from "../../domain/conflicts/facts.ts";
import type { Reason } from "../../domain/conflicts/finding.ts";
import type { StoredChecked, StoredConflict } from "../../domain/plan/conflicts/checking.ts";
import { dayText } from "../../domain/conflicts/time/walls.ts";
import type { Way } from "../../domain/conflicts/ways/way.ts";
import { waysOut } from "../../domain/conflicts/ways/ways-out.ts";
import { draft_key } from "../../domain/plan/conflicts/draft.ts";
import type { PlannedHousehold } from "../../domain/plan/conflicts/household.ts";
import { mayKeep } from "../../domain/plan/conflicts/keeping.ts";
import type { Seen } from "../../domain/plan/conflicts/kept.ts";
import { creatorOf, textOf, valueOf } from "../../domain/record.ts";
import type { Lane } from "../../domain/records/plan-values.ts";
import { displayName } from "../../store/projection.ts";
import type {
  ConflictLine,
  ConflictReason,
  ConflictsView,
  ConflictView,
  ConflictWay,
} from "../api/conflict-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { actorOf } from "./proposal-view.ts";
import { sha256 } from "./sha256.ts";

/** Days of one conflict that are listed; how many there are is said. */
const days_shown_max = 14;

interface Shown {
  hosted: Hosted;
  household: PlannedHousehold;
  checked: StoredChecked;
}

/** `draft`: only what this step takes part in; undefined: everything that touches the person's plan. */
export function conflictsView(
  hosted: Hosted,
  household: PlannedHousehold,
  checked: StoredChecked,
  draft: string | null | undefined,
): ConflictsView {
  const shown = { hosted, household, checked };
  const isMeant = ({ steps }: { steps?: readonly string[] }) =>
    draft === undefined
      ? steps?.some((id) => checked.lines.get(id)?.person.key === household.person)
      : steps?.some((id) => id === draft);
  const meant = checked.conflicts
    .map((one, index) => ({ one, index }))
    .filter(({ one }) => isMeant(one));
  const ways = waysOut(
    checked.plan,
    {
      ...checked.checked,
      conflicts: meant.map(({ one }) => one),
    },
    checked.checked.conflicts,
  );
  return {
    conflicts: meant.map(({ one }, at) => conflictView(shown, one, ways[at] ?? [])),
    notes: checked.notes.filter(isMeant).map(({ code, steps = [], values = {} }) => ({
      code,
      lines: steps.map((id) => lineId(shown, id)),
      values: { ...values },
    })),
    too_large: false,
  };
}

export function stampOfSeen(seen: Seen): string {
  const all = Object.entries(seen).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify(all));
}

function conflictView(shown: Shown, one: StoredConflict, ways: readonly Way[]): ConflictView {
  const { hosted } = shown;
  const { kind } = hosted.store.system;
  const owner = [...hosted.titles].find(([, { kind: of }]) => of === one.ruleOwner);
  return {
    about: one.about,
    kind: one.kind,
    certainty: one.certainty,
    on: one.on.slice(0, days_shown_max).map(dayText),
    days: one.on.length,
    lines: one.steps.map((id) => lineView(shown, id)),
    reasons: one.isUnavailable
      ? [notAvailable(shown, one)]
      : one.reasons.map((reason) => reasonView(shown, reason)),
    ways: ways.map((way) => wayView(shown, way)),
    keeper: one.keeper,
    rule_owner: one.ruleOwner === undefined || !owner ? null : systemRef(hosted, owner[0]),
    may_keep: mayKeep(one, kind),
    stamp: stampOfSeen(one.seen),
    kept: keptView(shown, one),
    asked_again: one.isAskedAgain,
  };
}

function keptView({ hosted }: Shown, { kept }: StoredConflict): ConflictView["kept"] {
  if (!kept) return null;
  const { state, key } = kept;
  return {
    reason: textOf(state, "reason"),
    person_agreed: valueOf(state, "person_agreed") === true,
    by: actorOf(hosted, valueOf(state, "by"), creatorOf(key)),
    at: textOf(state, "at"),
  };
}

function lineId({ checked }: Shown, id: string): string {
  return checked.lines.get(id)?.step.id ?? "";
}

function lineView({ hosted, checked }: Shown, id: string): ConflictLine {
  const line = checked.lines.get(id);
  const bare = { what: "", lane: null, office: null, from: null, until: null, due: null };
  if (!line) {
    return { id: "", shown: "unavailable", person_id: "", person_name: "", times: null, ...bare };
  }
  const { person, step, shown } = line;
  const { state } = step;
  const orNull = <T>(field: string) => (valueOf(state, field) ?? null) as T | null;
  const base = {
    id: step.id,
    shown,
    person_id: person.id,
    person_name: displayName(valueOf(person.state, "name")),
    times: orNull<ConflictLine["times"] & object>("times"),
  };
  if (shown === "unavailable") return { ...base, ...bare };
  return {
    ...base,
    what: textOf(state, "what"),
    lane: (textOf(state, "lane") || null) as Lane | null,
    office: step.id === draft_key ? null : systemRef(hosted, creatorOf(step.key)),
    from: orNull("from"),
    until: orNull("until"),
    due: orNull("due"),
  };
}

/** The same words, whatever the private time is. */
function notAvailable(shown: Shown, { steps }: StoredConflict): ConflictReason {
  const lines = steps.map((id) => lineId(shown, id));
  return { code: "not-available", values: {}, text: "", lines, who: "", places: [] };
}

function reasonView(shown: Shown, reason: Reason): ConflictReason {
  const { code, steps = [], members = [], places = [], text = "", values = {} } = reason;
  const { facts } = shown.checked.plan;
  return {
    code,
    values: plainValues(facts, values),
    text,
    lines: steps.map((id) => lineId(shown, id)),
    who: nameOf(shown, members[0]),
    places: places.map((id) => facts.places.find((one) => one.id === id)?.name ?? ""),
  };
}

/** Who is cared for may be nobody of the household: then as the person called them. */
function nameOf({ household, checked }: Shown, key: string | undefined): string {
  const found = household.members.find(({ person }) => person.key === key);
  if (found) return displayName(valueOf(found.person.state, "name"));
  return checked.plan.members.get(key ?? "")?.name ?? "";
}

/** Keys of enrolments are said as their programme; numbers of rules not at all. */
function plainValues(facts: Facts, values: Readonly<Record<string, string | number>>) {
  const { rule: _, enrolment, ...rest } = values;
  const programme = facts.enrolments?.find(({ id }) => id === enrolment)?.programme;
  return { ...rest, ...(programme === undefined ? {} : { programme }) };
}

function wayView(shown: Shown, { way, step, set, values = {} }: Way): ConflictWay {
  const { facts } = shown.checked.plan;
  const { member, needed, ...rest } = plainValues(facts, values) as Record<string, string | number>;
  const who = typeof member === "string" ? nameOf(shown, member) : "";
  const line = typeof needed === "string" ? shown.checked.lines.get(needed) : undefined;
  const what = line ? textOf(line.step.state, "what") : needed;
  return {
    way,
    line: step === undefined ? "" : lineId(shown, step),
    changes: set === undefined || set.state === "cancelled" ? null : changesOf(shown, step, set),
    withdraw: set?.state === "cancelled",
    values: {
      ...rest,
      ...(who === "" ? {} : { who }),
      ...(what === undefined ? {} : { needed: what }),
    },
  };
}

/** What the line's record would say. */
function changesOf({ checked }: Shown, id: string | undefined, set: NonNullable<Way["set"]>) {
  const facts = checked.plan.byId.get(id ?? "")?.facts;
  const changes: Record<string, unknown> = {};
  const isTimed = ["start", "end", "rrule", "exdate"].some((name) => Object.hasOwn(set, name));
  if (isTimed && facts?.start !== undefined && facts.end !== undefined) {
    const rrule = set.rrule ?? facts.rrule;
    const exdate = set.exdate ?? facts.exdate;
    changes["times"] = {
      start: set.start ?? facts.start,
      end: set.end ?? facts.end,
      zone: facts.zone ?? checked.plan.facts.zone,
      ...(rrule === undefined ? {} : { rrule }),
      ...(exdate === undefined ? {} : { exdate }),
    };
  }
  for (const day of ["from", "until", "due"] as const) {
    if (set[day] !== undefined) changes[day] = set[day];
  }
  if (set.hoursPerWeek !== undefined) changes["hours_per_week"] = set.hoursPerWeek;
  if (set.earningsPerMonth !== undefined) changes["earnings"] = set.earningsPerMonth;
  return changes as NonNullable<ConflictWay["changes"]>;
}
