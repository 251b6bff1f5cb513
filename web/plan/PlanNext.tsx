import { useQuery } from "@tanstack/react-query";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { givenName, nextStepOf, standingOf } from "./standing.ts";

/** What happens next with this plan, in a sentence, with the one button that does it. */
export function PlanNext() {
  const { t, has, system, language } = useWords();
  const { plan, open } = useDesk();
  const found = useQuery(queries.planConflicts(plan.id, language));
  const unsettled = (found.data?.conflicts ?? []).filter(({ kept }) => kept === null).length;
  const next = nextStepOf(plan);
  const own = plan.agreement.may_sign.includes("employment") ? "employment" : "social";
  const name = givenName(plan);
  const why = `error.${plan.too_large ? "err.plan.too_large" : plan.stopped}`;
  const waits = plan.shared_with.map(system).join(t("value.comma"));
  const acts: Partial<Record<typeof next, () => void>> = {
    goal: () => open({ kind: "goal", goal: null }),
    step: () => open({ kind: "step", step: null, lane: own }),
    sign: () => open({ kind: "sign", party: own }),
    person: () => open({ kind: "sign", party: "person" }),
  };
  const act = acts[next];
  const isAgain = standingOf(plan) === "changed";
  return (
    <section className="panel next-step" aria-labelledby="plan-next">
      <h2 id="plan-next">{t("round.next")}</h2>
      <p>
        {t(next === "sign" && isAgain ? "plan.next.sign_again" : `plan.next.${next}`, { name })}
        {next === "stopped" && has(why) ? ` ${t(why)}` : null}
        {next === "ended" && plan.closed_reason !== "" ? (
          <>
            {" "}
            <q dir="auto">{plan.closed_reason}</q>
          </>
        ) : null}
        {next === "other" && waits !== "" ? ` ${t("plan.next.other_has_it", { waits })}` : null}
      </p>
      {next === "sign" && unsettled > 0 ? (
        <p>
          <strong>{t("conflict.title", { count: unsettled })}</strong>
          {t("value.comma")}
          {t("plan.next.settle")}
        </p>
      ) : null}
      {act ? (
        <div className="actions no-print">
          <button type="button" className="button button-primary" onClick={act}>
            {t(`plan.next.${next}_act`, { name })}
          </button>
          {next === "goal" || next === "step" ? (
            <button type="button" className="button" onClick={() => open({ kind: "template" })}>
              {t("template.title")}
            </button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
