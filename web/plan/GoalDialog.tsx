import { useState } from "react";
import type { GoalView, PlanView } from "../../server/api/plan-schemas.ts";
import { goalStates } from "../../domain/records/plan-values.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { Restored } from "./Restored.tsx";
import { Stale } from "./Stale.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { useDraft } from "../dialogs/useDraft.ts";
import { useLineForm } from "./useLineForm.ts";

type Draft = { text: string; by: string; how_known: string; state: string };

function draftOf(goal: GoalView | null): Draft {
  if (!goal) return { text: "", by: "", how_known: "", state: "open" };
  return { text: goal.text, by: goal.by ?? "", how_known: goal.how_known, state: goal.state };
}

function bodyOf(draft: Draft) {
  return { text: draft.text.trim(), by: draft.by || null, how_known: draft.how_known.trim() };
}

/** A goal, new or changed: what the person wants to reach, in the person's words. */
export function GoalDialog({
  plan,
  goal,
  close,
}: {
  plan: PlanView;
  goal: GoalView | null;
  close: () => void;
}) {
  const { t } = useWords();
  const [id] = useState(() => crypto.randomUUID());
  const kept = useDraft(`goal-${goal?.id ?? plan.id}`, goal, draftOf);
  const { draft, setDraft } = kept;
  const done = () => {
    kept.forget();
    close();
  };
  const add = useAct<object, { id: string }>(path`/plans/${plan.id}/goals`);
  const form = useLineForm(plan, kept.base, done);
  const mine = { ...bodyOf(draft), state: draft.state };
  const send = (base: GoalView | null) => {
    if (!base) return add.mutate({ id, ...bodyOf(draft) }, { onSuccess: done });
    const old = { ...bodyOf(draftOf(base)), state: base.state } as Record<string, unknown>;
    form.save(Object.fromEntries(Object.entries(mine).filter(([f, value]) => value !== old[f])));
  };
  return (
    <FormDialog
      title={t(goal ? "plan.goal.edit" : "plan.goal.add")}
      submit={t(goal ? "form.save" : "plan.goal.add")}
      busy={add.isPending || form.busy || form.stale !== null}
      error={add.error ?? form.error}
      onSubmit={() => send(form.base)}
      close={close}
    >
      <Restored kept={kept} />
      {form.stale ? (
        <Stale
          plan={plan}
          stale={form.stale}
          mine={mine}
          keep={form.settle}
          take={() => {
            setDraft({ ...draft, ...taken(draftOf(form.stale?.now ?? null), form.stale?.fields) });
            form.settle();
          }}
        />
      ) : null}
      <TextArea
        label={t("plan.goal.text")}
        hint={t("plan.goal.text_hint")}
        value={draft.text}
        required
        onChange={(text) => setDraft({ ...draft, text })}
      />
      <TextLine
        label={t("plan.goal.by")}
        type="date"
        required={false}
        value={draft.by}
        onChange={(by) => setDraft({ ...draft, by })}
      />
      <TextArea
        label={t("plan.field.how_known")}
        hint={t("plan.goal.how_known_hint")}
        value={draft.how_known}
        onChange={(how_known) => setDraft({ ...draft, how_known })}
      />
      {goal ? (
        <CodeSelect
          label={t("plan.goal.state")}
          group="plan.goal_state"
          codes={goalStates}
          value={draft.state}
          onChange={(state) => setDraft({ ...draft, state })}
        />
      ) : null}
    </FormDialog>
  );
}

function taken(now: Draft, fields: readonly string[] = []): Partial<Draft> {
  return Object.fromEntries(Object.entries(now).filter(([field]) => fields.includes(field)));
}
