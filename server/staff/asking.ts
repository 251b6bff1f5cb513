import { refused, type Refusal } from "../../domain/change.ts";
import type { JsonObject } from "../../domain/json.ts";
import { identifiersOf } from "../../domain/matching.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { activeAgreement, listPartners, partnerById, type Partner } from "../../store/partners.ts";
import { evidenceOf, questionsAbout, type KeptQuestion } from "../../store/questions.ts";
import { byIdentifier, enrolledCriteria, searchCriteria } from "../../wire/questions.ts";
import { AskBody, AskedView, AskingView } from "../api/asking-schemas.ts";
import type { FieldView } from "../api/schemas.ts";
import { askAndWait, type Asking } from "../asking/ask.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { askedView } from "./asked-view.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { fieldViews } from "./field-view.ts";
import { loadedFor, loadPerson } from "./loading.ts";

/** "Ask the other system": what may be asked about a person, and asking. */
export function askingRoutes(doors: Doors): void {
  const overview = {
    url: "/people/:id/asking",
    summary: "What partners may be asked about a person, and what they answered",
    answer: AskingView,
  };
  get(doors, overview, async ({ hosted, id }) => {
    const found = await loadPerson(hosted, id);
    if (!found) return refused("err.not_found");
    const ours = await fieldsOf(hosted, found);
    const partners = await listPartners(hosted.store);
    const questions = (await questionsAbout(hosted.store, id)).filter(isShown);
    return done({
      partners: await Promise.all(
        partners
          .filter(({ status }) => status === "active")
          .map((partner) => partnerView(hosted, partner, found.person)),
      ),
      asked: await Promise.all(questions.map((one) => viewOf(hosted, one, ours))),
    });
  });

  const ask = {
    url: "/people/:id/ask",
    summary: "Ask a partner about a person; the answer is kept as evidence and changes nothing",
    body: AskBody,
    answer: AskedView,
  };
  post(doors, ask, async (call) => {
    const { hosted, id } = call;
    const found = await loadPerson(hosted, id);
    if (!found) return refused("err.not_found");
    const asked = await askAbout(doors, call, found.person);
    return asked.ok
      ? done(await viewOf(hosted, asked.question, await fieldsOf(hosted, found)))
      : asked;
  });
}

/** Only what is asked from here; the command line's other questions have no place on this screen. */
function isShown({ operation }: KeptQuestion): boolean {
  return operation === "sync/search" || operation === "sync/check-enrollment";
}

async function fieldsOf(
  hosted: Hosted,
  { person, about }: { person: StoredRecord; about: StoredRecord[] },
): Promise<FieldView[]> {
  return fieldViews(await loadedFor(hosted, [person, ...about], about), person);
}

async function viewOf(hosted: Hosted, question: KeptQuestion, ours: FieldView[]) {
  const [partner, evidence] = await Promise.all([
    partnerById(hosted.store, question.partner),
    evidenceOf(hosted.store, question.id),
  ]);
  return askedView(hosted, partner, question, evidence, ours);
}

async function partnerView(hosted: Hosted, partner: Partner, person: StoredRecord) {
  const agreement = await agreementWith(hosted, partner.id);
  const trusted = agreement?.trusted_identifiers ?? [];
  return {
    system: systemRef(hosted, partner.id),
    purposes: agreement?.purposes ?? [],
    identifiers: mayLeave(person, trusted).map(({ identifier_type, identifier_value }) => ({
      type: identifier_type,
      value: identifier_value,
    })),
    same_node: partner.profile === "local",
  };
}

function agreementWith({ store }: Hosted, partner: string) {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  return activeAgreement(store, partner, store.system.id, nowIso);
}

/** Identifiers of types that the agreement trusts, in its order. */
function mayLeave(person: StoredRecord, trusted: readonly string[]): Identifier[] {
  const known = identifiersOf(person.state);
  return trusted.flatMap((type) => known.filter((one) => one.identifier_type === type));
}

async function askAbout(
  { node }: Doors,
  { hosted, worker, body }: Call<AskBody>,
  person: StoredRecord,
): Promise<{ ok: true; question: KeptQuestion } | Refusal> {
  const partner = await partnerById(hosted.store, body.partner);
  if (partner?.status !== "active") return refused("err.bad_input", ["/partner"]);
  const agreement = await agreementWith(hosted, partner.id);
  const leaving = mayLeave(person, agreement?.trusted_identifiers ?? []).find(
    (one) =>
      one.identifier_type === body.identifier.type &&
      one.identifier_value === body.identifier.value,
  );
  if (agreement && !leaving) return refused("err.bad_input", ["/identifier"]);
  const line = node.lineTo(hosted, partner);
  if (!line) return refused("err.unavailable");
  const asking: Asking = {
    hosted,
    partner,
    line,
    purpose: body.purpose,
    by: worker,
    about: { record_id: person.id, fields: ["identifiers"] },
    newId: node.newId,
  };
  return body.what === "person" ? askPerson(asking, body) : askEnrolment(asking, body);
}

function askPerson(asking: Asking, body: AskBody) {
  const criteria = searchCriteria(queryOf(body), { recordType: "Member", ...reasonOf(asking) });
  return askAndWait(asking, {
    operation: "sync/search",
    asked: { criteria: criteria as JsonObject },
    async *ask(line, transactionId) {
      yield await line.syncSearch(criteria, { transactionId });
    },
  });
}

function askEnrolment(asking: Asking, body: AskBody) {
  const criteria = enrolledCriteria(queryOf(body), { recordType: "Member", ...reasonOf(asking) });
  return askAndWait(asking, {
    operation: "sync/check-enrollment",
    asked: { criteria: criteria as JsonObject },
    async *ask(line, transactionId) {
      yield await line.checkEnrollment(criteria, { transactionId });
    },
  });
}

function queryOf({ identifier }: AskBody) {
  return byIdentifier(identifier.type, identifier.value);
}

function reasonOf({ hosted, purpose }: Asking) {
  return { purpose: { code: purpose }, at: new Date(hosted.store.clock.nowMs()).toISOString() };
}
