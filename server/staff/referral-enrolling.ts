import { refused, type Deciding } from "../../domain/change.ts";
import { enrolByReferral, enrolledIn } from "../../domain/referral-enrolling.ts";
import { stepsOf } from "../../domain/referral-law.ts";
import { heard, referralState } from "../../domain/referral.ts";
import { serviceOf } from "../../domain/referring.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { EnrolmentStatus, ProgrammeName } from "../../domain/records/values.ts";
import { loadJoined } from "../../store/aliases.ts";
import type { Store } from "../../store/database.ts";
import { loadAbout, loadOfType, loadRecord, loadRecords, resolveKeys } from "../../store/load.ts";
import type { ReferralStepBody, ReferralView } from "../api/referral-schemas.ts";
import type { ReferralClocks } from "./referral-clocks.ts";

const programmes_max = 500;

/** The enrolment a referral ended in, and what the person may be enrolled in when that is to be said. */
export async function enrolmentOf(
  store: Store,
  referral: StoredRecord,
  clocks: ReferralClocks,
): Promise<Pick<ReferralView, "enrolment" | "enrolling">> {
  const enrolment = await namedEnrolment(store, referral);
  const isSender = creatorOf(referral.key) === store.system.id;
  if (!stepsOf(referralState(referral), isSender).includes("enrol")) {
    return { enrolment, enrolling: null };
  }
  const { person, enrolments, answering } = await knownOf(store, referral, clocks);
  const all = await loadOfType(store, "Programme", programmes_max);
  const own = all.filter(({ key }) => creatorOf(key) === store.system.id);
  const first = new Set(answering.map(({ id }) => id));
  const sorted = [...answering, ...own.filter(({ id }) => !first.has(id))];
  const already = person ? enrolledIn(enrolments, answering) : null;
  return {
    enrolment,
    enrolling: {
      programmes: sorted.map(({ id, state }) => ({
        id,
        name: textOf(state, "name"),
        type: textOf(state, "programme_type"),
      })),
      usual: answering[0]?.id ?? "",
      already: already ? enrolmentView(already) : null,
    },
  };
}

async function namedEnrolment(
  store: Store,
  referral: StoredRecord,
): Promise<ReferralView["enrolment"]> {
  const { state, subject } = heard(referral);
  const key = valueOf(state, "enrolment");
  if (typeof key !== "string") return null;
  const id = (await resolveKeys(store, [key])).get(key)?.id;
  const enrolment = id === undefined ? undefined : (await loadRecords(store, [id])).get(id);
  if (enrolment?.type !== "Enrolment") return null;
  // A partner's word is not taken for an enrolment of somebody else, or of another office.
  if (creatorOf(enrolment.key) !== textOf(state, "to")) return null;
  const group = subject === null ? undefined : (await loadJoined(store, [subject])).get(subject);
  const isTheirs = (group?.members ?? [subject]).includes(enrolment.subject ?? "");
  return isTheirs ? enrolmentView(enrolment) : null;
}

function enrolmentView({ state }: StoredRecord): NonNullable<ReferralView["enrolment"]> {
  const programme = valueOf(state, "programme") as ProgrammeName | undefined;
  return {
    programme: programme?.name ?? "",
    status: textOf(state, "status") as EnrolmentStatus,
    since: textOf(state, "effective_date") || null,
  };
}

/** The person under whatever record the referral named, that person's enrolments, and what answers the service. */
async function knownOf(store: Store, referral: StoredRecord, clocks: ReferralClocks) {
  const subject = referral.subject ?? "";
  const group = subject === "" ? undefined : (await loadJoined(store, [subject])).get(subject);
  const root = group?.winner ?? subject;
  const [person, enrolments] = await Promise.all([
    root === "" ? null : loadRecord(store, root),
    root === "" ? [] : loadAbout(store, group?.members ?? [root], ["Enrolment"]),
  ]);
  const answering = clocks.programmes(store.system.id, serviceOf(referral)?.id ?? "");
  return { person: person?.type === "Person" ? person : null, enrolments, answering };
}

/** What enrolling somebody by a referral writes beside the step itself. */
export async function enrolWith(
  store: Store,
  ctx: Deciding,
  referral: StoredRecord,
  body: ReferralStepBody["enrolment"],
  clocks: ReferralClocks,
) {
  const { person, enrolments, answering } = await knownOf(store, referral, clocks);
  if (!person) return refused("err.not_found");
  const programme = body ? await loadRecord(store, body.programme_id) : null;
  if (body && !programme) return refused("err.bad_input", ["/enrolment/programme_id"]);
  const wanted =
    body && programme
      ? { programme, effective_date: body.effective_date, reason: (body.reason ?? "").trim() }
      : null;
  return enrolByReferral(ctx, person, { enrolments, answering }, wanted);
}
