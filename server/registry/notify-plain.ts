import type { JsonObject } from "../../domain/json.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { act } from "../../store/act.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import { recordsOf } from "../../wire/messages/search.ts";
import type { NotifyEvent } from "../../wire/messages/subscribe.ts";
import { referralsAnswered } from "./answered-referrals.ts";
import { Beneficiaries } from "./beneficiaries.ts";
import { acting, type Hearing } from "./hearing.ts";
import type { Fault, Knock } from "./knock.ts";
import { PlainPeople, type FoundNews } from "./plain-people.ts";

/** Records of a plain partner, as it says them. */
export interface Said {
  people: readonly JsonObject[];
  beneficiaries: readonly JsonObject[];
}

/** What a partner has of people and told nobody, as it answered to our question. */
export async function takeFound(
  at: Hearing,
  found: readonly (FoundNews & { record: JsonObject })[],
): Promise<boolean> {
  const { door, partner } = at;
  if (!partner) return false;
  const done = await act(door.hosted.store, acting(at, "records.found"), async (ctx) => {
    const intake = new PlainPeople(at, partner, ctx);
    for (const one of found) await intake.take(one.record, one);
    return { ok: true, changes: intake.changes, also: alsoOf(intake), result: null };
  });
  return done.ok;
}

function alsoOf(intake: PlainPeople): Pick<SideEffects, "proven" | "shadows"> {
  return { proven: [...intake.proven], shadows: intake.shadowRows() };
}

/** `notify` of a plain partner. */
export async function takePlain(
  knock: Knock,
  events: readonly NotifyEvent[],
  inbox: NonNullable<SideEffects["inbox"]>,
): Promise<Fault | null> {
  const records = (type: RecordType) =>
    events
      .filter(({ data }) => recordTypeOf(data.reg_record_type) === type)
      .flatMap(({ data }) => recordsOf(data.reg_records).map((record) => record as JsonObject));
  const said = { people: records("Person"), beneficiaries: records("Enrolment") };
  return takeSaid(knock, said, inbox);
}

/**
 * A plain partner's records carry no metadata: a person is known by the `@id` it was sent under or
 * by a trusted identifier. Only what is news is looked at: not what it said before, and not our own
 * data coming back (domain/three-way.ts). What the partner owns is taken in with our receipt as its
 * time; what we own and it says otherwise becomes a proposal; somebody we do not know is not made up.
 * Attributes that our record table does not know are kept for this partner and given back to it.
 */
async function takeSaid(
  at: Knock,
  { people, beneficiaries }: Said,
  inbox: NonNullable<SideEffects["inbox"]>,
): Promise<Fault | null> {
  const { door, partner, fromPartner } = at;
  if (!partner || !fromPartner) return { code: "err.request.bad" };
  const { store } = door.hosted;
  if (people.length + beneficiaries.length > plain_records_max)
    return { code: "rjct.total_count.limit_exceeded" };
  const done = await act(store, acting(at, "message.notify"), async (ctx) => {
    // One person twice in a message: the second record builds on the first.
    const intake = new PlainPeople(at, partner, ctx);
    for (const one of people) await intake.take(one);
    // An acknowledgement has no place for what an item lacks: what cannot be taken in is passed over.
    const enrolled = new Beneficiaries(at, ctx, intake.known, true);
    for (const one of beneficiaries) await enrolled.take(one);
    const answered = await referralsAnswered(at, ctx, enrolled.changes);
    return {
      ok: true,
      changes: [...intake.changes, ...enrolled.changes, ...answered],
      also: {
        inbox,
        links: enrolled.links,
        ...alsoOf(intake),
        shadows: [...intake.shadowRows(), ...enrolled.shadows],
      },
      result: null,
    };
  });
  return done.ok ? null : { code: "err.service.unavailable" };
}

/** A plain partner's records are looked up one by one. */
export const plain_records_max = 100;
