import { IconEqual, IconEqualNot, IconQuestionMark } from "@tabler/icons-react";
import type { MatchView } from "../../server/api/match-schemas.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

const icons: Record<string, typeof IconEqual> = { same: IconEqual, different: IconEqualNot };

/** The partner's record beside each candidate; every line says in words whether it agrees. */
export function MatchTable({ match }: { match: MatchView }) {
  const words = useWords();
  const { t } = words;
  const fields = [
    ...new Set([
      ...match.incoming.map((one) => one.field),
      ...match.candidates.flatMap((candidate) => candidate.fields.map((one) => one.field)),
    ]),
  ];
  return (
    <div className="table-scroll" role="region" aria-label={t("match.compare")} tabIndex={0}>
      <table className="table compare">
        <caption className="unseen">{t("match.compare")}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <SystemTag system={match.partner} /> {t("match.incoming")}
            </th>
            {match.candidates.map((candidate) => (
              <th scope="col" key={candidate.person_id}>
                <bdi>{candidate.name}</bdi>{" "}
                <span className="quiet">
                  {t("match.here")}
                  {candidate.household_number === "" ? null : t("value.comma")}
                  <bdi>{candidate.household_number}</bdi>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{words.code("field", field)}</th>
              <td dir="auto">
                {words.value(field, match.incoming.find((one) => one.field === field)?.value)}
              </td>
              {match.candidates.map((candidate) => {
                const found = candidate.fields.find((one) => one.field === field);
                const agrees: string = found?.agrees ?? "unknown";
                const Icon = icons[agrees] ?? IconQuestionMark;
                return (
                  <td key={candidate.person_id} className={`agrees-${agrees}`}>
                    <bdi>{words.value(field, found?.value)}</bdi>
                    <span className="agrees">
                      <Icon size={15} aria-hidden="true" />
                      {t(`match.agrees.${agrees}`)}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
