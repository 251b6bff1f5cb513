import { useQuery } from "@tanstack/react-query";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";

/** Ids of the lines that are in a conflict nobody has solved or kept; these are outlined. */
export function useClashes(plan: PlanView): ReadonlySet<string> {
  const { language } = useWords();
  const isRead = plan.state === "open" && !plan.too_large;
  const found = useQuery({ ...queries.planConflicts(plan.id, language), enabled: isRead });
  const open = (found.data?.conflicts ?? []).filter(
    ({ kept, certainty }) => kept === null && certainty !== "cannot-tell",
  );
  return new Set(open.flatMap(({ lines }) => lines.map(({ id }) => id)));
}
