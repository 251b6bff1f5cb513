import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { OpenPlanBody, PlanView } from "../../server/api/plan-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { Choice } from "../dialogs/Choice.tsx";
import { useWords } from "../words/useWords.ts";
import { TextArea } from "../dialogs/TextArea.tsx";

/** Languages a plan is written in: those of the app, and those the person speaks. */
function languagesFor(spoken: readonly unknown[], language: string) {
  const names = new Intl.DisplayNames(language, { type: "language" });
  const tags = ["en", "ar", ...spoken.filter((one): one is string => typeof one === "string")];
  const known = new Map<string, string>();
  for (const tag of tags) {
    const word = names.of(tag) ?? tag;
    if (![...known.values()].includes(word)) known.set(tag, word);
  }
  return [...known];
}

/** Opens a plan with the person; it is made once, however often it is asked for. */
export function NewPlanDialog({ person, close }: { person: PersonView; close: () => void }) {
  const { t, language } = useWords();
  const navigate = useNavigate();
  const [id] = useState(() => crypto.randomUUID());
  const act = useAct<OpenPlanBody, { id: string }>(path`/people/${person.id}/plan`);
  const spoken = person.fields.find(({ name }) => name === "languages")?.value;
  const name = person.name.split(" ")[0] ?? person.name;
  const [draft, setDraft] = useState({
    title: "",
    language: language.slice(0, 2),
    reassess_on: "",
    data_shared: t("plan.data_shared_usual"),
  });
  const send = () =>
    act.mutate(
      { id, ...draft, reassess_on: draft.reassess_on || null },
      {
        onSuccess: (made) => {
          close();
          void navigate({ to: "/plans/$id", params: { id: made.id } });
        },
      },
    );
  return (
    <FormDialog
      title={t("plan.make_for", { name: person.name })}
      submit={t("plan.make")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>{t("plan.make_means", { name })}</p>
      <PlanFields draft={draft} change={setDraft} spoken={Array.isArray(spoken) ? spoken : []} />
    </FormDialog>
  );
}

/** What the plan says of itself. */
export function EditPlanDialog({ plan, close }: { plan: PlanView; close: () => void }) {
  const { t } = useWords();
  const [base] = useState(plan);
  const act = useAct<object, { id: string }>(path`/plans/${plan.id}/edit`);
  const [draft, setDraft] = useState({
    title: plan.title,
    language: plan.language,
    reassess_on: plan.reassess_on ?? "",
    data_shared: plan.data_shared,
  });
  const send = () => {
    const mine = { ...draft, reassess_on: draft.reassess_on || null };
    const changed = Object.entries(mine).filter(
      ([name, value]) => value !== base[name as keyof typeof mine],
    );
    const seen = Object.fromEntries(changed.map(([name]) => [name, base.stamps[name] ?? ""]));
    if (changed.length === 0) return close();
    act.mutate({ changes: Object.fromEntries(changed), seen }, { onSuccess: close });
  };
  return (
    <FormDialog
      title={t("plan.edit")}
      submit={t("form.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <PlanFields draft={draft} change={setDraft} spoken={[plan.language]} />
    </FormDialog>
  );
}

/** What a plan says of itself, as it is written. */
interface PlanDraft {
  title: string;
  language: string;
  reassess_on: string;
  data_shared: string;
}
type FieldsProps = {
  draft: PlanDraft;
  change: (draft: PlanDraft) => void;
  spoken: readonly unknown[];
};

function PlanFields({ draft, change, spoken }: FieldsProps) {
  const { t, language } = useWords();
  return (
    <>
      <TextLine
        label={t("plan.field.title")}
        required={false}
        max={200}
        value={draft.title}
        onChange={(title) => change({ ...draft, title })}
      />
      <Choice
        label={t("plan.field.language")}
        value={draft.language}
        options={languagesFor(spoken, language)}
        onChange={(tag) => change({ ...draft, language: tag })}
      />
      <TextLine
        label={t("plan.field.reassess_on")}
        type="date"
        required={false}
        value={draft.reassess_on}
        onChange={(reassess_on) => change({ ...draft, reassess_on })}
      />
      <TextArea
        label={t("plan.field.data_shared")}
        hint={t("plan.data_shared_hint")}
        max={1000}
        value={draft.data_shared}
        onChange={(data_shared) => change({ ...draft, data_shared })}
      />
    </>
  );
}
