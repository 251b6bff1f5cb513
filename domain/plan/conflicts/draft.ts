/** A line while it is being written, among the lines that stand: nothing of it is stored. */
import { stampZero } from "../../hlc.ts";
import type { Json } from "../../json.ts";
import { emptyState, type StoredRecord } from "../../record.ts";
import type { Lane } from "../../records/plan-values.ts";
import type { PlanBook } from "../plan-law.ts";
import type { PlannedHousehold } from "./household.ts";

/** The key of a line that is new. */
export const draft_key = "draft/new";

export interface Draft {
  /** Local id of a line that exists; null: it is new. */
  id: string | null;
  lane: Lane;
  fields: Readonly<Record<string, Json>>;
}

export interface Drafted {
  household: PlannedHousehold;
  /** The draft's id in the facts; null: that line is not in this plan. */
  step: string | null;
}

/** The plan of `person` with the draft in place of its line. */
export function withDraft(household: PlannedHousehold, draft: Draft): Drafted {
  let step: string | null = null;
  const members = household.members.map((member) => {
    const { person, book, answers } = member;
    if (person.key !== household.person || book === null) return member;
    if (draft.id === null) {
      step = draft_key;
      const steps = [...book.steps, newStep(book, person, draft)];
      return { person, answers, book: { ...book, steps } };
    }
    const over = (one: StoredRecord) => {
      if (one.id !== draft.id) return one;
      const cover = one.state.fields["cover"]?.[0]?.v;
      step = typeof cover === "string" ? cover : one.key;
      return written(one, draft);
    };
    const steps = book.steps.map(over);
    const privateSteps = book.privateSteps.map(over);
    return { person, answers, book: { ...book, steps, privateSteps } };
  });
  return { household: { ...household, members }, step };
}

function newStep(book: PlanBook, person: StoredRecord, draft: Draft): StoredRecord {
  const bare: StoredRecord = {
    id: draft_key,
    type: "Step",
    key: draft_key,
    version: 0,
    ownVersion: 0,
    subject: person.id,
    household: person.household,
    state: emptyState,
  };
  const fields = { plan: book.plan.key, person: person.key, lane: draft.lane, state: "planned" };
  return written(written(bare, { ...draft, fields }), draft);
}

function written(record: StoredRecord, { fields }: Draft): StoredRecord {
  const now = Object.entries(fields).map(([name, v]) => [name, [{ v, h: stampZero, o: "" }]]);
  const state = { ...record.state, fields: { ...record.state.fields, ...Object.fromEntries(now) } };
  return { ...record, state };
}
