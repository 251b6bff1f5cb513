import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ProgrammeLine } from "../../server/api/programme-schemas.ts";
import { queries } from "../api/queries.ts";
import { ListState } from "../parts/ListState.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import { ConditionWords } from "./ConditionWords.tsx";
import { byPlace } from "./LawPanel.tsx";
import { daysText, givesText, sentence } from "./in-words.ts";

/** Programmes side by side: everything in which two of them differ is data. */
export function ProgrammesPage() {
  const { t, code } = useWords();
  const list = useQuery(queries.allProgrammes());
  const items = list.data?.items ?? [];
  const described = items.filter(({ facts }) => facts !== null);
  const others = items.filter(({ facts }) => facts === null);
  return (
    <>
      <PageTitle
        title={t("programmes.title")}
        lead={t("programmes.lead")}
        actions={
          list.data?.may_open ? (
            <Link to="/programmes/new" className="button button-primary">
              <IconPlus size={18} aria-hidden="true" />
              {t("programme.write.new")}
            </Link>
          ) : null
        }
      />
      <ListState list={list} rows={6} words="programmes" />
      <div className="programme-cards">
        {described.map((one) => (
          <Card key={one.id} programme={one} />
        ))}
      </div>
      {others.length > 0 ? (
        <section className="panel" aria-labelledby="programmes-others">
          <h2 id="programmes-others">{t("programmes.others")}</h2>
          <p className="quiet">{t("programmes.others_why")}</p>
          <ul className="programme-others">
            {others.map(({ id, name, type, owner }) => (
              <li key={id}>
                <Link to="/programmes/$id" params={{ id }} className="strong">
                  <bdi>{name}</bdi>
                </Link>{" "}
                <span className="quiet">{code("programme_type", type)}</span>{" "}
                <SystemTag system={owner} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

function Card({ programme }: { programme: ProgrammeLine }) {
  const words = useWords();
  const { t, code, day, language } = words;
  const { id, name, type, owner, purpose, facts } = programme;
  if (!facts) return null;
  const title = `programme-${id}`;
  return (
    <article className={`panel programme-card programme-${owner.kind}`} aria-labelledby={title}>
      <header>
        <h2 id={title}>
          <Link to="/programmes/$id" params={{ id }}>
            <bdi>{name}</bdi>
          </Link>
        </h2>
        <SystemTag system={owner} />
        <p className="quiet">
          {code("programme_type", type)}
          {programme.ends_on === null ? null : (
            <> · {t("programme.ends_short", { day: day(programme.ends_on) })}</>
          )}
        </p>
        {purpose ? <p dir="auto">{sentence(purpose, language)}</p> : null}
      </header>
      <dl className="fields">
        <Line title={t(`programme.for.${facts.unit}`)}>
          <ConditionWords criteria={facts.criteria} />
        </Line>
        <Line title={t("programme.gives")}>{givesText(facts.benefit, words)}</Line>
        <Line title={t("programme.asks")}>
          {facts.conditions.length === 0 ? (
            t("programme.asks_nothing")
          ) : (
            <ul className="criteria-words">
              {facts.conditions.map((text) => (
                <li key={JSON.stringify(text)} dir="auto">
                  {sentence(text, language)}
                </li>
              ))}
            </ul>
          )}
        </Line>
        <Line title={t("programme.statuses")}>
          <span className="tags">
            {facts.statuses.toSorted(byPlace).map((status) => (
              <span key={status} className={`tag status-${status}`}>
                {code("enrolment_status", status)}
              </span>
            ))}
          </span>
        </Line>
        <Line title={t("programme.closed")}>{daysText(facts.days_off, language)}</Line>
      </dl>
    </article>
  );
}

function Line({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="field">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
