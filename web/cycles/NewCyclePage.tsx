import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { NewCycleBody } from "../../server/api/cycle-schemas.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Choice } from "../dialogs/Choice.tsx";
import { NumberLine } from "../dialogs/NumberLine.tsx";
import { useWords } from "../words/useWords.ts";

const text = { name: "", area: "", site: "", groups: "", wage: "", currency: "" };

/** A new cycle: where, when, for which wage, in which work groups. */
export function NewCyclePage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const programmes = useQuery(queries.programmes());
  const act = useAct<NewCycleBody, { id: string }>("/cycles");
  const [typed, setTyped] = useState(text);
  const [programme, setProgramme] = useState("");
  const [dates, setDates] = useState({ from: todayIso(), until: todayIso() });
  const [payDays, setPayDays] = useState("10");
  const [creche, setCreche] = useState(false);
  const set = (part: Partial<typeof text>) => setTyped((old) => ({ ...old, ...part }));
  const send = (event: React.SubmitEvent) => {
    event.preventDefault();
    const groups = typed.groups.split(/[,،]/).flatMap((one) => one.trim() || []);
    const body: NewCycleBody = {
      name: typed.name.trim(),
      programme_id: programme,
      area: typed.area.trim(),
      site: typed.site.trim(),
      ...dates,
      wage: { amount: Number(typed.wage), currency: typed.currency.trim().toUpperCase() },
      pay_working_days: Math.max(1, Math.floor(Number(payDays) || 1)),
      groups: groups.length > 0 ? groups : [typed.site.trim()],
      creche,
    };
    act.mutate(body, {
      onSuccess: ({ id }) => void navigate({ to: "/cycles/$id", params: { id } }),
    });
  };
  return (
    <>
      <PageTitle title={t("cycles.new")} lead={t("cycle.new_lead")} />
      {programmes.error ? (
        <ErrorPanel error={programmes.error} retry={() => void programmes.refetch()} />
      ) : null}
      <form className="round-form" onSubmit={send}>
        <div className="panel form-grid">
          <TextLine
            label={t("cycle.name")}
            value={typed.name}
            max={200}
            onChange={(name) => set({ name })}
          />
          <Choice
            label={t("enrol.programme")}
            value={programme}
            options={(programmes.data?.items ?? []).map((one) => [one.id, one.name])}
            required
            onChange={setProgramme}
          />
          <TextLine
            label={t("cycle.area")}
            value={typed.area}
            max={200}
            onChange={(area) => set({ area })}
          />
          <TextLine
            label={t("cycle.site")}
            value={typed.site}
            max={200}
            onChange={(site) => set({ site })}
          />
          <TextLine
            label={t("cycle.from")}
            type="date"
            value={dates.from}
            onChange={(from) => setDates({ ...dates, from })}
          />
          <TextLine
            label={t("cycle.until")}
            type="date"
            value={dates.until}
            onChange={(until) => setDates({ ...dates, until })}
          />
          <NumberLine
            label={t("cycle.wage")}
            min={0}
            step={0.01}
            value={typed.wage}
            onChange={(wage) => set({ wage })}
          />
          <TextLine
            label={t("cycle.currency")}
            value={typed.currency}
            max={3}
            onChange={(currency) => set({ currency })}
          />
          <NumberLine
            label={t("cycle.pay_days")}
            min={1}
            max={60}
            value={payDays}
            onChange={setPayDays}
          />
          <TextLine
            label={t("cycle.groups")}
            required={false}
            value={typed.groups}
            onChange={(groups) => set({ groups })}
          />
          <label className="radio">
            <input
              type="checkbox"
              checked={creche}
              onChange={(event) => setCreche(event.target.checked)}
            />
            <span>{t("cycle.creche")}</span>
          </label>
        </div>
        <FailureLine error={act.error} />
        <button type="submit" className="button button-primary" disabled={act.isPending}>
          {t("cycle.save")}
        </button>
      </form>
    </>
  );
}
