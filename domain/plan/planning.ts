/** The commands of a plan: opening it, its goals and steps, its diary, its threads. */
import { refused, type Act, type Change, type Deciding, type Refusal } from "../change.ts";
import { editFields, isValid, newRecord, ownChange } from "../editing.ts";
import type { Stamp } from "../hlc.ts";
import type { Json } from "../json.ts";
import { textOf, type StoredRecord } from "../record.ts";
import type { RecordType } from "../records/field.ts";
import type { Lane, Party, StepState } from "../records/plan-values.ts";
import { fieldSpec } from "../records/tables.ts";
import {
  isLocked,
  isPlanClosed,
  isWithdrawnLine,
  linesOf,
  mayNotPlan,
  plan_lines_max,
  stepState,
  stepTransitions,
  type PlanBook,
} from "./plan-law.ts";
import { terms_version } from "./terms.ts";

export type Planned = { ok: true; changes: Change[]; id: string } | Refusal;

export interface NewPlan {
  title: string;
  language: string;
  template: string;
  reassess_on: string | null;
  data_shared: string;
}

/** Opens a person's plan; one that is open already is the answer, so asking twice opens one. */
export function openPlan(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook | null,
  input: NewPlan,
): Planned {
  const problem = mayNotPlan(person, today(ctx));
  if (problem) return problem;
  if (book && !isPlanClosed(book)) return { ok: true, changes: [], id: book.plan.id };
  const household = textOf(person.state, "household") || null;
  const fields: Record<string, Json> = {
    person: person.key,
    household,
    opened_on: today(ctx),
    terms_version,
    state: "open",
    closed_reason: "",
    ...input,
  };
  return begun(ctx, "Plan", person, fields, "plan.opened");
}

/** Title, language, what is shared, reassessment: of an open plan. */
export function editPlan(ctx: Deciding, book: PlanBook, edit: LineEdit): Planned {
  if (isPlanClosed(book)) return refused("err.plan.closed");
  return edited(ctx, book.plan, edit, "plan.edited");
}

export function closePlan(ctx: Deciding, { plan, also }: PlanBook, reason: string): Planned {
  if (textOf(plan.state, "state") === "closed") return refused("err.decided", ["state"]);
  const changes = [plan, ...also].map((one) =>
    ownChange(ctx, one, { fields: { state: "closed", closed_reason: reason } }, "plan.closed"),
  );
  return { ok: true, changes, id: plan.id };
}

export function addGoal(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  input: { text: string; by: string | null; how_known: string },
): Planned {
  const problem = mayNotAdd(ctx, person, book);
  if (problem) return problem;
  if (input.text.trim() === "") return refused("err.bad_input", ["text"]);
  const fields = { plan: book.plan.key, person: person.key, state: "open", ...input };
  return begun(ctx, "Goal", person, fields, "goal.added");
}

/** Adds a step. `input` names fields of a step; what is not named is empty. */
export function addStep(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  lane: Lane,
  input: Readonly<Record<string, Json>>,
): Planned {
  const problem = mayNotAdd(ctx, person, book) ?? faultIn(input, book);
  if (problem) return problem;
  const fields: Record<string, Json> = {
    state: "proposed",
    ...input,
    lane,
    plan: book.plan.key,
    person: person.key,
  };
  const bad = Object.entries(fields).filter(([name, value]) => !isValid("Step", name, value));
  if (bad.length > 0) {
    return refused(
      "err.bad_input",
      bad.map(([name]) => name),
    );
  }
  return begun(ctx, "Step", person, fields, "step.added");
}

export interface LineEdit {
  changes: Readonly<Record<string, Json>>;
  /** Stamps of what the worker saw: one that is stale is refused, with the fields that changed. */
  seen?: Readonly<Record<string, Stamp>>;
}

/** A goal's or a step's fields. Two offices' edits of different fields are both kept. */
export function editLine(
  ctx: Deciding,
  book: PlanBook,
  line: StoredRecord,
  edit: LineEdit,
): Planned {
  if (isPlanClosed(book)) return refused("err.plan.closed");
  if (isWithdrawnLine(line)) return refused("err.step.locked");
  const problem = faultIn(edit.changes, book, line.key);
  if (problem) return problem;
  if (line.type === "Step" && isLocked(line)) return refused("err.step.locked");
  const notOurs = Object.keys(edit.changes).filter((field) => !mayEdit(ctx, line, field));
  if (notOurs.length > 0) return refused("err.not_yours", notOurs);
  return edited(ctx, line, edit, line.type === "Goal" ? "goal.edited" : "step.edited");
}

/** A promise is written by the office that made the line; everything else by either. */
function mayEdit(ctx: Deciding, line: StoredRecord, field: string): boolean {
  const spec = fieldSpec(line.type, field);
  return spec?.class !== "owned" || line.key.startsWith(`${ctx.self.id}/`);
}

/** The next state of a step: the table decides; a reason is asked where the step ends unfinished. */
export function moveStep(
  ctx: Deciding,
  person: StoredRecord,
  step: StoredRecord,
  to: StepState,
  { reason = "", evidence = "" }: { reason?: string; evidence?: string } = {},
): Planned {
  if (isWithdrawnLine(step)) return refused("err.step.locked");
  if (!stepTransitions[stepState(step)].includes(to)) return refused("err.transition", ["state"]);
  // Of somebody who is told dead nothing is asked any more; what runs may be stopped.
  if (to !== "stopped" && to !== "done") {
    const problem = mayNotPlan(person, today(ctx));
    if (problem) return problem;
  }
  if (to === "stopped" && reason.trim() === "") return refused("err.bad_input", ["reason"]);
  const fields = { state: to, state_reason: reason, ...(evidence ? { evidence } : {}) };
  return {
    ok: true,
    changes: [ownChange(ctx, step, { fields }, "step.moved", reason)],
    id: step.id,
  };
}

/** Takes a line out of the draft. What was agreed about it holds until the draft is signed. */
export function withdrawLine(
  ctx: Deciding,
  book: PlanBook,
  line: StoredRecord,
  reason = "",
): Planned {
  if (isPlanClosed(book)) return refused("err.plan.closed");
  if (isWithdrawnLine(line)) return { ok: true, changes: [], id: line.id };
  if (line.type === "Step" && isLocked(line)) return refused("err.step.locked");
  const change = ownChange(ctx, line, { fields: { withdrawn: true } }, "line.withdrawn", reason);
  return { ok: true, changes: [change], id: line.id };
}

/** One message on a step's thread. */
export function writeMessage(
  ctx: Deciding,
  step: StoredRecord,
  input: { party: Party; text: string },
): Planned {
  if (input.text.trim() === "") return refused("err.bad_input", ["text"]);
  const record = newRecord(ctx, "StepMessage", aboutOf(step));
  const fields: Record<string, Json> = {
    person: textOf(step.state, "person"),
    step: step.key,
    party: input.party,
    text: input.text,
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "message.written")],
    id: record.id,
  };
}

/** Why nothing may be added now. */
export function mayNotAdd(ctx: Deciding, person: StoredRecord, book: PlanBook): Refusal | null {
  if (isPlanClosed(book)) return refused("err.plan.closed");
  const living = linesOf(book).filter((line) => !isWithdrawnLine(line));
  if (living.length >= plan_lines_max) return refused("err.plan.full");
  return mayNotPlan(person, today(ctx));
}

/** What the table of fields cannot know: names of other lines, and times that end before they begin. */
export function faultIn(
  input: Readonly<Record<string, Json>>,
  book: PlanBook,
  own = "",
): Refusal | null {
  const bad: string[] = [];
  const { goal, after, times } = input;
  if (typeof goal === "string" && !book.goals.some(({ key }) => key === goal)) bad.push("goal");
  const before = book.steps.find(({ key }) => key === after);
  if (typeof after === "string" && (!before || after === own)) bad.push("after");
  const { start, end } = (times ?? {}) as { start?: string; end?: string };
  if (start !== undefined && end !== undefined && end <= start) bad.push("times");
  if (isAfter(input["from"], input["until"]) || isAfter(input["from"], input["due"])) {
    bad.push("from");
  }
  const { what } = input;
  if (typeof what === "string" && what.trim() === "") bad.push("what");
  return bad.length > 0 ? refused("err.bad_input", bad) : null;
}

function isAfter(from: Json | undefined, until: Json | undefined): boolean {
  return typeof from === "string" && typeof until === "string" && from > until;
}

function edited(ctx: Deciding, line: StoredRecord, edit: LineEdit, act: Act): Planned {
  const { changes, seen } = edit;
  const input = { changes: { ...changes }, ...(seen ? { seen: { ...seen } } : {}) };
  const done = editFields(ctx, line, [], input, act);
  return done.ok ? { ok: true, changes: done.changes, id: line.id } : done;
}

export function begun(
  ctx: Deciding,
  type: RecordType,
  person: StoredRecord,
  fields: Record<string, Json>,
  act: Act,
): Planned {
  const record = newRecord(ctx, type, { subject: person.id, household: person.household });
  return { ok: true, changes: [ownChange(ctx, record, { fields }, act)], id: record.id };
}

export function aboutOf({ subject, household }: Pick<StoredRecord, "subject" | "household">) {
  return { subject, household };
}

function today(ctx: Deciding): string {
  return ctx.nowIso.slice(0, 10);
}
