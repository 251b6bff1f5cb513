/** How a service of the directory fills in the form of a step. */
import type { StepFromService } from "../../server/api/directory-schemas.ts";
import type { StepDraft } from "../plan/step-draft.ts";
import { timesDraft, type Times } from "../plan/times-draft.ts";

/** Parts of the form; what a worker wrote of adjustments stays. */
export function draftFrom(
  { lane, fields }: StepFromService,
  { draft, isNew, fit }: { draft: StepDraft; isNew: boolean; fit: string },
): Partial<StepDraft> {
  const text = (name: string) => (typeof fields[name] === "string" ? fields[name] : "");
  const who = fields["who"] as { party: string; role: string } | undefined;
  const times = fields["times"] as Times | undefined;
  const hours = fields["hours_per_week"];
  return {
    ...(isNew ? { lane } : {}),
    what: text("what"),
    service: text("service"),
    where: text("where"),
    needs: text("needs"),
    hours: typeof hours === "number" ? String(hours) : "",
    party: who?.party ?? lane,
    role: who?.role ?? "",
    from: text("from"),
    until: text("until"),
    repeats: text("repeats") || "once",
    times: timesDraft(times ?? null),
    adjustments: draft.adjustments || fit,
  };
}
