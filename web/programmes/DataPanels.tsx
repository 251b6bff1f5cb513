import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

/** What each partner is told of who is in the programme: the agreement and the programme both let it out. */
export function ToldPanel({ programme: { told, yours, owner } }: { programme: ProgrammeView }) {
  const { t, system } = useWords();
  return (
    <section className="panel" aria-labelledby="programme-told">
      <h2 id="programme-told">{t("programme.told")}</h2>
      {yours ? <p>{t("programme.told_why")}</p> : null}
      {yours && told.length === 0 ? <p>{t("programme.told_nobody")}</p> : null}
      {yours ? null : <p>{t("programme.told_theirs", { system: system(owner) })}</p>}
      {told.map((one) => (
        <div key={one.system.id} className="programme-told">
          <p>
            <SystemTag system={one.system} />{" "}
            {one.ways.map((way) => t(`programme.way.${way}`)).join(t("value.comma"))}
          </p>
          <Fields of={one.fields} />
        </div>
      ))}
    </section>
  );
}

/** What the programme needs to know of somebody, before it decides. */
export function DataPanel({ programme: { needs, definition } }: { programme: ProgrammeView }) {
  const { t, code } = useWords();
  if (!needs) return null;
  return (
    <section className="panel" aria-labelledby="programme-needs">
      <h2 id="programme-needs">{t("programme.needs")}</h2>
      {needs.option ? <p>{t(`programme.option.${needs.option}`)}</p> : null}
      {needs.records.map(({ type, fields }) => (
        <details key={type}>
          <summary>{code("programme.record", type)}</summary>
          <Fields of={fields} />
        </details>
      ))}
      {definition?.assessment ? (
        <>
          <h3>{t("programme.questions")}</h3>
          <ul className="criteria-words">
            {definition.assessment.map((question) => (
              <li key={question}>{t(`question.${question}`)}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function Fields({ of }: { of: readonly string[] }) {
  const { t, code } = useWords();
  return (
    <ul className="tags" aria-label={t("programme.fields")}>
      {of.map((field) => (
        <li key={field} className="tag">
          {field === "person" ? t("programme.who") : code("field", field)}
        </li>
      ))}
    </ul>
  );
}
