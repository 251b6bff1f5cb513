import { useState } from "react";
import { accessKinds, serviceKinds } from "../../domain/records/directory-records.ts";
import type { ServiceView } from "../../server/api/directory-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { useWords } from "../words/useWords.ts";
import { editBody, entryBody, entryDraft, type EntryDraft } from "./entry-draft.ts";
import { HoursLines } from "./HoursLines.tsx";
import { serviceLanguages } from "./service-words.ts";

/** A service, new or changed. */
export function ServiceEntryDialog({
  service,
  close,
}: {
  service: ServiceView | null;
  close: () => void;
}) {
  const { t } = useWords();
  const [draft, setDraft] = useState(() => entryDraft(service));
  const act = useAct<object, { id: string }>(service ? path`/services/${service.id}` : "/services");
  const set = (part: Partial<EntryDraft>) => setDraft({ ...draft, ...part });
  const send = () => {
    act.mutate(service ? editBody(draft, service) : entryBody(draft), { onSuccess: close });
  };
  return (
    <FormDialog
      title={t(service ? "services.edit" : "services.new")}
      submit={t(service ? "form.save" : "services.new")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <What draft={draft} set={set} />
      <Where draft={draft} set={set} />
      <HoursLines hours={draft.hours} change={(hours) => set({ hours })} />
      <Places draft={draft} set={set} />
      <Fits draft={draft} set={set} />
    </FormDialog>
  );
}

type Part = { draft: EntryDraft; set: (part: Partial<EntryDraft>) => void };

function What({ draft, set }: Part) {
  const { t } = useWords();
  return (
    <>
      <TextLine
        label={t("services.name")}
        max={120}
        value={draft.name}
        onChange={(name) => set({ name })}
      />
      <div className="form-grid">
        <CodeSelect
          label={t("services.kind")}
          group="service_kind"
          codes={serviceKinds}
          value={draft.kind}
          onChange={(kind) => set({ kind })}
        />
        <Choice
          label={t("services.lane")}
          value={draft.lane}
          options={(["social", "employment"] as const).map(
            (one) => [one, t(`plan.lane.${one}`)] as const,
          )}
          onChange={(lane) => set({ lane })}
        />
        <TextLine
          label={t("services.provider")}
          required={false}
          max={120}
          value={draft.provider}
          onChange={(provider) => set({ provider })}
        />
        <TextLine
          label={t("services.phone")}
          required={false}
          max={40}
          value={draft.phone}
          onChange={(phone) => set({ phone })}
        />
      </div>
      <TextArea
        label={t("services.about")}
        value={draft.about}
        onChange={(about) => set({ about })}
      />
    </>
  );
}

function Where({ draft, set }: Part) {
  const { t } = useWords();
  return (
    <div className="form-grid">
      <TextLine
        label={t("services.col.where")}
        required={false}
        max={200}
        value={draft.place}
        onChange={(place) => set({ place })}
      />
      <TextLine
        label={t("services.areas_hint")}
        required={false}
        value={draft.areas}
        onChange={(areas) => set({ areas })}
      />
      <TextLine
        label={t("services.valid_from")}
        type="date"
        required={false}
        value={draft.valid_from}
        onChange={(valid_from) => set({ valid_from })}
      />
      <TextLine
        label={t("services.valid_until")}
        type="date"
        required={false}
        value={draft.valid_until}
        onChange={(valid_until) => set({ valid_until })}
      />
    </div>
  );
}

function Places({ draft, set }: Part) {
  const { t } = useWords();
  const numbers = ["capacity", "taken_elsewhere", "weeks", "hours_per_week"] as const;
  return (
    <div className="form-grid">
      {numbers.map((name) => (
        <TextLine
          key={name}
          label={t(`services.${name}`)}
          type="number"
          required={name === "taken_elsewhere"}
          value={draft[name]}
          onChange={(text) => set({ [name]: text })}
        />
      ))}
      <TextLine
        label={t("services.cost")}
        required={false}
        max={120}
        value={draft.cost}
        onChange={(cost) => set({ cost })}
      />
      <TextLine
        label={t("services.needs")}
        required={false}
        max={300}
        value={draft.needs}
        onChange={(needs) => set({ needs })}
      />
    </div>
  );
}

function Fits({ draft, set }: Part) {
  const { t, value, code } = useWords();
  const languages = [...new Set([...serviceLanguages, ...draft.languages])];
  return (
    <>
      <Ticks
        legend={t("services.language")}
        all={languages.map((one) => [one, value("languages", one)])}
        ticked={draft.languages}
        change={(some) => set({ languages: some })}
      />
      <Ticks
        legend={t("services.access")}
        all={accessKinds.map((one) => [one, code("access", one)])}
        ticked={draft.access}
        change={(some) => set({ access: some })}
      />
    </>
  );
}

function Ticks({
  legend,
  all,
  ticked,
  change,
}: {
  legend: string;
  all: readonly (readonly [string, string])[];
  ticked: readonly string[];
  change: (ticked: string[]) => void;
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="ticks">
        {all.map(([one, words]) => (
          <label key={one} className="radio">
            <input
              type="checkbox"
              checked={ticked.includes(one)}
              onChange={(event) =>
                change(event.target.checked ? [...ticked, one] : ticked.filter((it) => it !== one))
              }
            />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
