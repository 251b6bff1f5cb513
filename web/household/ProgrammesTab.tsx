import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { EnrolmentView, HouseholdView, PersonView } from "../../server/api/schemas.ts";
import { EnrolDialog } from "../dialogs/EnrolDialog.tsx";
import { RestoreDialog } from "../dialogs/RestoreDialog.tsx";
import { ServiceDialog } from "../dialogs/ServiceDialog.tsx";
import { StatusDialog } from "../dialogs/StatusDialog.tsx";
import { useWords } from "../words/useWords.ts";
import { EnrolmentTable } from "./EnrolmentTable.tsx";
import { ServiceTable } from "./ServiceTable.tsx";

type Opened =
  | { kind: "enrol" | "service"; person: PersonView }
  | { kind: "status" | "restore"; enrolment: EnrolmentView; person: PersonView }
  | null;

/** Programmes of both offices and what was delivered, member by member. */
export function ProgrammesTab({ household }: { household: HouseholdView }) {
  const { t } = useWords();
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  return (
    <>
      {household.members.map((person) => (
        <section key={person.id} className="panel" aria-labelledby={`programmes-${person.id}`}>
          <div className="section-head">
            <h2 id={`programmes-${person.id}`} dir="auto">
              {person.name}
            </h2>
            <div className="actions">
              <button
                type="button"
                className="button button-small"
                onClick={() => setOpened({ kind: "enrol", person })}
                aria-label={`${t("enrol.open")}: ${person.name}`}
              >
                {t("enrol.open")}
              </button>
              <button
                type="button"
                className="button button-small"
                onClick={() => setOpened({ kind: "service", person })}
                aria-label={`${t("service.open")}: ${person.name}`}
              >
                {t("service.open")}
              </button>
            </div>
          </div>
          {person.enrolments.length === 0 && person.services.length === 0 ? (
            <p className="quiet">{t("programmes.none")}</p>
          ) : null}
          <EnrolmentTable
            person={person}
            change={(enrolment) => setOpened({ kind: "status", enrolment, person })}
            restore={(enrolment) => setOpened({ kind: "restore", enrolment, person })}
          />
          <ServiceTable person={person} />
        </section>
      ))}
      <Link to="/programmes" className="button narrow-only">
        {t("programmes.open")}
      </Link>
      {opened?.kind === "enrol" ? <EnrolDialog person={opened.person} close={close} /> : null}
      {opened?.kind === "service" ? <ServiceDialog person={opened.person} close={close} /> : null}
      {opened?.kind === "restore" ? (
        <RestoreDialog person={opened.person} enrolment={opened.enrolment} close={close} />
      ) : null}
      {opened?.kind === "status" ? (
        <StatusDialog person={opened.person} enrolment={opened.enrolment} close={close} />
      ) : null}
    </>
  );
}
