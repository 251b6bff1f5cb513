import type { AskedType } from "./attributes.ts";
import type { SystemKind } from "./records/field.ts";

/**
 * What a subscription can be about, whatever a standard's part calls it: ESS `enrolment` and
 * `enrolment_status_change`, IBR `enrollement`, `enrollement_status_change` and `Deregister`, SR
 * `REGISTER` and `NewHouseHoldMember`.
 */
export type EventName =
  "enrolment" | "enrolment_status_change" | "deregister" | "register" | "new_household_member";

/** What of our log raises an event. */
export interface EventKind {
  /**
   * `first`: a record fits the filter and the agreement for the first time, or again after it left.
   * `changes`: something the partner may know of a record changes afterwards, or the record leaves.
   * `leaves`: a record that fitted does not any more. `joins`: a person comes into a household that
   * was there before.
   */
  raisedBy: "first" | "changes" | "leaves" | "joins";
  /** Records it can be told of: a Member or Person, a Group, a Beneficiary. */
  about: readonly AskedType[];
  /** Which kind of system offers it. */
  offeredBy: readonly SystemKind[];
  /** `reg_type` of its notifications; empty: of the system that sends it. */
  registry: "" | "IBR" | "Social";
}

const everything: readonly AskedType[] = ["Person", "Household", "Enrolment"];
const both: readonly SystemKind[] = ["sp", "ess"];
const sp: readonly SystemKind[] = ["sp"];

export const eventKinds: Readonly<Record<EventName, EventKind>> = {
  enrolment: { raisedBy: "first", about: everything, offeredBy: both, registry: "" },
  enrolment_status_change: {
    raisedBy: "changes",
    about: everything,
    offeredBy: both,
    registry: "",
  },
  deregister: { raisedBy: "leaves", about: everything, offeredBy: sp, registry: "IBR" },
  register: {
    raisedBy: "first",
    about: ["Household", "Person"],
    offeredBy: sp,
    registry: "Social",
  },
  new_household_member: {
    raisedBy: "joins",
    about: ["Person"],
    offeredBy: sp,
    registry: "Social",
  },
};

/** Words without case, dashes and underscores; the published files spell one word in three ways. */
const spellings = new Map<string, EventName>([
  ...["enrolment", "enrollment", "enrollement", "enrolement"].flatMap(
    (word): [string, EventName][] => [
      [word, "enrolment"],
      [`${word}statuschange`, "enrolment_status_change"],
    ],
  ),
  ["deregister", "deregister"],
  ["register", "register"],
  ["newhouseholdmember", "new_household_member"],
]);

/** A `reg_event_type` in any spelling, with or without a namespace; null: none of the standard's. */
export function eventNameOf(word: string): EventName | null {
  const plain = word.slice(word.lastIndexOf(":") + 1).replaceAll(/[-_ ]/g, "");
  return spellings.get(plain.toLowerCase()) ?? null;
}

/** Does a list of event types, in whatever spelling, name this one? */
export function listsEvent(listed: readonly string[], word: string): boolean {
  const name = eventNameOf(word);
  return listed.some((one) => one === word || (name !== null && eventNameOf(one) === name));
}
