import { Link, useSearch } from "@tanstack/react-router";
import { planViews } from "../router.tsx";
import { useWords } from "../words/useWords.ts";
import { Board } from "./Board.tsx";
import { Calendar } from "./Calendar.tsx";
import { useDesk } from "./desk.ts";
import { GoalsView } from "./GoalsView.tsx";
import { livingOf } from "./standing.ts";

/** One plan, four ways to look at it; the address names which. */
export function PlanViews() {
  const { t } = useWords();
  const { plan } = useDesk();
  const { view = "weeks" } = useSearch({ from: "/frame/plans/$id" });
  if (livingOf(plan.steps).length === 0) return <GoalsView />;
  return (
    <>
      <nav className="view-switch no-print" aria-label={t("plan.views")}>
        {planViews.map((one) => (
          <Link
            key={one}
            to="/plans/$id"
            params={{ id: plan.id }}
            search={(old) => ({ ...old, view: one })}
            resetScroll={false}
            replace
            className="chip"
            aria-current={one === view ? "page" : undefined}
          >
            {t(`plan.view.${one}`)}
          </Link>
        ))}
      </nav>
      {view === "goals" ? <GoalsView /> : null}
      {view === "board" ? <Board /> : null}
      {view === "weeks" || view === "days" ? <Calendar scale={view} /> : null}
    </>
  );
}
