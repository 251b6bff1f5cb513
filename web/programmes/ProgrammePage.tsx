import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { queries } from "../api/queries.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import { BenefitPanel } from "./BenefitPanel.tsx";
import { ConditionWords } from "./ConditionWords.tsx";
import { CalendarPanel, CausesPanel, ClocksPanel } from "./ClockPanels.tsx";
import { ConditionsPanel } from "./ConditionsPanel.tsx";
import { DataPanel, ToldPanel } from "./DataPanels.tsx";
import { sentence } from "./in-words.ts";
import { LawPanel } from "./LawPanel.tsx";
import { ProgrammeActs } from "./ProgrammeActs.tsx";
import { VersionsPanel } from "./VersionsPanel.tsx";

/** What one programme is, in plain words: nothing here is code, all of it is its definition. */
export function ProgrammePage() {
  const { t, code, day, language } = useWords();
  const { id } = useParams({ from: "/frame/programmes/$id" });
  const programme = useQuery(queries.programme(id));
  if (programme.error) {
    return <FailedPage error={programme.error} retry={() => void programme.refetch()} />;
  }
  if (!programme.data) return <Skeleton rows={8} />;
  const { data } = programme;
  const purpose = data.definition && sentence(data.definition.purpose, language);
  return (
    <>
      <PageTitle
        title={data.name}
        trail={<Link to="/programmes">{t("programmes.title")}</Link>}
        lead={
          <>
            <SystemTag system={data.owner} /> {code("programme_type", data.type)}
            {purpose ? <p dir="auto">{purpose}</p> : null}
          </>
        }
        actions={<ProgrammeActs programme={data} />}
      />
      {data.ends_on === null ? null : (
        <p className="notice notice-warn">{t("programme.ends", { day: day(data.ends_on) })}</p>
      )}
      <div className="overview">
        <div>
          <Described programme={data} />
          <LawPanel programme={data} />
          <ToldPanel programme={data} />
          <Chain programme={data} />
        </div>
        <div className="overview-side">
          {data.definition ? (
            <>
              <BenefitPanel benefit={data.definition.benefit} />
              <ClocksPanel definition={data.definition} />
              <CalendarPanel definition={data.definition} />
              <CausesPanel definition={data.definition} />
            </>
          ) : null}
          <DataPanel programme={data} />
          {data.yours ? <VersionsPanel id={data.id} /> : null}
        </div>
      </div>
    </>
  );
}

function Described({ programme }: { programme: ProgrammeView }) {
  const { t } = useWords();
  const { definition, criteria } = programme;
  if (!definition) {
    return (
      <section className="panel">
        <h2>{t("programme.undefined")}</h2>
        <p>{t("programme.undefined_why")}</p>
      </section>
    );
  }
  return (
    <>
      <section className="panel" aria-labelledby="programme-for">
        <h2 id="programme-for">{t(`programme.for.${definition.unit}`)}</h2>
        <ConditionWords criteria={criteria} />
        <p className="quiet">{t(`programme.for_note.${definition.unit}`)}</p>
      </section>
      <ConditionsPanel conditions={definition.conditions} />
    </>
  );
}

/** What happens from the first word of it to the end, and who does it. */
function Chain({ programme: { definition } }: { programme: ProgrammeView }) {
  const { t, language } = useWords();
  if (!definition) return null;
  return (
    <section className="panel" aria-labelledby="programme-chain">
      <h2 id="programme-chain">{t("programme.chain")}</h2>
      <ol className="programme-chain">
        {definition.chain.map((step) => (
          <li key={step.code}>
            <span className="quiet">{t(`programme.stage.${step.stage}`)}</span>
            <span dir="auto">{sentence(step.text, language)}</span>
            <span className="quiet">{t(`programme.by.${step.by}`)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
