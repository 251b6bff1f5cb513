import { useState } from "react";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { useWords } from "../words/useWords.ts";
import { PlanConflicts } from "./Conflicts.tsx";
import { Restored } from "./Restored.tsx";
import { Stale } from "./Stale.tsx";
import {
  draftOf,
  newStepDraft,
  stepChanges,
  stepDraft,
  stepFields,
  type StepDraft,
} from "./step-draft.ts";
import { StepHow, StepWhat, StepWho } from "./StepParts.tsx";
import { StepWhen } from "./StepWhen.tsx";
import { useDraft } from "../dialogs/useDraft.ts";
import { useLineForm } from "./useLineForm.ts";

type Props = {
  plan: PlanView;
  /** Null: a new one, in this lane and for this goal. */
  step: StepView | null;
  lane?: StepView["lane"];
  goal?: string;
  /** For a new one: the day it was begun on, in the calendar. */
  day?: string;
  close: () => void;
};

/** A step, new or changed: what, who, when, how; its conflicts stand beside the date being picked. */
export function StepDialog({ plan, step, lane = "social", goal = "", day = "", close }: Props) {
  const { t } = useWords();
  const [id] = useState(() => crypto.randomUUID());
  const kept = useDraft(`step-${step?.id ?? plan.id}`, step, (from): StepDraft => {
    if (from) return stepDraft(from);
    const fresh = newStepDraft(lane, goal);
    return { ...fresh, times: { ...fresh.times, day } };
  });
  const { draft, setDraft } = kept;
  const done = () => {
    kept.forget();
    close();
  };
  const add = useAct<object, { id: string }>(path`/plans/${plan.id}/steps`);
  const form = useLineForm(plan, kept.base, done);
  const fields = stepFields(draft, form.base);
  const change = (part: Partial<StepDraft>) => setDraft({ ...draft, ...part });
  const send = () => {
    if (form.base) return form.save(stepChanges(draft, form.base));
    const { lane: of, hidden } = draft;
    add.mutate({ id, lane: of, hidden, fields }, { onSuccess: done });
  };
  const take = () => {
    const theirs = form.stale ? stepDraft(form.stale.now) : draft;
    change(draftParts(theirs, form.stale?.fields ?? []));
    form.settle();
  };
  const mayPromise = step === null || step.yours;
  return (
    <FormDialog
      title={t(step ? "plan.step.edit" : "plan.step.add")}
      submit={t(step ? "form.save" : "plan.step.add")}
      busy={add.isPending || form.busy || form.stale !== null}
      error={add.error ?? form.error}
      onSubmit={send}
      close={close}
    >
      <Restored kept={kept} />
      {form.stale ? (
        <Stale plan={plan} stale={form.stale} mine={fields} keep={form.settle} take={take} />
      ) : null}
      <StepWhat plan={plan} draft={draft} change={change} isNew={step === null} />
      <StepWho plan={plan} draft={draft} change={change} may={mayPromise} step={step} />
      <StepWhen draft={draft} change={change} />
      <PlanConflicts
        plan={plan}
        draft={{ id: step?.id ?? "", lane: draft.lane, fields }}
        take={(told) => change(draftOf(told))}
      />
      <StepHow plan={plan} draft={draft} change={change} step={step} />
    </FormDialog>
  );
}

/** Parts of the form that stand for these fields of the record. */
function draftParts(theirs: StepDraft, fields: readonly string[]): Partial<StepDraft> {
  const parts: Partial<StepDraft> = {};
  const names = fields.flatMap((field) => partsOf.get(field) ?? [field]);
  for (const [name, value] of Object.entries(theirs)) {
    if (names.includes(name)) Object.assign(parts, { [name]: value });
  }
  return parts;
}

const partsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["who", ["party", "role"]],
  ["obligation", ["duty", "source", "consequence"]],
  ["hours_per_week", ["hours"]],
  ["earnings", ["amount", "currency"]],
]);
