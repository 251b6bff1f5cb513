import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ProgrammeMatch } from "../../server/api/programme-schemas.ts";
import { programmeQueries } from "../api/programme-queries.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import type { ProgrammeDraft } from "./definition-draft.ts";
import { useSettled } from "./useSettled.ts";

/** Who of those known here would fit now, against who fits the programme as it is. */
export function MatchPanel({ draft, programme }: { draft: ProgrammeDraft; programme: string }) {
  const { t } = useWords();
  const { unit, criteria } = draft.definition;
  const asked = useSettled(JSON.stringify({ unit, criteria, ...(programme && { programme }) }));
  const found = useQuery({ ...programmeQueries.match(asked), placeholderData: keepPreviousData });
  return (
    <section className="notice notice-plain programme-match" aria-labelledby="programme-match">
      <h3 id="programme-match">{t("programme.match")}</h3>
      <div role="status" aria-busy={found.isFetching}>
        {found.error ? <FailureLine error={found.error} /> : null}
        {found.data ? (
          <Found found={found.data} unit={unit} />
        ) : (
          <p>{t("programme.match.counting")}</p>
        )}
      </div>
    </section>
  );
}

function Found({ found, unit }: { found: ProgrammeMatch; unit: "member" | "household" }) {
  const { t, number } = useWords();
  const { fit, most, change, some, enrolled } = found;
  const shown = number(Math.min(fit, most));
  return (
    <>
      <p>
        <strong>
          {fit > most
            ? t(`programme.match.above.${unit}`, { number: shown })
            : t(`programme.match.fit.${unit}`, { count: fit, number: shown })}
        </strong>{" "}
        {change && (change.more > 0 || change.fewer > 0)
          ? t("programme.match.change", {
              before: number(Math.min(change.before, most)),
              more: number(Math.min(change.more, most)),
              fewer: number(Math.min(change.fewer, most)),
            })
          : null}
        {change && change.more === 0 && change.fewer === 0 ? t("programme.match.same") : null}
      </p>
      {some.length > 0 ? (
        <p>
          {t("programme.match.some")}{" "}
          {some.map(({ id, name, household }, at) => (
            <span key={id}>
              {at > 0 ? t("value.comma") : null}
              {household ? (
                <Link to="/households/$id" params={{ id: household }} target="_blank">
                  <bdi>{name}</bdi>
                </Link>
              ) : (
                <bdi>{name}</bdi>
              )}
            </span>
          ))}
        </p>
      ) : null}
      {enrolled > 0 ? (
        <p className="quiet">{t("programme.match.enrolled", { count: enrolled })}</p>
      ) : null}
    </>
  );
}
