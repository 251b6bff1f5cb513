import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { Hash } from "./plan-values.ts";
import { AnyValue, Day, Identifier, Name, ProgrammeName, Text, words } from "./values.ts";

/** How places are given out where more households fit than there are places. */
export const roundOrders = ["published", "draw"] as const;
/** A round from its criteria to its end (case.md, Proactive enrolment). */
export const roundStates = [
  "draft",
  "searched",
  "announced",
  "closed_for_naming",
  "ordered",
  "ended",
] as const;
/** A household of a round; none of them has an effect on any support the household gets. */
export const roundHouseholdStates = [
  "found",
  "named",
  "agreed",
  "said_no",
  "placed",
  "waiting",
  "enrolled",
] as const;
export const RoundOrder = words(roundOrders);
export type RoundOrder = Static<typeof RoundOrder>;
export const RoundState = words(roundStates);
export type RoundState = Static<typeof RoundState>;
export const RoundHouseholdState = words(roundHouseholdStates);
export type RoundHouseholdState = Static<typeof RoundHouseholdState>;

/** The programme's own papers: they stay in its system, even where the other one shares the node. */
const here = { class: "local", owner: "any", sensitivity: "personal", dci: null } as const;
const local = (schema: FieldSpec["schema"], sensitivity: FieldSpec["sensitivity"] = "personal") =>
  ({ ...here, schema, sensitivity }) satisfies FieldSpec;

/** One round of proactive enrolment: whom a programme looks for, how it tells them, who gets a place. */
export const roundTable: RecordTable = {
  type: "Round",
  wireType: "tandem:Round",
  fields: {
    name: local(Text(200), "open"),
    programme: local(ProgrammeName, "open"),
    /** The registry that is asked. */
    partner: local(Text(99), "open"),
    /** The condition as domain/criteria.ts has it, over households. */
    criteria: local(AnyValue, "open"),
    places: local(Type.Integer({ minimum: 1, maximum: 100_000 }), "open"),
    order: local(RoundOrder, "open"),
    state: local(RoundState, "open"),
    /** How many fit, how many of them were taken in, and when they were asked for. */
    found: local(
      Type.Object({ total: Type.Integer(), taken: Type.Integer(), at: Text(40) }),
      "open",
    ),
    /** Where, how and when the community was told. */
    announcement: local(Type.Object({ on: Day, how: Text(500) }), "open"),
    /** SHA-256 of the draw's seed, published before anybody can know the order. */
    seed_hash: local(Hash, "open"),
    /** Sealed until the draw; shown after it, so that anybody can draw again. */
    seed: local(Hash, "sensitive"),
    drawn_on: local(Day, "open"),
  },
};

/** The minimum that the registry tells of a member: who they are, and by what they are known. */
export const FoundMember = Type.Object({
  key: Text(160),
  name: Name,
  birth_date: Type.Union([Day, Type.Null()]),
  identifiers: Type.Array(Identifier, { maxItems: 10 }),
});
export type FoundMember = Static<typeof FoundMember>;

/** One household that a round found; its `subject` is the round. */
export const roundHouseholdTable: RecordTable = {
  type: "RoundHousehold",
  wireType: "tandem:RoundHousehold",
  fields: {
    /** As the registry names it. */
    household_key: local(Text(160)),
    number: local(Text(60)),
    place: local(Text(200)),
    size: local(Type.Integer({ minimum: 0, maximum: 1000 })),
    members: local(Type.Array(FoundMember, { maxItems: 60 }), "identifier"),
    /** Why it fits, as domain/explanation.ts tells it. */
    because: local(AnyValue),
    state: local(RoundHouseholdState),
    /** The member whom the household named, by key. */
    named: local(Text(160)),
    /** Its place in the published order or the draw; 1 is the first. */
    rank: local(Type.Integer({ minimum: 1 })),
    /** The enrolment that came of it and whose it is, by local ids. */
    enrolment: local(Text(60)),
    person: local(Text(60)),
    /** An objection against the order, with its owner and answer. */
    appeal: local(
      Type.Object({
        text: Text(1000),
        on: Day,
        due: Day,
        answer: Text(1000),
        answered_by: Text(120),
      }),
      "sensitive",
    ),
  },
};
