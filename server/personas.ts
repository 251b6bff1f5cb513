import type { SystemKind } from "../domain/records/field.ts";

/** A worker of the demo. `role` is a catalogue key suffix. */
export interface DemoPersona {
  id: string;
  name: string;
  role: "case_manager" | "counsellor" | "supervisor" | "grievance_officer";
}

/** Who works in each office of the demo; chosen instead of a sign-in, on this machine only. */
export const personas: Record<SystemKind, readonly DemoPersona[]> = {
  sp: [
    { id: "leila", name: "Leila Haddad", role: "case_manager" },
    { id: "ines", name: "Ines Moreau", role: "supervisor" },
    { id: "omar", name: "Omar Said", role: "grievance_officer" },
  ],
  ess: [
    { id: "marc", name: "Marc Dubois", role: "counsellor" },
    { id: "samira", name: "Samira Nasser", role: "supervisor" },
    { id: "dalia", name: "Dalia Mansour", role: "grievance_officer" },
  ],
};

/** Who of an office can be responsible for a case: whoever hears complaints about it cannot. */
export function caseWorkers(kind: SystemKind): DemoPersona[] {
  return personas[kind].filter(({ role }) => role !== "grievance_officer");
}
