import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { programmeQueries } from "../api/programme-queries.ts";
import { sentDefinition, type ProgrammeDraft } from "./definition-draft.ts";
import type { Fault } from "./faults.ts";
import { useSettled } from "./useSettled.ts";

/** Everything that is wrong with the draft, as the server finds it; it decides, the screen only shows. */
export function useFaults(draft: ProgrammeDraft, isNew: boolean) {
  const typed = JSON.stringify(sentDefinition(draft.definition));
  const asked = useSettled(typed);
  const checked = useQuery({ ...programmeQueries.check(asked), placeholderData: keepPreviousData });
  const named: Fault[] = !isNew
    ? []
    : (["name", "type"] as const)
        .filter((field) => draft[field].trim() === "")
        .map((field) => ({ code: "shape", at: `/${field}` }));
  return {
    faults: [...named, ...(checked.data?.faults ?? [])],
    error: checked.error,
    /** What is shown is not yet of what was typed last. */
    isChecking: typed !== asked || checked.isFetching,
  };
}
