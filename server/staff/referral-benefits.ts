import { refused, type Refusal } from "../../domain/change.ts";
import type { JsonObject } from "../../domain/json.ts";
import { identifiersOf } from "../../domain/matching.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { activeAgreement, partnerById, type Partner } from "../../store/partners.ts";
import { evidenceOf, questionsAbout } from "../../store/questions.ts";
import { parseEnrolledResponse } from "../../wire/messages/enrolled.ts";
import { byIdentifier, enrolledCriteria } from "../../wire/questions.ts";
import type { BenefitsView } from "../api/referral-schemas.ts";
import { askAndWait } from "../asking/ask.ts";
import type { Hosted } from "../hosting.ts";
import type { Call, Doors } from "./doors.ts";

/** An answer counts for the referral of the same day. */
const fresh_ms = 24 * 60 * 60_000;

/**
 * Before a referral to social protection the benefits a person has are asked (IBR `enrolled`), so
 * that nobody applies twice. Whoever could not be asked is referred all the same.
 */
export async function askBenefits(
  { node }: Doors,
  { hosted, worker, body }: Call<{ partner: string }>,
  person: StoredRecord,
): Promise<{ ok: true } | Refusal> {
  const partner = await partnerById(hosted.store, body.partner);
  if (partner?.status !== "active") return refused("err.bad_input", ["/partner"]);
  const named = await nameFor(hosted, partner, person);
  const line = named ? node.lineTo(hosted, partner) : null;
  if (!named || !line) return { ok: true };
  const purpose = "referral" as const;
  const at = new Date(hosted.store.clock.nowMs()).toISOString();
  const criteria = enrolledCriteria(byIdentifier(named.identifier_type, named.identifier_value), {
    recordType: "Member",
    purpose: { code: purpose },
    at,
  });
  const about = { record_id: person.id, fields: ["identifiers"] };
  const asked = await askAndWait(
    { hosted, partner, line, purpose, by: worker, about, newId: node.newId },
    {
      operation: "sync/enrolled",
      asked: { criteria: criteria as JsonObject },
      async *ask(to, transactionId) {
        yield await to.enrolled(criteria, { transactionId });
      },
    },
  );
  return asked.ok ? { ok: true } : asked;
}

/** What was said about it lately; null: it can be asked and was not. */
export async function benefitsAsked(
  { node }: Doors,
  hosted: Hosted,
  partnerId: string,
  person: StoredRecord,
): Promise<BenefitsView | null> {
  const { store } = hosted;
  const now = store.clock.nowMs();
  const partner = await partnerById(store, partnerId);
  const canAsk =
    partner && (await nameFor(hosted, partner, person)) && node.lineTo(hosted, partner);
  const questions = await questionsAbout(store, person.id);
  const [last] = questions
    .filter((one) => one.operation === "sync/enrolled" && one.partner === partnerId)
    .filter(({ at, state }) => now - at.getTime() < fresh_ms && state !== "asked")
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  if (!last) {
    return canAsk ? null : { at: new Date(now).toISOString(), answer: "could_not_be_checked" };
  }
  const evidence = last.state === "answered" ? await evidenceOf(store, last.id) : [];
  const said = evidence.flatMap(({ message }) => {
    const read = parseEnrolledResponse(message);
    return read.ok ? read.value.enrolled_response : [];
  });
  const has = (word: string) => said.some((one) => one.enrolled_status === word);
  const answer = has("yes") ? "some" : has("no") ? "none" : "could_not_be_checked";
  return { at: (last.settled_at ?? last.at).toISOString(), answer };
}

/** The identifier by which the partner may be asked: of a type that its agreement trusts. */
async function nameFor(
  { store }: Hosted,
  partner: Partner,
  person: StoredRecord,
): Promise<Identifier | undefined> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(store, partner.id, store.system.id, nowIso);
  if (!agreement?.purposes.includes("referral")) return undefined;
  return identifiersOf(person.state).find(({ identifier_type }) =>
    agreement.trusted_identifiers.includes(identifier_type),
  );
}
