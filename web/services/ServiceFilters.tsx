import { useId } from "react";
import { accessKinds, serviceKinds } from "../../domain/records/directory-records.ts";
import { lanes } from "../../domain/records/plan-values.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { serviceLanguages } from "./service-words.ts";
import type { Asked } from "./useFinding.ts";

/** Words first, then what the life of a person asks for. */
export function ServiceFilters({
  asked,
  change,
}: {
  asked: Asked;
  change: (asked: Asked) => void;
}) {
  const { t, value, code } = useWords();
  const id = useId();
  const set = (part: Partial<Asked>) => change({ ...asked, ...part });
  return (
    <search className="service-filters no-print">
      <div className="service-words">
        <label htmlFor={id}>{t("services.search")}</label>
        <input
          id={id}
          type="search"
          dir="auto"
          autoComplete="off"
          maxLength={120}
          value={asked.q}
          onChange={(event) => set({ q: event.target.value })}
        />
      </div>
      <Choice
        label={t("services.kind")}
        value={asked.kind}
        none={t("services.any")}
        options={serviceKinds.map((one) => [one, code("service_kind", one)] as const)}
        onChange={(kind) => set({ kind })}
      />
      <Choice
        label={t("services.lane")}
        value={asked.lane}
        none={t("services.any")}
        options={lanes
          .filter((one) => one !== "person")
          .map((one) => [one, t(`plan.lane.${one}`)] as const)}
        onChange={(lane) => set({ lane })}
      />
      <Choice
        label={t("services.language")}
        value={asked.language}
        none={t("services.any")}
        options={serviceLanguages.map((one) => [one, value("languages", one)] as const)}
        onChange={(language) => set({ language })}
      />
      <Choice
        label={t("services.access")}
        value={asked.access}
        none={t("services.any")}
        options={accessKinds.map((one) => [one, code("access", one)] as const)}
        onChange={(access) => set({ access })}
      />
      <TextLine
        label={t("services.on")}
        type="date"
        required={false}
        value={asked.on}
        onChange={(on) => set({ on })}
      />
      <label className="radio">
        <input
          type="checkbox"
          checked={asked.free}
          onChange={(event) => set({ free: event.target.checked })}
        />
        {t("services.only_free")}
      </label>
    </search>
  );
}
