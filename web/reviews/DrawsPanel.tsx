import { useQuery } from "@tanstack/react-query";
import type { DrawView } from "../../server/api/review-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { queries } from "../api/queries.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { SealCode } from "../parts/SealCode.tsx";
import { useWords } from "../words/useWords.ts";

/** The month's random draw: the rate and the seal first, the seed after it. */
export function DrawsPanel() {
  const { t } = useWords();
  const draws = useQuery(queries.reviewDraws());
  const seal = useAct<object, { id: string }>("/review-draws");
  if (!draws.data) return null;
  const [latest, ...older] = draws.data.items;
  return (
    <section className="panel" aria-labelledby="review-draw">
      <h2 id="review-draw">{t("reviews.draw.title")}</h2>
      {latest ? <Drawn draw={latest} /> : <p className="quiet">{t("reviews.draw.none")}</p>}
      {draws.data.may_seal ? (
        <button
          type="button"
          className="button"
          disabled={seal.isPending}
          onClick={() => seal.mutate({})}
        >
          {t("reviews.draw.seal_now")}
        </button>
      ) : null}
      <FailureLine error={seal.error} />
      {older.length > 0 ? (
        <details>
          <summary>{t("reviews.draw.older")}</summary>
          {older.map((draw) => (
            <Drawn key={draw.id} draw={draw} />
          ))}
        </details>
      ) : null}
    </section>
  );
}

function Drawn({ draw }: { draw: DrawView }) {
  const { t, number, when, language } = useWords();
  const act = useAct<object, { id: string }>(`/review-draws/${draw.id}/draw`);
  const month = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(
    new Date(`${draw.month}-15T12:00:00Z`),
  );
  const rate = number(draw.rate_percent);
  return (
    <div className="review-draw">
      <h3>{month}</h3>
      {draw.drawn === null || draw.drawn_at === null ? (
        <p>{t("reviews.draw.sealed", { rate })}</p>
      ) : (
        <p>
          {t("reviews.draw.drawn", {
            rate,
            drawn: number(draw.drawn),
            among: number(draw.among ?? 0),
            when: when(draw.drawn_at),
          })}
        </p>
      )}
      <dl className="fields">
        <SealCode label={t("round.draw.seal")} text={draw.seed_hash} />
        {draw.seed === null ? null : <SealCode label={t("round.draw.seed")} text={draw.seed} />}
        {draw.among_hash === null ? null : (
          <SealCode label={t("reviews.draw.list")} text={draw.among_hash} />
        )}
      </dl>
      {draw.drawn === null ? (
        <button
          type="button"
          className="button"
          disabled={act.isPending}
          onClick={() => act.mutate({})}
        >
          {t("reviews.draw.draw_now")}
        </button>
      ) : null}
      <FailureLine error={act.error} />
    </div>
  );
}
