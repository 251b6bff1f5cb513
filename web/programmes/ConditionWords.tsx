import type { Criteria } from "../../domain/criteria.ts";
import { attributeLabel } from "../rounds/attribute-label.ts";
import { useWords, type Words } from "../words/useWords.ts";

/** Any condition in words, however it is nested; the server has checked its form. */
export function ConditionWords({ criteria }: { criteria: unknown }) {
  const { t } = useWords();
  if (criteria === null) return <p>{t("programme.criteria.unreadable")}</p>;
  const parts = flat(criteria as Criteria);
  if (parts.length === 0) return <p>{t("programme.criteria.everybody")}</p>;
  return (
    <ul className="criteria-words">
      {parts.map((part) => (
        <Part key={JSON.stringify(part)} part={part} />
      ))}
    </ul>
  );
}

/** Conditions that all hold stand in one list, whoever nested them. */
function flat(criteria: Criteria): Criteria[] {
  return "all" in criteria ? criteria.all.flatMap(flat) : [criteria];
}

function Part({ part }: { part: Criteria }) {
  const words = useWords();
  const { t } = words;
  if ("attribute" in part) return <li>{comparison(part, words)}</li>;
  if ("any" in part) return <Nested title={t("programme.criteria.any")} parts={part.any} />;
  if ("not" in part) return <Nested title={t("programme.criteria.not")} parts={flat(part.not)} />;
  if ("some" in part) {
    const title = t(`programme.criteria.some.${part.some}`, { defaultValue: part.some });
    return <Nested title={title} parts={flat(part.where)} />;
  }
  return <Nested title={t("programme.criteria.all")} parts={part.all} />;
}

function Nested({ title, parts }: { title: string; parts: readonly Criteria[] }) {
  return (
    <li>
      {title}
      <ul className="criteria-words">
        {parts.map((part) => (
          <Part key={JSON.stringify(part)} part={part} />
        ))}
      </ul>
    </li>
  );
}

type Compared = Extract<Criteria, { attribute: string }>;

function comparison({ attribute, is, value }: Compared, words: Words): string {
  const { t, code, language } = words;
  const name = attribute.slice(attribute.lastIndexOf(".") + 1);
  const field = attributeLabel(words.has(`field.${attribute}`) ? attribute : name, code);
  if (is === "exists") return t("programme.criteria.known", { field });
  const text = Array.isArray(value)
    ? new Intl.ListFormat(language, { type: "disjunction" }).format(
        value.map((one) => words.value(name, one)),
      )
    : words.value(name, value);
  return t("round.sentence", { field, is: t(`round.is.${is}`), value: text });
}
