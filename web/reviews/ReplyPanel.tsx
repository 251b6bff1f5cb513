import { useState } from "react";
import type { PlanReview } from "../../server/api/review-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { TextArea } from "../dialogs/TextArea.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";

const text_chars_max = 2_000;

/** The question that a supervisor asked this office, and its answer. */
export function ReplyPanel({ review }: { review: PlanReview }) {
  const words = useWords();
  const { t, day } = words;
  const asked = review.reviews.find(({ key }) => key === review.question);
  const [text, setText] = useState("");
  const act = useAct<{ review: string; text: string }, { id: string }>(
    `/plans/${review.plan_id}/review-replies`,
  );
  if (!asked) return null;
  return (
    <section className="panel" aria-labelledby="review-question">
      <h2 id="review-question">{t("review.question")}</h2>
      <p dir="auto">{asked.text}</p>
      <p className="quiet">
        {words.actor(asked.by)}
        {asked.answer_by === null ? null : (
          <>
            {t("value.comma")}
            {t("review.answer_by", { day: day(asked.answer_by) })}
          </>
        )}
      </p>
      <form
        className="review-reply no-print"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ review: asked.key, text: text.trim() });
        }}
      >
        <TextArea
          label={t("review.answer")}
          value={text}
          required
          max={text_chars_max}
          rows={3}
          onChange={setText}
        />
        <FailureLine error={act.error} />
        <button type="submit" className="button button-primary" disabled={act.isPending}>
          {t("review.answer.send")}
        </button>
      </form>
    </section>
  );
}
