import type { SystemId, SystemKind } from "../../domain/records/field.ts";
import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";
import type { Worker } from "../../domain/records/values.ts";
import { cashTransfer } from "./cash-transfer.ts";
import { greenRoads } from "./green-roads.ts";

/** Who worked in the offices over the past months. */
export function staff(kind: SystemKind, system: SystemId): Worker[] {
  return people[kind].map((person) => ({ ...person, system }));
}

const people: Record<SystemKind, { name: string; role: string }[]> = {
  sp: [
    { name: "Leila Haddad", role: "case_manager" },
    { name: "Peter Kimani", role: "case_manager" },
    { name: "Hélène Girard", role: "case_manager" },
  ],
  ess: [
    { name: "Rosa Ortega", role: "counsellor" },
    { name: "Samir Naciri", role: "counsellor" },
  ],
};

export interface DemoProgramme {
  slug: string;
  name: string;
  programme_type: string;
  /** All that makes it this programme; without one the whole enrolment law holds. */
  definition?: ProgrammeDefinition;
}

/** Programme is data: what each system runs. */
export const programmes: Record<SystemKind, DemoProgramme[]> = {
  sp: [
    {
      slug: "cash",
      name: "Family Cash Transfer",
      programme_type: "cash transfer with conditions",
      definition: cashTransfer,
    },
    { slug: "pension", name: "Social Pension", programme_type: "social pension" },
  ],
  ess: [
    {
      slug: "roads",
      name: "Green Roads Public Works",
      programme_type: "public works",
      definition: greenRoads,
    },
    { slug: "sewing", name: "Sewing Workshop", programme_type: "training" },
    { slug: "search", name: "Job Search Support", programme_type: "job search support" },
    { slug: "apprentice", name: "Apprenticeship Start", programme_type: "apprenticeship" },
  ],
};
