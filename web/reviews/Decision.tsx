import { useEffect, useState } from "react";
import type { PlanReview, ReviewBody } from "../../server/api/review-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { PassOnDialog, ReturnDialog } from "./DecisionDialogs.tsx";
import { isTyping } from "./useRowKeys.ts";
import type { Checks } from "./checks.ts";

/** What the reviewer had read when the page was opened. */
export interface Read {
  root: string;
  after: string | null;
  now: string;
}
type Props = { review: PlanReview; read: Read; checks: Checks; done: () => void };

/** Approve, return with a question, or pass on. Whoever wrote in the plan can only hand it over. */
export function Decision({ review, read, checks, done }: Props) {
  const { t, number } = useWords();
  const act = useAct<ReviewBody, { id: string }>(`/plans/${review.plan_id}/reviews`);
  const [open, setOpen] = useState<"return" | "pass" | null>(null);
  const checked = Object.values(checks);
  const send = (body: Partial<ReviewBody>) =>
    act.mutate(
      {
        root: read.root,
        after: read.after,
        began_at: read.now,
        checked,
        outcome: "approved",
        ...body,
      },
      { onSuccess: done },
    );
  const own = review.may === "hand_over";
  const mayApprove = !own && checked.length > 0 && !act.isPending;
  useKeys({
    a: () => (mayApprove ? send({}) : undefined),
    r: () => (own ? undefined : setOpen("return")),
  });
  return (
    <section className="panel no-print" aria-labelledby="review-decide">
      <h2 id="review-decide">{t("review.decide")}</h2>
      {own ? (
        <p>{t("review.own")}</p>
      ) : (
        <p className="quiet">
          {checked.length === 0
            ? t("review.check_first")
            : t("review.checked", { count: checked.length, number: number(checked.length) })}
        </p>
      )}
      <div className="actions">
        {own ? null : (
          <>
            <button
              type="button"
              className="button button-primary"
              disabled={!mayApprove}
              onClick={() => send({})}
            >
              {t("review.approve")} <kbd aria-hidden="true">a</kbd>
            </button>
            <button type="button" className="button" onClick={() => setOpen("return")}>
              {t("review.return")} <kbd aria-hidden="true">r</kbd>
            </button>
          </>
        )}
        <button
          type="button"
          className={own ? "button button-primary" : "button"}
          onClick={() => setOpen("pass")}
        >
          {t(own ? "review.hand_over" : "review.escalate")}
        </button>
      </div>
      {open === null ? <FailureLine error={act.error} /> : null}
      {open === "return" ? (
        <ReturnDialog
          busy={act.isPending}
          error={act.error}
          send={(body) => send({ ...body, outcome: "returned" })}
          close={() => setOpen(null)}
        />
      ) : null}
      {open === "pass" ? (
        <PassOnDialog
          own={own}
          busy={act.isPending}
          error={act.error}
          send={(body) => send({ ...body, outcome: own ? "handed_over" : "escalated" })}
          close={() => setOpen(null)}
        />
      ) : null}
    </section>
  );
}

function useKeys(keys: Record<string, () => void>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const isElsewhere = isTyping(event.target) || document.querySelector(".overlay") !== null;
      if (!isPlain || isElsewhere || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]?.();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}
