import type { JsonObject } from "../../domain/json.ts";
import { act } from "../../store/act.ts";
import { parseEnrolmentUpdates } from "../../wire/messages/enrolled.ts";
import { acting } from "./hearing.ts";
import { referralsAnswered } from "./answered-referrals.ts";
import { Beneficiaries, type BeneficiaryRefusal, type TakenBeneficiary } from "./beneficiaries.ts";
import { enrolledAnswer } from "./enrolled-answer.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/** Persons are looked up one by one. */
export const beneficiaries_max = 100;

const texts: Record<BeneficiaryRefusal, string> = {
  no_person: "The member is not known here by an identifier that the agreement trusts.",
  a_group: "A household is told of through its members.",
  several_programmes: "One programme for each beneficiary.",
  no_programme: "The programme is not named.",
  not_its_programme: "The programme is another system's.",
  not_its_enrolment: "The enrolment is another system's, or another person's.",
  no_status: "The enrolment status is missing or not of the list.",
  no_enrolment_date: "An enrolment first told of after its start needs its enrolment date.",
  late: "A later change of this enrolment is known already.",
  dates: "The change is dated before the enrolment.",
  transition: "This status does not follow the one known.",
};

/**
 * `sync/enrollment/updates` (IBR API 1.0.0; PRS.EMP.04 and PRS.IBR.03): a partner tells of its
 * Beneficiaries. What can be taken in is, each other item is told why not; all of it and the answer
 * are one transaction, so that a repetition changes nothing and is answered the same.
 */
export async function enrollmentUpdates(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door, fromPartner } = knock;
  if (!envelope || !partner || !fromPartner) return { code: "err.request.bad" };
  if (!fromPartner.records.Enrolment) return { code: "err.request.forbidden" };
  const read = parseEnrolmentUpdates(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { transaction_id, enrolled_updates, receipt_information } = read.value;
  const told = (enrolled_updates ?? receipt_information)?.beneficiaries;
  if (!told) return { code: "err.request.bad", text: "The message tells of no beneficiaries." };
  if (told.length > beneficiaries_max) return { code: "rjct.total_count.limit_exceeded" };
  const done = await act(door.hosted.store, acting(knock, "message.enrolment"), async (ctx) => {
    const intake = new Beneficiaries(knock, ctx);
    for (const one of told) await intake.take(one as JsonObject);
    const answer = answerFor(knock, transaction_id, intake.taken);
    const inbox = {
      partner: partner.id,
      message_id: knock.receiptId ?? envelope.header.message_id,
      digest: knock.digest ?? "",
      ack: JSON.stringify(answer),
    };
    return {
      ok: true,
      changes: [...intake.changes, ...(await referralsAnswered(knock, ctx, intake.changes))],
      also: { inbox, links: intake.links },
      result: answer,
    };
  });
  return done.ok ? done.result : { code: "err.service.unavailable" };
}

function answerFor(
  knock: Knock,
  transactionId: string,
  taken: readonly TakenBeneficiary[],
): Unsigned {
  const timestamp = new Date(knock.nowMs).toISOString();
  const items = taken.map(({ reference, why }): JsonObject => {
    const common = { reference_id: reference, timestamp };
    if (!why) return { ...common, status: "succ", status_reason_message: "Taken in." };
    return {
      ...common,
      status: "rjct",
      // The standard gives these items no code; those of its lists that fit are said beside the text.
      status_reason_code:
        why === "no_person" ? "rjct.person_id.invalid" : "rjct.notify_details.invalid",
      status_reason_message: texts[why],
    };
  });
  return enrolledAnswer(knock, transactionId, items);
}
