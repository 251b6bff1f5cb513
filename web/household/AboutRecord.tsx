import { IconLink, IconLinkOff } from "@tabler/icons-react";
import { useState } from "react";
import type { PersonView, SystemRef } from "../../server/api/schemas.ts";
import { UnlinkDialog } from "../dialogs/UnlinkDialog.tsx";
import { useWords } from "../words/useWords.ts";
import { RecordActs } from "./RecordActs.tsx";
import { ReportDeath } from "./VitalCard.tsx";

/** What is seldom done, at the end of a person's page: whose record it is too, and what may be done about it. */
export function AboutRecord({ person }: { person: PersonView }) {
  const { t } = useWords();
  const id = `record-${person.id}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h3 id={id}>{t("person.group.record")}</h3>
      <Links person={person} />
      <RecordActs kind="person" record={person} />
      <ReportDeath person={person} />
    </section>
  );
}

function Links({ person }: { person: PersonView }) {
  const { t, system, when } = useWords();
  const [undoing, setUndoing] = useState<SystemRef | null>(null);
  if (person.links.length === 0) return <p className="quiet">{t("person.no_links")}</p>;
  const dialog =
    undoing === null ? null : (
      <UnlinkDialog person={person} partner={undoing} close={() => setUndoing(null)} />
    );
  return (
    <>
      <ul className="links">
        {person.links.map((link) => (
          <li key={link.system.id} className="quiet">
            {link.left ? (
              <IconLinkOff size={16} aria-hidden="true" />
            ) : (
              <IconLink size={16} aria-hidden="true" />
            )}
            {t(link.left ? "person.link_left" : "person.link", {
              system: system(link.system),
              how: t(`link.how.${link.how}`, { defaultValue: link.how }),
              when: when(link.at),
            })}{" "}
            {link.undoable ? (
              <button
                type="button"
                className="link"
                onClick={() => setUndoing(link.system)}
                aria-label={`${t("link.undo")}: ${system(link.system)}`}
              >
                {t("link.undo")}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {dialog}
    </>
  );
}
