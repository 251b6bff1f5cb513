import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import { AssessmentCard } from "../assessment/AssessmentCard.tsx";
import { AskPanel } from "../asking/AskPanel.tsx";
import { EmploymentDialog } from "../dialogs/EmploymentDialog.tsx";
import { MoveDialog } from "../dialogs/MoveDialog.tsx";
import { FieldRow } from "../fields/FieldRow.tsx";
import { useWords } from "../words/useWords.ts";
import { ReferralPanel } from "../referrals/ReferralPanel.tsx";
import { PlanCard } from "../plan/PlanCard.tsx";
import { AboutRecord } from "./AboutRecord.tsx";
import { MattersPanel } from "../decisions/MattersPanel.tsx";
import { ContactPanel } from "./ContactPanel.tsx";
import { MergeAsked } from "./MergeAsked.tsx";
import { OfferCard } from "./OfferCard.tsx";
import { TellPanel } from "./TellPanel.tsx";
import { VitalCard } from "./VitalCard.tsx";

const groups: Record<string, readonly string[]> = {
  identity: ["name", "birth_date", "sex", "identifiers"],
  work: ["employment_status", "unemployment_reason", "employment_info", "occupation"],
  contact: ["phone_number", "email", "address", "safe_address", "moved_on", "languages"],
  situation: [
    "education_level",
    "in_full_time_education",
    "marital_status",
    "care_hours",
    "self_id_disability",
  ],
};
/** Shown by cards of their own instead, or not for reading on screens. */
const elsewhere = ["work_offer", "household", "vital_status", "death_date"];
const byDialog = ["employment_status", "unemployment_reason", "employment_info"];

/** Everything known of one person; what waits stands beside the field it concerns. */
export function PersonDetail({ person }: { person: PersonView }) {
  const { t } = useWords();
  const [working, setWorking] = useState(false);
  const [moving, setMoving] = useState(false);
  const grouped = new Set([...Object.values(groups).flat(), ...elsewhere]);
  const rest = person.fields.map((one) => one.name).filter((name) => !grouped.has(name));
  const status = person.fields.find((one) => one.name === "employment_status");
  return (
    <article className="person" aria-labelledby={`person-${person.id}`}>
      <h2 id={`person-${person.id}`} dir="auto">
        {person.name}
      </h2>
      <VitalCard person={person} />
      <MergeAsked kind="person" record={person} />
      <OfferCard person={person} />
      <ReferralPanel person={person} />
      <AssessmentCard person={person} />
      <PlanCard person={person} />
      <ContactPanel person={person} />
      <MattersPanel person={person} />
      {[...Object.entries(groups), ["more", rest] as const].map(([group, names]) => {
        const fields = names.flatMap((name) => person.fields.filter((one) => one.name === name));
        if (fields.length === 0) return null;
        const id = `group-${group}-${person.id}`;
        return (
          <section key={group} className="panel" aria-labelledby={id}>
            <div className="section-head">
              <h3 id={id}>{t(`person.group.${group}`)}</h3>
              {group === "work" && status ? (
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => setWorking(true)}
                >
                  {t("employment.change")}
                </button>
              ) : null}
              {group === "contact" ? (
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => setMoving(true)}
                >
                  {t("move.open")}
                </button>
              ) : null}
            </div>
            <dl className="fields">
              {fields.map((field) => (
                <FieldRow
                  key={field.name}
                  field={field}
                  recordId={person.id}
                  about={person.name}
                  {...(byDialog.includes(field.name) && { editElsewhere: () => setWorking(true) })}
                />
              ))}
            </dl>
          </section>
        );
      })}
      <TellPanel person={person} />
      <AskPanel person={person} />
      <AboutRecord person={person} />
      {working && status ? (
        <EmploymentDialog person={person} status={status} close={() => setWorking(false)} />
      ) : null}
      {moving ? <MoveDialog person={person} close={() => setMoving(false)} /> : null}
    </article>
  );
}
