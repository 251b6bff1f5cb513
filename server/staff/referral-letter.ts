import { Type } from "typebox";
import { refused } from "../../domain/change.ts";
import { identifiersOf } from "../../domain/matching.ts";
import {
  creatorOf,
  elementsOf,
  emptyState,
  textOf,
  valueOf,
  type StoredRecord,
} from "../../domain/record.ts";
import type { ContactWishes } from "../../domain/records/referral.ts";
import { referralClock, referralKinds, referralState } from "../../domain/referral.ts";
import { serviceOf } from "../../domain/referring.ts";
import { noteAudit } from "../../store/audit-notes.ts";
import { activeAgreement } from "../../store/partners.ts";
import { displayName } from "../../store/projection.ts";
import { putDisclosures } from "../../store/receipts.ts";
import { lettersOf } from "../../store/referrals.ts";
import { ReferralLetter } from "../api/letter-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { officesOf as contactsOf } from "./offices.ts";
import { actorOf } from "./proposal-view.ts";
import { loadReferral, loadReferring } from "./referral-loading.ts";
import { cutForLetter } from "./referral-preview.ts";

/** A referral on paper: what no message carries to a partner that speaks the standard and no more. */
export function letterRoutes(doors: Doors): void {
  const letter = {
    url: "/referrals/:id/letter",
    summary: "A referral as a letter, with what the agreement lets out and nothing else",
    answer: ReferralLetter,
  };
  get(doors, letter, async ({ hosted, id }) => {
    const made = await letterFor(hosted, id);
    return made.ok ? done(made.letter) : made;
  });

  const printed = {
    url: "/referrals/:id/letter/printed",
    summary: "The letter was printed: what stands on it is written down as disclosed",
    body: Type.Object({}),
    answer: ReferralLetter,
  };
  post(doors, printed, async ({ hosted, store, id, worker }) => {
    const made = await letterFor(hosted, id);
    if (!made.ok) return made;
    const { letter: shown, referral, person } = made;
    if (shown.why !== "") return refused("err.not_agreed");
    const [ofPerson, ofRequest] = printedFields(shown);
    const { subject } = referral;
    const to = shown.to.system.id;
    await putDisclosures(store, to, "referral", "letter", `letter-${doors.node.newId()}`, [
      { record_id: person.id, subject: person.id, fields: ofPerson },
      { record_id: referral.id, subject, fields: ofRequest },
    ]);
    await noteAudit(store, worker.name, "referral.letter", referral.id);
    const again = await letterFor(hosted, id);
    return again.ok ? done(again.letter) : again;
  });
}

type Made = { ok: true; letter: ReferralLetter; referral: StoredRecord; person: StoredRecord };

async function letterFor(hosted: Hosted, id: string) {
  const { store } = hosted;
  const referral = await loadReferral(hosted, id);
  const isOurs = referral && creatorOf(referral.key) === store.system.id;
  const found = isOurs && referral.subject ? await loadReferring(hosted, referral.subject) : null;
  if (!isOurs || !found) return refused("err.not_found");
  // What was only promised and has ended lets nothing out any more.
  if (!referralKinds[referralState(referral)].open) return refused("err.transition");
  const made: Made = {
    ok: true,
    letter: await letterView(hosted, referral, found.person),
    referral,
    person: found.person,
  };
  return made;
}

async function letterView(
  hosted: Hosted,
  referral: StoredRecord,
  person: StoredRecord,
): Promise<ReferralLetter> {
  const { store } = hosted;
  const { state } = referral;
  const to = textOf(state, "to");
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const [agreement, contacts, printed] = await Promise.all([
    activeAgreement(store, store.system.id, to, nowIso),
    contactsOf(hosted),
    lettersOf(store, referral),
  ]);
  const cut = agreement
    ? await cutForLetter(store, agreement, person, state)
    : { why: "not_agreed" as const };
  const told = cut.why === "" ? cut : { person: emptyState, request: emptyState };
  const contactOf = (system: string) => contacts.find((one) => one.system.id === system);
  const [theirs, ours] = [contactOf(to), contactOf(store.system.id)];
  if (!theirs || !ours) throw new Error("an office of the referral is not known");
  const said = <T>(field: string) => (valueOf(told.request, field) ?? null) as T | null;
  return {
    id: referral.id,
    to: theirs,
    from: ours,
    printed_on: todayOf(hosted),
    sent_on: textOf(state, "sent_at").slice(0, 10),
    requested_on: textOf(state, "requested_on"),
    answer_by: referralClock(referral).due_at.slice(0, 10) || null,
    answered: referralKinds[referralState(referral)].answered,
    service: serviceOf(referral) ?? { id: "", name: "" },
    person: {
      name: displayName(valueOf(told.person, "name")),
      birth_date: textOf(told.person, "birth_date") || null,
      phone_number: textOf(told.person, "phone_number"),
      languages: elementsOf(told.person, "languages").flatMap(({ version }) =>
        typeof version.v === "string" ? [version.v] : [],
      ),
      identifiers: identifiersOf(told.person).map((one) => ({
        type: one.identifier_type,
        value: one.identifier_value,
      })),
    },
    reason: textOf(told.request, "reason"),
    needs: textOf(told.request, "needs"),
    contact: said<ContactWishes>("contact"),
    sent_by: actorOf(hosted, valueOf(state, "sent_by"), store.system.id),
    agreement: agreement && {
      id: agreement.id,
      basis: agreement.basis,
      text: agreement.basis_text,
      until: agreement.valid_until.slice(0, 10),
    },
    left_out: (["reason", "needs", "contact"] as const).filter(
      (field) => valueOf(state, field) !== undefined && valueOf(told.request, field) === undefined,
    ),
    why: cut.why,
    printed: printed.map((at) => at.toISOString()),
  };
}

/** What stands on it, by the names of the record tables: of the person, and of the request. */
function printedFields(letter: ReferralLetter): [string[], string[]] {
  const { person, reason, needs, contact } = letter;
  const stands = (fields: Record<string, unknown>) =>
    Object.entries(fields).flatMap(([field, value]) =>
      value === null || value === "" || (Array.isArray(value) && value.length === 0) ? [] : [field],
    );
  return [
    stands(person),
    ["service", "requested_on", "sent_by", ...stands({ reason, needs, contact })],
  ];
}
