import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ContactItem } from "../../server/api/contact-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ContactDialog } from "../dialogs/ContactDialog.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";

/** So many are read at once; the others stand behind one line. */
const shown_first = 3;

/** Contacts and visits of this office with the person: the next one, and what was written down. */
export function ContactPanel({ person }: { person: PersonView }) {
  const { t, day } = useWords();
  const [writing, setWriting] = useState(false);
  const found = useQuery(queries.personContacts(person.id));
  const { items = [], next_on = null } = found.data ?? {};
  const id = `contacts-${person.id}`;
  const older = items.slice(shown_first);
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("contact.panel")}</h3>
        <button
          type="button"
          className="button button-small no-print"
          onClick={() => setWriting(true)}
          aria-label={t("contact.write_name", { name: person.name })}
        >
          {t("contact.write")}
        </button>
      </div>
      {found.error && !found.data ? (
        <ErrorPanel error={found.error} retry={() => void found.refetch()} />
      ) : null}
      {found.data && items.length === 0 ? <p className="quiet">{t("contact.none")}</p> : null}
      {next_on === null ? null : <p>{t("contact.next", { day: day(next_on) })}</p>}
      <ContactList items={items.slice(0, shown_first)} />
      {older.length > 0 ? (
        <details>
          <summary>{t("contact.older", { count: older.length })}</summary>
          <ContactList items={older} />
        </details>
      ) : null}
      {writing ? <ContactDialog person={person} close={() => setWriting(false)} /> : null}
    </section>
  );
}

function ContactList({ items }: { items: readonly ContactItem[] }) {
  const { t, day } = useWords();
  if (items.length === 0) return null;
  return (
    <ul className="referral-lines">
      {items.map((one) => (
        <li key={one.id}>
          <div className="section-head">
            <strong>
              {t(`contact.kind.${one.kind}`)}
              {t("value.comma")}
              {t(`contact.outcome.${one.outcome}`)}
            </strong>
            <span className="quiet">
              {day(one.on)}
              {t("value.comma")}
              <bdi>{one.by.name}</bdi>
            </span>
          </div>
          {one.note === "" ? null : (
            <p className="contact-note" dir="auto">
              {one.note}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
