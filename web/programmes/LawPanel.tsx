import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { enrolmentStatuses } from "../../domain/records/values.ts";
import { useWords } from "../words/useWords.ts";

/** Its statuses, what each means, and which may follow: the table that the server itself decides by. */
export function LawPanel({ programme: { law, definition } }: { programme: ProgrammeView }) {
  const { t, code, language } = useWords();
  const used = new Set<string>(law.flatMap(({ to }) => to));
  const unused = enrolmentStatuses.filter((status) => !used.has(status));
  return (
    <section className="panel" aria-labelledby="programme-law">
      <h2 id="programme-law">{t("programme.law")}</h2>
      <p>{t("programme.law_every")}</p>
      <table className="table stack">
        <caption className="unseen">{t("programme.law")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("programme.law_from")}</th>
            <th scope="col">{t("programme.law_means")}</th>
            <th scope="col">{t("programme.law_to")}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(law).map(({ from, to }) => (
            <tr key={from}>
              <td data-label={t("programme.law_from")}>
                {from === "start" ? (
                  <span className="strong">{t("programme.law_start")}</span>
                ) : (
                  <span className={`tag status-${from}`}>{code("enrolment_status", from)}</span>
                )}
              </td>
              <td data-label={t("programme.law_means")}>{t(`programme.means.${from}`)}</td>
              <td data-label={t("programme.law_to")}>
                <span className="tags">
                  {to.toSorted(byPlace).map((status) => (
                    <span key={status} className={`tag status-${status}`}>
                      {code("enrolment_status", status)}
                    </span>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {definition && unused.length > 0 ? (
        <p className="quiet">
          {t("programme.law_unused", {
            statuses: new Intl.ListFormat(language, { type: "conjunction" }).format(
              unused.map((status) => code("enrolment_status", status)),
            ),
          })}
        </p>
      ) : null}
      <p className="quiet">{t("programme.law_death")}</p>
    </section>
  );
}

/** As a case usually goes: in, paused and back, up for renewal, ended. */
const places: readonly string[] = [
  "start",
  "active",
  "suspended",
  "reinstated",
  "awaiting_renewal",
  "inactive",
  "exited",
  "deceased",
];
export const byPlace = (a: string, b: string) => places.indexOf(a) - places.indexOf(b);
const inOrder = (law: ProgrammeView["law"]) => law.toSorted((a, b) => byPlace(a.from, b.from));
