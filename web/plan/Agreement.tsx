import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";
import { checkCode } from "./check-code.ts";
import { useDesk } from "./desk.ts";
import { Differences } from "./Differences.tsx";
import { partyText } from "./plan-words.ts";
import { givenName, standingOf } from "./standing.ts";

type Party = PlanView["agreement"]["asks"][number];
const order: readonly Party[] = ["social", "employment", "person"];

/** Who signed the plan as it stands, the code that names it, and what is in force meanwhile. */
export function Agreement() {
  const { t, when } = useWords();
  const { plan } = useDesk();
  const { agreement } = plan;
  const standing = standingOf(plan);
  const inForce = agreement.in_force;
  if (plan.too_large) return null;
  return (
    <section className="panel agreement" aria-labelledby="plan-agreement">
      <h2 id="plan-agreement">{t("plan.agreement.title")}</h2>
      <p className="check-code-line">
        <span className="quiet">{t("plan.code.label")}</span>{" "}
        <bdi className="check-code">{checkCode(plan.root)}</bdi>
      </p>
      <p className="quiet">{t("plan.code.means")}</p>
      <ul className="signers">
        {order.map((party) => (
          <Signer key={party} party={party} />
        ))}
      </ul>
      {standing === "changed" && inForce ? (
        <div className="in-force">
          <h3>{t("plan.agreement.changed")}</h3>
          <p>
            {t("plan.agreement.in_force", {
              when: when(inForce.at),
              code: checkCode(inForce.root),
            })}
          </p>
          <Differences differences={agreement.differences} plan={plan} />
        </div>
      ) : null}
      <VersionLink />
    </section>
  );
}

/** Versions are what somebody signed, numbered from the first. */
function VersionLink() {
  const { t, number } = useWords();
  const { plan } = useDesk();
  const versions = useQuery(queries.planVersions(plan.id)).data?.items ?? [];
  if (versions.length === 0) return null;
  const at = versions.findIndex(({ root }) => root === plan.root);
  const key = at < 0 ? "plan.versions.after" : "plan.versions.this";
  return (
    <p className="quiet">
      {t(key, { number: number(versions.length - Math.max(0, at)) })}{" "}
      <Link to="/plans/$id/versions" params={{ id: plan.id }}>
        {t("plan.versions.link")}
      </Link>
    </p>
  );
}

function Signer({ party }: { party: Party }) {
  const words = useWords();
  const { t } = words;
  const { plan, isShut, open } = useDesk();
  const { agreement } = plan;
  const said = agreement.said.find((one) => one.party === party);
  const Icon =
    said === undefined
      ? IconCircleDashed
      : said.decision === "signed"
        ? IconCircleCheck
        : IconCircleX;
  const mayAsk = agreement.may_sign.includes(party) && !isShut && plan.not_shared.length === 0;
  const word = said === undefined ? "open" : said.decision;
  return (
    <li className={`signer signer-${word}`}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <strong dir="auto">{partyText(party, plan, words)}</strong>
        <div className="quiet">
          {said === undefined
            ? t("plan.signer.open")
            : t(`plan.signer.${said.decision}`, {
                by: words.actor(said.by),
                when: words.when(said.at),
              })}
          {said && party === "person" ? ` ${t(`plan.method.${said.method}`)}` : null}
          {said && said.witness !== "" ? ` ${t("plan.signer.witness", said)}` : null}
          {said && said.evidence !== "" ? ` ${t("plan.signer.evidence", said)}` : null}
        </div>
        {said && said.reason !== "" ? <q dir="auto">{said.reason}</q> : null}
        {said && said.refused_lines.length > 0 ? (
          <p className="quiet">
            {t("plan.signer.refused_lines", { count: said.refused_lines.length })}
          </p>
        ) : null}
        {mayAsk && (said === undefined || said.decision === "refused" || party === "person") ? (
          <button
            type="button"
            className="button button-small no-print"
            onClick={() => open({ kind: "sign", party })}
          >
            {party === "person"
              ? t(said ? "plan.sign.person_again" : "plan.sign.person", { name: givenName(plan) })
              : t("plan.sign.office")}
          </button>
        ) : null}
      </div>
    </li>
  );
}
