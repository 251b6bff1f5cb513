import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { everybody, type Criteria } from "../criteria.ts";
import { newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { SystemId } from "../records/field.ts";
import type { FoundMember, RoundOrder, RoundState } from "../records/round.ts";
import type { ProgrammeName } from "../records/values.ts";
import { settleGiven } from "../settling.ts";
import { roundMayBecome } from "./law.ts";
import type { Sha256 } from "../sha256.ts";
import { sealOf } from "./order.ts";

/** Households one round takes in; more than that is a criterion too wide to tell anybody of. */
export const round_households_max = 2_000;

export interface NewRound {
  name: string;
  programme: ProgrammeName;
  partner: SystemId;
  /** Over households, as it was sent. */
  criteria: unknown;
  places: number;
  order: RoundOrder;
}

type Decided = { ok: true; changes: Change[] } | Refusal;

/** Opens a round of proactive enrolment (PRS.EMP.03, step 1), as a draft nobody was asked for yet. */
export function openRound(
  ctx: Deciding,
  input: NewRound,
): { ok: true; changes: Change[]; id: string } | Refusal {
  const settled = settleGiven("Household", input.criteria);
  if (!settled.ok) return refused("err.bad_input", ["/criteria"]);
  const record = newRecord(ctx, "Round");
  const fields: Record<string, Json> = {
    name: input.name,
    programme: input.programme,
    partner: input.partner,
    criteria: settled.criteria as unknown as Json,
    places: input.places,
    order: input.order,
    state: "draft",
  };
  return { ok: true, changes: [ownChange(ctx, record, { fields }, "round.opened")], id: record.id };
}

/** A household as the registry's answer had it, with why it fits. */
export interface FoundHousehold {
  key: string;
  number: string;
  place: string;
  size: number;
  members: FoundMember[];
  because: Json;
}

/**
 * What the registry answered (PRS.EMP.03, step 2). Households known from an earlier search of the
 * same round are brought up to date, those that no longer fit and were not spoken to are left as
 * they are: nobody disappears from a list because a search was repeated.
 */
export function takeFound(
  ctx: Deciding,
  round: StoredRecord,
  known: readonly StoredRecord[],
  found: { households: readonly FoundHousehold[]; total: number },
): Decided {
  const problem = step(round, "searched");
  if (problem) return problem;
  const before = new Map(known.map((one) => [textOf(one.state, "household_key"), one]));
  const changes = found.households.slice(0, round_households_max).map((household) => {
    const record =
      before.get(household.key) ?? newRecord(ctx, "RoundHousehold", { subject: round.id });
    const fields: Record<string, Json> = {
      household_key: household.key,
      number: household.number,
      place: household.place,
      size: household.size,
      members: household.members as unknown as Json,
      because: household.because,
      ...(record.version === 0 ? { state: "found" } : {}),
    };
    return ownChange(ctx, record, { fields }, "round.household");
  });
  const taken = new Set([...before.keys(), ...found.households.map(({ key }) => key)]).size;
  const told = { total: found.total, taken, at: ctx.nowIso };
  return {
    ok: true,
    changes: [...changes, stepTo(ctx, round, "searched", { found: told })],
  };
}

/**
 * The community is told (step 3): where, how and when. With a draw, the seed is fixed and its seal
 * published now, before anybody has named a member, so that nobody can choose an order.
 */
export function announce(
  ctx: Deciding,
  round: StoredRecord,
  told: { on: string; how: string },
  draw: { seed: string; hash: Sha256 },
): Decided {
  const problem = step(round, "announced");
  if (problem) return problem;
  const found = valueOf(round.state, "found") as { taken?: number } | undefined;
  if ((found?.taken ?? 0) === 0) return refused("err.round.empty");
  const { seed, hash } = draw;
  const sealed =
    textOf(round.state, "order") === "draw" ? { seed, seed_hash: sealOf(seed, hash) } : {};
  return {
    ok: true,
    changes: [stepTo(ctx, round, "announced", { announcement: told, ...sealed })],
  };
}

/** The last day to name a member has passed. */
export function closeNaming(ctx: Deciding, round: StoredRecord): Decided {
  const problem = step(round, "closed_for_naming");
  return problem ?? { ok: true, changes: [stepTo(ctx, round, "closed_for_naming", {})] };
}

/** The round ends; enrolments go on under the enrolment law. */
export function endRound(ctx: Deciding, round: StoredRecord): Decided {
  const problem = step(round, "ended");
  return problem ?? { ok: true, changes: [stepTo(ctx, round, "ended", {})] };
}

/** The condition of a round, as it was settled when it was opened. */
export function criteriaOf(round: StoredRecord): Criteria {
  const settled = settleGiven("Household", valueOf(round.state, "criteria") ?? everybody);
  if (!settled.ok) throw new RangeError("a round was stored with a condition that cannot be asked");
  return settled.criteria;
}

export function roundStateOf(round: StoredRecord): RoundState {
  return (textOf(round.state, "state") || "draft") as RoundState;
}

/** Null: the step may be taken. */
export function step(round: StoredRecord, to: RoundState): Refusal | null {
  return roundMayBecome(roundStateOf(round), to) ? null : refused("err.transition", ["state"]);
}

export function stepTo(
  ctx: Deciding,
  round: StoredRecord,
  to: RoundState,
  fields: Record<string, Json>,
): Change {
  return ownChange(ctx, round, { fields: { ...fields, state: to } }, "round.step");
}
