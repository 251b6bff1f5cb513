import type { RoundView } from "../../server/api/round-schemas.ts";
import { SealCode } from "../parts/SealCode.tsx";
import { useWords } from "../words/useWords.ts";

/** The seal of a draw, and its seed once it is drawn: what anybody needs to draw again. */
export function DrawPanel({ round: { draw, announcement } }: { round: RoundView }) {
  const { t, day } = useWords();
  if (announcement === null) return null;
  return (
    <section className="panel" aria-labelledby="round-told">
      <h2 id="round-told">{t("round.told")}</h2>
      <p>
        {day(announcement.on)}
        {t("value.colon")} <q dir="auto">{announcement.how}</q>
      </p>
      {draw === null ? null : (
        <>
          <h3>{t("round.draw.title")}</h3>
          <p className="quiet">
            {draw.drawn_on === null
              ? t("round.draw.before")
              : t("round.draw.after", { day: day(draw.drawn_on) })}
          </p>
          <dl className="fields">
            <SealCode label={t("round.draw.seal")} text={draw.seal} />
            {draw.seed === "" ? null : <SealCode label={t("round.draw.seed")} text={draw.seed} />}
          </dl>
        </>
      )}
    </section>
  );
}
