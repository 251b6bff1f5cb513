import { useQuery } from "@tanstack/react-query";
import type { PlanOutcomes } from "../../server/api/outcome-schemas.ts";
import { queries } from "../api/queries.ts";
import { useDesk } from "../plan/desk.ts";
import { givenName } from "../plan/standing.ts";
import { useWords } from "../words/useWords.ts";

const lines = ["happened", "ticked", "could_not", "differs", "open"] as const;

/** Kept by us above done by the person: how many times, and never a share of them. */
export function KeptPanel() {
  const { t } = useWords();
  const { plan } = useDesk();
  const outcomes = useQuery(queries.planOutcomes(plan.id)).data;
  if (!outcomes || (outcomes.kept.length === 0 && outcomes.person.due === 0)) return null;
  const { kept, person } = outcomes;
  const name = givenName(plan);
  return (
    <section className="panel kept" aria-labelledby="plan-kept">
      <h2 id="plan-kept">{t("outcome.kept.title")}</h2>
      <h3>{t("outcome.kept.ours")}</h3>
      {kept.length === 0 ? <p className="quiet">{t("outcome.kept.nothing")}</p> : null}
      {kept.map((one) => (
        <div key={one.side}>
          <h4>{t(`outcome.kept.side.${one.side}`)}</h4>
          <Counts counts={one} />
        </div>
      ))}
      <h3>{t("outcome.kept.person", { name })}</h3>
      {person.due === 0 ? <p className="quiet">{t("outcome.kept.nothing")}</p> : null}
      {person.due === 0 ? null : <Counts counts={person} />}
      {person.to_ask > 0 ? <p>{t("outcome.kept.to_ask", { count: person.to_ask })}</p> : null}
    </section>
  );
}

type Counts = PlanOutcomes["kept"][number] & { excused?: number };

function Counts({ counts }: { counts: Counts }) {
  const { t, number } = useWords();
  const rows: [string, number][] = lines
    .filter((line) => counts[line] > 0)
    .map((line) => [t(`outcome.kept.${line}`), counts[line]]);
  const at = rows.findIndex(([label]) => label === t("outcome.kept.happened"));
  if (at >= 0 && counts.assisted > 0) {
    rows.splice(at + 1, 0, [t("outcome.kept.assisted"), counts.assisted]);
  }
  if ((counts.excused ?? 0) > 0) {
    const after = rows.findIndex(([label]) => label === t("outcome.kept.could_not"));
    rows.splice(after + 1, 0, [t("outcome.kept.excused"), counts.excused ?? 0]);
  }
  return (
    <dl className="kept-counts">
      <div>
        <dt>{t("outcome.kept.due")}</dt>
        <dd>{number(counts.due)}</dd>
      </div>
      {rows.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
