import type { EnrolmentStatus } from "../records/values.ts";
import { enrolmentTransitions } from "../transitions.ts";
import type { ProgrammeDefinition } from "./definition.ts";

/** Which status may follow which in one programme, total by type. */
export type EnrolmentLaw = Readonly<Record<EnrolmentStatus | "start", readonly EnrolmentStatus[]>>;

/**
 * The programme's own enrolment law; without a definition the whole law. A definition can only leave
 * steps out: what the law itself does not know stays impossible, whatever a definition says.
 */
export function lawOf(definition: Pick<ProgrammeDefinition, "law"> | null): EnrolmentLaw {
  if (!definition) return enrolmentTransitions;
  const listed = (from: EnrolmentStatus | "start") =>
    enrolmentTransitions[from].filter((to) =>
      definition.law.some((line) => line.from === from && line.to.includes(to)),
    );
  return {
    start: listed("start"),
    active: listed("active"),
    deceased: listed("deceased"),
    exited: listed("exited"),
    suspended: listed("suspended"),
    inactive: listed("inactive"),
    reinstated: listed("reinstated"),
    awaiting_renewal: listed("awaiting_renewal"),
  };
}

/** The statuses that an enrolment of this programme can come to have. */
export function statusesOf(law: EnrolmentLaw): ReadonlySet<EnrolmentStatus> {
  const reached = new Set<EnrolmentStatus>();
  const follow = (from: EnrolmentStatus | "start"): void => {
    for (const to of law[from]) {
      if (!reached.has(to)) follow(reached.add(to) && to);
    }
  };
  follow("start");
  return reached;
}
