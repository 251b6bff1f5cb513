import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { ConflictView } from "../../server/api/conflict-schemas.ts";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { ConflictCard } from "./ConflictCard.tsx";
import { noteText } from "./conflict-words.ts";
import type { StepFields, Told } from "./step-draft.ts";

type Draft = { id: string; lane: PlanView["steps"][number]["lane"]; fields: StepFields };
type Props = {
  plan: PlanView;
  /** A line while it is being written: its id (empty: it is new), and what it would say. */
  draft?: Draft;
  /** Takes what a way out says into the form. */
  take?: (told: Told) => void;
};

/** Where the conflicts of a plan stand: on its page, and beside a date that is being picked. */
export function PlanConflicts({ plan, draft, take }: Props) {
  if (plan.state === "closed" || plan.too_large) return null;
  if (draft === undefined) return <Standing plan={plan} />;
  return <WhileWritten plan={plan} draft={draft} {...(take ? { take } : {})} />;
}

/** So many stand above the plan; the rest is one click away. */
const open_shown_max = 3;

/** The plan as it stands: what is open, then what was kept on purpose, then what is worth knowing. */
function Standing({ plan }: { plan: PlanView }) {
  const words = useWords();
  const { t } = words;
  const found = useQuery(queries.planConflicts(plan.id, words.language));
  if (!found.data) return found.error ? <FailureLine error={found.error} /> : null;
  const { conflicts, notes } = found.data;
  const open = conflicts.filter(({ kept }) => kept === null);
  const kept = conflicts.filter((one) => one.kept !== null);
  const hasSteps = plan.steps.length > 0 || plan.unavailable.length > 0;
  if (conflicts.length + notes.length === 0) return hasSteps ? <Nothing /> : null;
  return (
    <section className="panel conflicts" aria-labelledby="plan-conflicts">
      <h2 id="plan-conflicts">
        {open.length === 0 ? t("conflict.none") : t("conflict.title", { count: open.length })}
      </h2>
      <Cards plan={plan} conflicts={open.slice(0, open_shown_max)} />
      {open.length <= open_shown_max ? null : (
        <details className="conflict-kept">
          <summary>{t("conflict.more", { count: open.length - open_shown_max })}</summary>
          <Cards plan={plan} conflicts={open.slice(open_shown_max)} />
        </details>
      )}
      {notes.map((note, at) => (
        <p key={at} className="conflict-note">
          {noteText(note, plan, words)}
        </p>
      ))}
      {kept.length === 0 ? null : (
        <details className="conflict-kept">
          <summary>{t("conflict.kept_title", { count: kept.length })}</summary>
          <Cards plan={plan} conflicts={kept} />
        </details>
      )}
    </section>
  );
}

function Cards({ plan, conflicts }: { plan: PlanView; conflicts: readonly ConflictView[] }) {
  if (conflicts.length === 0) return null;
  return (
    <ul className="conflict-list">
      {conflicts.map((one) => (
        <ConflictCard key={one.about} plan={plan} conflict={one} />
      ))}
    </ul>
  );
}

function Nothing() {
  const { t } = useWords();
  return (
    <p className="conflict-none">
      <IconCircleCheck size={20} aria-hidden="true" />
      {t("conflict.none")}
    </p>
  );
}

const settle_ms = 350;

/** Looked at again a moment after the last key; what was found before stays until then. */
function WhileWritten({ plan, draft, take }: Props & { draft: Draft }) {
  const words = useWords();
  const { t } = words;
  const { what, ...rest } = draft.fields;
  const isDated = Boolean(rest.times ?? rest.from ?? rest.until ?? rest.due);
  const asked = useSettled(
    JSON.stringify({ ...draft, fields: what === "" ? rest : draft.fields }),
    settle_ms,
  );
  const found = useQuery({
    ...queries.planCheck(plan.id, asked, words.language),
    enabled: isDated,
    placeholderData: keepPreviousData,
    retry: false,
  });
  // What is half written cannot be checked; the form says itself what it lacks.
  if (!isDated || !found.data) return <div role="status" />;
  const { conflicts, notes } = found.data;
  return (
    <div role="status" className="conflicts conflicts-live" aria-busy={found.isFetching}>
      {conflicts.length === 0 ? (
        <Nothing />
      ) : (
        <>
          <h3>{t("conflict.live", { count: conflicts.length })}</h3>
          <ul className="conflict-list">
            {conflicts.map((one) => (
              <ConflictCard
                key={one.about}
                plan={plan}
                conflict={one}
                draft={draft.id === "" ? "draft/new" : draft.id}
                {...(take ? { take } : {})}
              />
            ))}
          </ul>
        </>
      )}
      {notes.map((note, at) => (
        <p key={at} className="conflict-note">
          {noteText(note, plan, words)}
        </p>
      ))}
    </div>
  );
}

function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
