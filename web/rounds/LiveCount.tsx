import { useQuery } from "@tanstack/react-query";
import type { Criteria } from "../../domain/criteria.ts";
import type { SystemRef } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { useSettled } from "../programme-form/useSettled.ts";
import { useWords } from "../words/useWords.ts";

type Props = { partner: SystemRef; criteria: Criteria | null; places: number };

/** How many households fit, as the registry counts them now; nobody's data are asked for. */
export function LiveCount({ partner, criteria, places }: Props) {
  const { t, number, system } = useWords();
  const typed = criteria === null ? "" : JSON.stringify(criteria);
  const asked = useSettled(typed);
  const counted = useQuery(queries.roundCount(partner.id, asked));
  const name = system(partner);
  const { total = null, problem = "" } = counted.data ?? {};
  const line =
    asked === ""
      ? t("round.count.nothing")
      : counted.error
        ? t("round.problem.no_answer", { system: name })
        : problem !== ""
          ? t(`round.problem.${problem}`, { system: name })
          : total === null
            ? t("round.count.counting", { system: name })
            : t("round.count.fit", { count: total, number: number(total) });
  const more = total !== null && problem === "" && total > places;
  return (
    <p className="notice notice-plain round-count" role="status" aria-busy={counted.isFetching}>
      <strong>{line}</strong> {more ? t("round.count.more", { places: number(places) }) : null}
    </p>
  );
}
