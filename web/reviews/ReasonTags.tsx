import type { Reason } from "../../server/api/review-schemas.ts";
import { useWords } from "../words/useWords.ts";

/** Why a plan is worth a look, in words; what only its time or a draw asks for stands quieter. */
export function ReasonTags({ reasons }: { reasons: readonly Reason[] }) {
  const { t } = useWords();
  return (
    <ul className="step-tags">
      {reasons.map(({ why, lines }) => (
        <li key={why} className={["due", "random"].includes(why) ? "tag" : "tag tag-warn"}>
          {t(`review.why.${why}`, { count: lines })}
        </li>
      ))}
    </ul>
  );
}
