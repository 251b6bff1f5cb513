import type { Reason } from "../../domain/explanation.ts";
import type { Json } from "../../domain/json.ts";
import { defaultOfferAges } from "../../domain/offer.ts";
import { ageOn } from "../../domain/person-subject.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { RoundOrder, RoundState } from "../../domain/records/round.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { membersOf, nameOf, stateOf } from "../../domain/rounds/households.ts";
import { roundMayBecome } from "../../domain/rounds/law.ts";
import { roundStateOf } from "../../domain/rounds/round.ts";
import { displayName } from "../../store/projection.ts";
import type { RoundHouseholdView, RoundSummary, RoundView } from "../api/round-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { todayOf } from "./loading.ts";

/** A round as lists show it. */
export function roundSummary(
  hosted: Hosted,
  round: StoredRecord,
  households: readonly StoredRecord[],
): RoundSummary {
  const { state } = round;
  const programme = valueOf(state, "programme") as ProgrammeName | undefined;
  const own = households.filter(({ subject }) => subject === round.id);
  return {
    id: round.id,
    name: textOf(state, "name"),
    programme: programme?.name ?? "",
    registry: systemRef(hosted, textOf(state, "partner")),
    state: roundStateOf(round),
    order: textOf(state, "order") as RoundOrder,
    places: Number(valueOf(state, "places") ?? 0),
    found: (valueOf(state, "found") ?? null) as RoundSummary["found"],
    enrolled: own.filter((one) => stateOf(one) === "enrolled").length,
  };
}

/** A round with its households: by rank once there is one, before by number. */
export function roundView(
  hosted: Hosted,
  round: StoredRecord,
  households: readonly StoredRecord[],
): RoundView {
  const { state } = round;
  const today = todayOf(hosted);
  const views = households.map((one) => householdView(one, today));
  views.sort(
    (a, b) =>
      (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
      (a.number < b.number ? -1 : 1),
  );
  return {
    ...roundSummary(hosted, round, households),
    criteria: valueOf(state, "criteria") ?? null,
    announcement: (valueOf(state, "announcement") ?? null) as RoundView["announcement"],
    draw: drawOf(round),
    households: views,
    may: steps.filter(([, to]) => roundMayBecome(roundStateOf(round), to)).map(([name]) => name),
  };
}

const steps: readonly (readonly [RoundView["may"][number], RoundState])[] = [
  ["search", "searched"],
  ["announce", "announced"],
  ["close_naming", "closed_for_naming"],
  ["order", "ordered"],
  ["end", "ended"],
];

/** The seed is nobody's before the draw, not even the programme's own worker's. */
function drawOf({ state }: StoredRecord): RoundView["draw"] {
  const seal = textOf(state, "seed_hash");
  if (seal === "") return null;
  const drawn_on = textOf(state, "drawn_on") || null;
  return { seal, seed: drawn_on === null ? "" : textOf(state, "seed"), drawn_on };
}

export function householdView(household: StoredRecord, today: string): RoundHouseholdView {
  const { state } = household;
  const { age_min, age_max } = defaultOfferAges;
  const members = membersOf(household).map(({ key, name, birth_date }) => {
    const age = ageOn(birth_date ?? undefined, today);
    return {
      key,
      name: displayName(name),
      age,
      may_be_named: age === null || (age >= age_min && age <= age_max),
    };
  });
  const rank: Json | undefined = valueOf(state, "rank");
  return {
    id: household.id,
    number: nameOf(household),
    place: textOf(state, "place"),
    size: Number(valueOf(state, "size") ?? 0),
    state: stateOf(household),
    members,
    named: textOf(state, "named") || null,
    rank: typeof rank === "number" ? rank : null,
    because: (valueOf(state, "because") ?? []) as unknown as Reason[],
    person: textOf(state, "person") || null,
    appeal: (valueOf(state, "appeal") ?? null) as RoundHouseholdView["appeal"],
  };
}
