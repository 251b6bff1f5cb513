import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { PersonView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";

/** On the person's page: how much is known already, and the way to the rest. */
export function AssessmentCard({ person }: { person: PersonView }) {
  const { t } = useWords();
  const { data } = useQuery(queries.assessment(person.id));
  if (!data) return null;
  const id = `assessment-${person.id}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("assessment.link")}</h3>
        <Link
          to="/people/$id/assessment"
          params={{ id: person.id }}
          className="button button-small"
          aria-label={`${t("assessment.go")}${t("value.colon")} ${person.name}`}
        >
          {t("assessment.go")}
        </Link>
      </div>
      <p>
        {t("assessment.answered", { count: data.answered })}
        {t("value.comma")}
        {t("assessment.open", { count: data.open })}
      </p>
    </section>
  );
}
