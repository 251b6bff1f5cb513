import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { PlanView, VersionsView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { checkCode } from "./check-code.ts";
import { Differences } from "./Differences.tsx";
import { partyText } from "./plan-words.ts";

type Version = VersionsView["items"][number];

/** Every version somebody signed, the latest first, and any two of them compared in words. */
export function VersionsPage() {
  const { t } = useWords();
  const { id } = useParams({ from: "/frame/plans/$id/versions" });
  const plan = useQuery(queries.plan(id));
  const versions = useQuery(queries.planVersions(id));
  const error = plan.error ?? versions.error;
  if (!plan.data || !versions.data) {
    if (!error) return <Skeleton rows={6} />;
    return <FailedPage error={error} retry={() => void plan.refetch()} />;
  }
  const { items } = versions.data;
  return (
    <>
      <PageTitle
        title={t("plan.versions.title")}
        trail={
          <Link to="/plans/$id" params={{ id }}>
            <bdi>{plan.data.title || t("plan.of", { name: plan.data.person_name })}</bdi>
          </Link>
        }
      />
      {items.length === 0 ? (
        <Empty title={t("plan.versions.empty")}>
          <p>{t("plan.versions.empty_next")}</p>
        </Empty>
      ) : (
        <div className="overview">
          <div className="overview-main">
            {items.map((version, at) => (
              <VersionCard
                key={version.root}
                version={version}
                number={items.length - at}
                plan={plan.data}
              />
            ))}
          </div>
          <div className="overview-side">
            <Compare plan={plan.data} versions={items} />
          </div>
        </div>
      )}
    </>
  );
}

type CardProps = { version: Version; number: number; plan: PlanView };

function VersionCard({ version, number, plan }: CardProps) {
  const words = useWords();
  const { t, when } = words;
  const id = `version-${version.root.slice(0, 8)}`;
  const isDraft = version.root === plan.root;
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>
          {t("plan.versions.number", { number: words.number(number) })}{" "}
          <bdi className="quiet">{checkCode(version.root)}</bdi>
        </h2>
        <span className="step-tags">
          {version.in_force ? (
            <span className="tag tag-ok">{t("plan.versions.in_force")}</span>
          ) : null}
          {isDraft && !version.in_force ? (
            <span className="tag tag-warn">{t("plan.versions.now")}</span>
          ) : null}
        </span>
      </div>
      <p>
        {version.agreed_at === null
          ? t("plan.versions.not_agreed", { when: when(version.at) })
          : t("plan.versions.agreed", { when: when(version.agreed_at) })}
      </p>
      <ul className="version-said">
        {version.said.map((said) => (
          <li key={`${said.party} ${said.at}`}>
            <strong dir="auto">{partyText(said.party, plan, words)}</strong>{" "}
            <span className="quiet">
              {t(`plan.signer.${said.decision}`, { by: words.actor(said.by), when: when(said.at) })}
            </span>
          </li>
        ))}
      </ul>
      <details open={number > 1}>
        <summary>{t(number > 1 ? "plan.versions.since_before" : "plan.versions.content")}</summary>
        <Differences differences={version.differences} plan={plan} />
      </details>
    </section>
  );
}

/** Any two, and the plan as it stands. */
function Compare({ plan, versions }: { plan: PlanView; versions: readonly Version[] }) {
  const { t, number } = useWords();
  const known = versions.map(
    ({ root }, at) =>
      [root, t("plan.versions.number", { number: number(versions.length - at) })] as const,
  );
  const options = known.some(([root]) => root === plan.root)
    ? known
    : [[plan.root, t("plan.versions.draft")] as const, ...known];
  const [from, setFrom] = useState(options[1]?.[0] ?? options[0]?.[0] ?? "");
  const [to, setTo] = useState(options[0]?.[0] ?? "");
  const compared = useQuery(queries.planCompared(plan.id, from, to));
  return (
    <section className="panel compare-versions" aria-labelledby="compare-versions">
      <h2 id="compare-versions">{t("plan.versions.compare")}</h2>
      <Choice label={t("plan.versions.from")} value={from} options={options} onChange={setFrom} />
      <Choice label={t("plan.versions.to")} value={to} options={options} onChange={setTo} />
      {compared.error ? (
        <ErrorPanel error={compared.error} retry={() => void compared.refetch()} />
      ) : null}
      <div aria-live="polite">
        {compared.data ? <Differences differences={compared.data.differences} plan={plan} /> : null}
      </div>
    </section>
  );
}
