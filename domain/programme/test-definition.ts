import type { ProgrammeDefinition } from "./definition.ts";

/** A definition with nothing special in it, for tests to change. */
export function someDefinition(change: Partial<ProgrammeDefinition> = {}): ProgrammeDefinition {
  return {
    purpose: { en: "A month's support" },
    languages: ["en"],
    unit: "member",
    criteria: { attribute: "employment_status", is: "eq", value: "not_employed" },
    law: [
      { from: "start", to: ["active"] },
      { from: "active", to: ["deceased", "exited", "suspended", "inactive"] },
      { from: "suspended", to: ["deceased", "exited", "reinstated"] },
      { from: "reinstated", to: ["deceased", "exited", "suspended", "inactive"] },
      { from: "inactive", to: ["active", "deceased", "exited"] },
      { from: "exited", to: ["deceased"] },
    ],
    needs: { option: "person" },
    shares: { fields: { Enrolment: ["person", "programme", "status"] } },
    update_modes: ["subscription"],
    conditions: [],
    benefit: {
      kind: "cash",
      amount: 100,
      currency: "MAR",
      per: "month",
      whose_income: "member",
      disregard: 20,
      taper_percent: 50,
      limit: { allowed: "<=", amount: 180 },
      hours: null,
      waiting_months: 0,
      return_months: 6,
      linked: [],
    },
    good_causes: ["illness"],
    clocks: [{ clock: "time_to_reply", working_days: 10 }],
    calendar: { zone: "Africa/Tunis", days_off: ["SA", "SU"], holidays: [] },
    chain: [{ stage: "intake", code: "apply", text: { en: "Apply" }, by: "person" }],
    ...change,
  };
}
