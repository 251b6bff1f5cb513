import { openEnrolment } from "../case-work.ts";
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { elementId, newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { defaultOfferAges } from "../offer.ts";
import { ageOn } from "../person-subject.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { FoundMember, RoundHouseholdState } from "../records/round.ts";
import type { ProgrammeName } from "../records/values.ts";
import { householdMayBecome } from "./law.ts";
import { drawOrder, publishedOrder } from "./order.ts";
import type { Sha256 } from "../sha256.ts";
import { roundStateOf, step, stepTo } from "./round.ts";

type Decided = { ok: true; changes: Change[] } | Refusal;
/** Working days in which an objection is answered. */
export const appeal_working_days = 10;

/**
 * The household names the member who would work (step 4): its own choice, which it may change until
 * there is a place. Only somebody of the age that work is offered to can be named.
 */
export function nameMember(
  ctx: Deciding,
  round: StoredRecord,
  household: StoredRecord,
  memberKey: string,
): Decided {
  if (roundStateOf(round) !== "announced") return refused("err.transition", ["state"]);
  const member = membersOf(household).find(({ key }) => key === memberKey);
  if (!member) return refused("err.bad_input", ["/member"]);
  const age = ageOn(member.birth_date ?? undefined, ctx.nowIso.slice(0, 10));
  if (age !== null && (age < defaultOfferAges.age_min || age > defaultOfferAges.age_max)) {
    return refused("err.round.age", ["/member"]);
  }
  return become(ctx, household, "named", { named: memberKey });
}

/** The named member is asked themself. A no has no effect on anything, and may be taken back. */
export function answerNaming(
  ctx: Deciding,
  round: StoredRecord,
  household: StoredRecord,
  answer: "agreed" | "said_no",
  waiting: readonly StoredRecord[] = [],
): Decided {
  const state = roundStateOf(round);
  if (answer === "agreed" && state !== "announced") return refused("err.transition", ["state"]);
  if (state === "ended" || state === "draft") return refused("err.transition", ["state"]);
  const hadPlace = stateOf(household) === "placed";
  const decided = become(ctx, household, answer, {});
  if (!decided.ok || !hadPlace) return decided;
  const next = firstWaiting(waiting, household.id);
  const replaced = next ? become(ctx, next, "placed", {}) : null;
  return replaced?.ok ? { ok: true, changes: [...decided.changes, ...replaced.changes] } : decided;
}

/**
 * Who gets a place (step 5): everyone who agreed, where there are places enough; otherwise by the
 * draw or the order that was published. Those behind wait, in that order.
 */
export function giveOrder(
  ctx: Deciding,
  round: StoredRecord,
  households: readonly StoredRecord[],
  hash: Sha256,
): Decided {
  const problem = step(round, "ordered");
  if (problem) return problem;
  const agreed = households.filter((one) => stateOf(one) === "agreed");
  const names = agreed.map((one) => ({ name: nameOf(one), size: sizeOf(one) }));
  const byDraw = textOf(round.state, "order") === "draw";
  const order = byDraw
    ? drawOrder(
        textOf(round.state, "seed"),
        names.map(({ name }) => name),
        hash,
      )
    : publishedOrder(names);
  const places = Number(valueOf(round.state, "places") ?? 0);
  const rank = new Map(order.map((name, index) => [name, index + 1]));
  const changes = agreed.flatMap((one) => {
    const at = rank.get(nameOf(one)) ?? order.length;
    const decided = become(ctx, one, at <= places ? "placed" : "waiting", { rank: at });
    return decided.ok ? decided.changes : [];
  });
  const drawn = byDraw ? { drawn_on: ctx.nowIso.slice(0, 10) } : {};
  return { ok: true, changes: [...changes, stepTo(ctx, round, "ordered", drawn)] };
}

/**
 * The member with a place is enrolled (step 6). Somebody not known here yet begins as the minimum
 * the registry told; the enrolment then goes back to the registry as every change does (step 7).
 */
export function enrolNamed(
  ctx: Deciding,
  household: StoredRecord,
  known: StoredRecord | null,
  input: { programme: ProgrammeName; effective_date: string; reason: string },
): { ok: true; changes: Change[]; enrolment: string; person: string } | Refusal {
  if (!householdMayBecome(stateOf(household), "enrolled")) {
    return refused("err.transition", ["state"]);
  }
  const member = namedMember(household);
  if (!member) return refused("err.bad_input", ["/member"]);
  const begun = known ? null : beginPerson(ctx, member);
  const person = known ?? begun?.record;
  if (!person) return refused("err.internal");
  const opened = openEnrolment(ctx, person, input);
  if (!opened.ok) return opened;
  const closed = become(ctx, household, "enrolled", {
    enrolment: opened.id,
    person: person.id,
  });
  if (!closed.ok) return closed;
  return {
    ok: true,
    changes: [...(begun ? [begun.change] : []), ...opened.changes, ...closed.changes],
    enrolment: opened.id,
    person: person.id,
  };
}

/** An objection against the order or against being left out; its answer has an owner and a day. */
export function appeal(
  ctx: Deciding,
  household: StoredRecord,
  said: { text: string; due: string },
): Decided {
  if (valueOf(household.state, "appeal") !== undefined) return refused("err.decided");
  const fields = {
    appeal: {
      text: said.text,
      on: ctx.nowIso.slice(0, 10),
      due: said.due,
      answer: "",
      answered_by: "",
    },
  };
  return { ok: true, changes: [ownChange(ctx, household, { fields }, "round.household")] };
}

export function answerAppeal(ctx: Deciding, household: StoredRecord, answer: string): Decided {
  const open = valueOf(household.state, "appeal") as { answer?: string } | undefined;
  if (open === undefined) return refused("err.not_found");
  if (open.answer !== "") return refused("err.decided");
  const fields = { appeal: { ...open, answer, answered_by: ctx.by.name } };
  return { ok: true, changes: [ownChange(ctx, household, { fields }, "round.household")] };
}

export function membersOf(household: StoredRecord): FoundMember[] {
  return (valueOf(household.state, "members") ?? []) as FoundMember[];
}

export function namedMember(household: StoredRecord): FoundMember | undefined {
  const named = textOf(household.state, "named");
  return membersOf(household).find(({ key }) => key === named);
}

export function stateOf(household: StoredRecord): RoundHouseholdState {
  return (textOf(household.state, "state") || "found") as RoundHouseholdState;
}

function become(
  ctx: Deciding,
  household: StoredRecord,
  to: RoundHouseholdState,
  fields: Record<string, Json>,
): Decided {
  if (!householdMayBecome(stateOf(household), to)) return refused("err.transition", ["state"]);
  const change = ownChange(ctx, household, { fields: { ...fields, state: to } }, "round.household");
  return { ok: true, changes: [change] };
}

function firstWaiting(households: readonly StoredRecord[], but: string): StoredRecord | undefined {
  return households
    .filter((one) => stateOf(one) === "waiting" && one.id !== but)
    .sort((a, b) => rankOf(a) - rankOf(b))[0];
}

function rankOf(household: StoredRecord): number {
  return Number(valueOf(household.state, "rank") ?? Number.MAX_SAFE_INTEGER);
}

function sizeOf(household: StoredRecord): number {
  return Number(valueOf(household.state, "size") ?? 0);
}

/** What the published list calls a household: its number, or its key where it has none. */
export function nameOf(household: StoredRecord): string {
  return textOf(household.state, "number") || textOf(household.state, "household_key");
}

function beginPerson(ctx: Deciding, member: FoundMember): { record: StoredRecord; change: Change } {
  const record = newRecord(ctx, "Person");
  const fields: Record<string, Json> = {
    name: { ...member.name },
    vital_status: "alive",
    registration_date: ctx.nowIso.slice(0, 10),
    ...(member.birth_date === null ? {} : { birth_date: member.birth_date }),
  };
  const identifiers = Object.fromEntries(
    member.identifiers.map((one): [string, Json] => [elementId(ctx), { ...one }]),
  );
  const change = ownChange(ctx, record, { fields, sets: { identifiers } }, "person.registered");
  return { record, change };
}
