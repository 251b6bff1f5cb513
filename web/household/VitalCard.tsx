import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import type { PersonView, VitalView } from "../../server/api/schemas.ts";
import { DeathDialog } from "../dialogs/DeathDialog.tsx";
import { useWords } from "../words/useWords.ts";

type Step = VitalView["may"][number];

/** What was told of a death, who checks it until when, and what this worker may do. Nothing is said of the living. */
export function VitalCard({ person }: { person: PersonView }) {
  const { t, when, day, system } = useWords();
  const [step, setStep] = useState<Step | null>(null);
  const { vital } = person;
  const told = vital.status === "reported" || vital.status === "confirmed";
  const id = `vital-${person.id}`;
  const buttons = vital.may.map((one: Step) => (
    <button key={one} type="button" className="button button-small" onClick={() => setStep(one)}>
      {t(`vital.step.${one}`)}
    </button>
  ));
  const dialog =
    step === null ? null : <DeathDialog person={person} step={step} close={() => setStep(null)} />;
  if (!told) {
    return vital.news === null ? null : <p className="quiet">{newsLine(vital, t, when, system)}</p>;
  }
  return (
    <section className="panel vital" aria-labelledby={id}>
      <h3 id={id}>{t("vital.title")}</h3>
      <p className="notice">
        <IconInfoCircle size={18} aria-hidden="true" />
        {vital.status === "reported"
          ? t("vital.reported")
          : vital.date === null
            ? t("vital.confirmed")
            : t("vital.confirmed_day", { day: day(vital.date) })}
      </p>
      {vital.status === "reported" && vital.date !== null ? (
        <p>{t("vital.date", { day: day(vital.date) })}</p>
      ) : null}
      {vital.news === null ? null : (
        <p className="quiet">
          {newsLine(vital, t, when, system)} <q dir="auto">{vital.news.reason}</q>
        </p>
      )}
      {vital.check === null ? null : (
        <p>
          {vital.check.late
            ? t("vital.check_late", { when: when(vital.check.due) })
            : vital.check.owner === ""
              ? t("vital.check_theirs", { when: when(vital.check.due) })
              : t("vital.check", { name: vital.check.owner, when: when(vital.check.due) })}
        </p>
      )}
      {buttons.length > 0 ? <div className="actions">{buttons}</div> : null}
      {dialog}
    </section>
  );
}

/** Of the living nothing is shown; whoever hears of a death finds this at the end of the page. */
export function ReportDeath({ person }: { person: PersonView }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  if (!person.vital.may.includes("report")) return null;
  return (
    <div className="actions record-acts">
      <button type="button" className="button button-small" onClick={() => setOpen(true)}>
        {t("vital.step.report")}
      </button>
      {open ? <DeathDialog person={person} step="report" close={() => setOpen(false)} /> : null}
    </div>
  );
}

type Words = ReturnType<typeof useWords>;
function newsLine(vital: VitalView, t: Words["t"], when: Words["when"], system: Words["system"]) {
  const { news } = vital;
  if (news === null) return "";
  const name = news.by.name === "" ? system(news.by.system) : news.by.name;
  return t(`vital.told.${news.act}`, {
    name,
    system: system(news.by.system),
    when: when(news.at),
  });
}
