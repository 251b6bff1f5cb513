/**
 * Protected steps. The step itself is a record of local fields and cannot leave; the other agency
 * gets a commitment, which stands in the terms root, and the time in which the person is not
 * available. Any private time, whatever it is, looks exactly the same (case.md, Protected lines).
 */
import { refused, type Change, type Deciding } from "../change.ts";
import { isValid, newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { keepOffs, Lane, PrivateKind } from "../records/plan-values.ts";
import { isLocked, isWithdrawnLine, type PlanBook } from "./plan-law.ts";
import { begun, faultIn, mayNotAdd, type LineEdit, type Planned } from "./planning.ts";
import { commitmentOf, stepTerms } from "./terms.ts";
import type { Sha256 } from "../sha256.ts";

/** What hiding needs that is not pure. */
export interface Hiding {
  sha256: Sha256;
  /** 32 random bytes as hex; each call another. */
  newSalt: () => string;
}

/** Adds a protected step and what stands for it. Who did it is told to nobody: only which system. */
export function addHiddenStep(
  ctx: Deciding,
  hiding: Hiding,
  person: StoredRecord,
  book: PlanBook,
  lane: Lane,
  input: Readonly<Record<string, Json>>,
): Planned {
  const problem = mayNotAdd(ctx, person, book) ?? faultIn(input, book);
  if (problem) return problem;
  const salt = hiding.newSalt();
  const about = { subject: person.id, household: person.household };
  const step = newRecord(ctx, "PrivateStep", about);
  const cover = newRecord(ctx, "Unavailable", about);
  const fields: Record<string, Json> = {
    state: "planned",
    ...input,
    lane,
    plan: book.plan.key,
    person: person.key,
    cover: cover.key,
    salt,
  };
  const bad = Object.keys(fields).filter((name) => !isValid("PrivateStep", name, fields[name]));
  if (bad.length > 0) return refused("err.bad_input", bad);
  const own = ownChange(ctx, step, { fields }, input["what"] ? "step.added" : "unavailable.noted");
  const commitment = commitmentOf(stepTerms(own.after), salt, hiding.sha256);
  const shown = {
    person: person.key,
    plan: book.plan.key,
    withdrawn: false,
    commitment,
    times: fields["times"] ?? null,
  };
  return {
    ok: true,
    changes: [own, ownChange(nameless(ctx), cover, { fields: shown }, "unavailable.noted")],
    id: step.id,
  };
}

/**
 * A private time that is no step: written just as a protected step is, with nothing in it, so that
 * neither what leaves nor how many changes were made tells the two apart.
 */
export function addUnavailable(
  ctx: Deciding,
  hiding: Hiding,
  person: StoredRecord,
  book: PlanBook,
  { times, kind = "other", keep_off = [] }: PrivateTime,
): Planned {
  if (times === null) return refused("err.bad_input", ["times"]);
  const fields = { times, private_kind: kind, keep_off: [...keep_off] };
  return addHiddenStep(ctx, hiding, person, book, "person", fields);
}

export interface PrivateTime {
  times: Json;
  kind?: PrivateKind;
  keep_off?: readonly (typeof keepOffs)[number][];
}

/**
 * A place or a person to keep away from. Nothing stands for it at the other office, as it takes no time:
 * this office sees that a step is not suitable, and nobody sees why.
 */
export function addKeepAway(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  away: { place: string; person: string },
): Planned {
  const problem = mayNotAdd(ctx, person, book);
  if (problem) return problem;
  const [place, whom] = [away.place.trim(), away.person.trim()];
  if (place === "" && whom === "") return refused("err.bad_input", ["away_place", "away_person"]);
  const line = { lane: "person", state: "planned", plan: book.plan.key, person: person.key };
  const fields = { ...line, away_place: place, away_person: whom };
  return begun(ctx, "PrivateStep", person, fields, "unavailable.noted");
}

export function isKeepAway({ type, state }: StoredRecord): boolean {
  const away = textOf(state, "away_place") || textOf(state, "away_person");
  return type === "PrivateStep" && away !== "";
}

/** Ours alone, and no step: a time, or what to keep away from. */
export function isPlainTime(step: StoredRecord): boolean {
  return step.type === "PrivateStep" && textOf(step.state, "what") === "";
}

/**
 * Edits a protected step. What it is changes its commitment, under a new salt, and asks for new
 * sign-offs; when it is, or how it goes, changes only the time that is shown.
 */
export function editHiddenStep(
  ctx: Deciding,
  hiding: Hiding,
  book: PlanBook,
  step: StoredRecord,
  edit: LineEdit,
): Planned {
  if (isLocked(step) || isWithdrawnLine(step)) return refused("err.step.locked");
  const problem = faultIn(edit.changes, book, step.key);
  if (problem) return problem;
  const bad = Object.keys(edit.changes).filter(
    (name) => !isValid("PrivateStep", name, edit.changes[name]) || fixedOnes.has(name),
  );
  if (bad.length > 0) return refused("err.bad_input", bad);
  const stale = Object.entries(edit.seen ?? {})
    .filter(([field, stamp]) => (step.state.fields[field]?.[0]?.h ?? "") !== stamp)
    .map(([field]) => field);
  if (stale.length > 0) return refused("err.stale", stale);
  const cover = coverOf(book, step);
  const first = ownChange(ctx, step, { fields: { ...edit.changes } }, "step.edited");
  const terms = (state: StoredRecord["state"]) => JSON.stringify(stepTerms(state));
  const isOther = terms(step.state) !== terms(first.after);
  if (!cover) return { ok: true, changes: [first], id: step.id };
  const salt = isOther ? hiding.newSalt() : textOf(step.state, "salt");
  const own = isOther
    ? ownChange(ctx, step, { fields: { ...edit.changes, salt } }, "step.edited")
    : first;
  const shown: Record<string, Json> = {};
  if (isOther) shown["commitment"] = commitmentOf(stepTerms(own.after), salt, hiding.sha256);
  if (Object.hasOwn(edit.changes, "times")) shown["times"] = edit.changes["times"] ?? null;
  if (edit.changes["withdrawn"] === true) shown["withdrawn"] = true;
  const changes: Change[] = [own];
  if (Object.keys(shown).length > 0) {
    changes.push(ownChange(nameless(ctx), cover, { fields: shown }, "unavailable.noted"));
  }
  return { ok: true, changes, id: step.id };
}

const fixedOnes: ReadonlySet<string> = new Set(["lane", "plan", "person", "cover", "salt"]);

/** Does what stands for a protected step fit the step? Only who has the step can ask. */
export function coverHolds(step: StoredRecord, cover: StoredRecord, sha256: Sha256): boolean {
  const commitment = commitmentOf(stepTerms(step.state), textOf(step.state, "salt"), sha256);
  return textOf(cover.state, "commitment") === commitment;
}

export function coverOf(book: PlanBook, step: StoredRecord): StoredRecord | undefined {
  const key = valueOf(step.state, "cover");
  return book.unavailable.find((one) => one.key === key);
}

/** The event travels with who made it: of a private time only the system is said. */
function nameless(ctx: Deciding): Deciding {
  return { ...ctx, by: { name: "", role: "", system: ctx.self.id } };
}
