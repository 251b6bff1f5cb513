import { mayWrite } from "./authority.ts";
import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { editFields, elementId, isValid, newRecord, ownChange, type Edited } from "./editing.ts";
import type { Json } from "./json.ts";
import { mayBeOffered, offerEndOf, offerState } from "./offer.ts";
import { answerTo, isAskedOf } from "./proposal.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import type {
  EmploymentStatus,
  EnrolmentStatus,
  OfferState,
  ProgrammeName,
} from "./records/values.ts";
import type { EnrolmentLaw } from "./programme/law.ts";
import { enrolmentTransitions, mayFollow, offerTransitions } from "./transitions.ts";
import { reportDeath } from "./vital-status.ts";

type Decided = { ok: true; changes: Change[] } | Refusal;

/**
 * The person's answer to the offer, told to either office. "No" and silence have no effect on any
 * benefit. The offer is social protection's: told to employment support, the answer goes there as a
 * proposal, by the same gesture.
 */
export function answerOffer(
  ctx: Deciding,
  person: StoredRecord,
  answer: OfferState,
  linkedPartners: readonly SystemId[] = [],
): Decided {
  const state = offerState(person.state);
  if (!offerTransitions[state].includes(answer)) return refused("err.transition", ["work_offer"]);
  if (answer === "offered" && !mayBeOffered(withoutLeftOut(person), ctx.nowIso.slice(0, 10)).fits) {
    return refused("err.transition", ["work_offer"]);
  }
  if (ctx.self.kind !== "sp") {
    return editFields(ctx, person, linkedPartners, { changes: { work_offer: answer } });
  }
  const act = answer === "offered" ? "offer.made" : "offer.answered";
  const fields: Record<string, Json> = { work_offer: answer };
  if (answer === "left_out") fields["left_out"] = true;
  if (answer === "offered") fields["left_out"] = false;
  return { ok: true, changes: [ownChange(ctx, person, { fields }, act)] };
}

/**
 * The offer of somebody who stopped fitting is over, by time or by a new fact, whoever wrote it: the
 * agreement does not cover them by it any more, so employment support is told and stops. Nothing of
 * a benefit changes, and whoever fits again may be offered it again.
 */
export function endOffer(ctx: Deciding, person: StoredRecord): Decided {
  const end = offerEndOf(person.state, ctx.nowIso.slice(0, 10));
  if (ctx.self.kind !== "sp" || end === null) return refused("err.transition", ["work_offer"]);
  const fields = { work_offer: "not_offered" };
  return { ok: true, changes: [ownChange(ctx, person, { fields }, `offer.ended_${end}`)] };
}

/** Asking again for an offer takes back "leave me out"; every other rule still decides. */
function withoutLeftOut(person: StoredRecord) {
  const { left_out: _, work_offer: __, ...fields } = person.state.fields;
  return { ...person.state, fields };
}

export interface NewEnrolment {
  programme: ProgrammeName;
  effective_date: string;
  reason: string;
}

/** Enrols a person in one of our programmes. The enrolment belongs to the programme's system. */
export function openEnrolment(
  ctx: Deciding,
  person: StoredRecord,
  input: NewEnrolment,
  law: EnrolmentLaw = enrolmentTransitions,
): { ok: true; changes: Change[]; id: string } | Refusal {
  if (!isValid("Enrolment", "effective_date", input.effective_date)) {
    return refused("err.bad_input", ["effective_date"]);
  }
  if (!law.start.includes("active")) return refused("err.programme.step", ["status"]);
  const record = newRecord(ctx, "Enrolment", { subject: person.id, household: person.household });
  const fields: Record<string, Json> = {
    person: person.key,
    programme: input.programme,
    status: "active",
    reason: input.reason,
    effective_date: input.effective_date,
    enrolment_date: input.effective_date,
  };
  const change = ownChange(ctx, record, { fields }, "enrolment.opened", input.reason);
  return { ok: true, changes: [change], id: record.id };
}

export interface EnrolmentStep {
  status: EnrolmentStatus;
  reason: string;
  effective_date: string;
  /** When the person is told; the change may take effect later. */
  notice_date?: string;
  seen?: string;
}

/**
 * One step of the enrolment law, with its reason and its dates; `law` is the programme's own. Deceased
 * is always a step: no programme leaves it out.
 */
export function changeEnrolment(
  ctx: Deciding,
  enrolment: StoredRecord,
  input: EnrolmentStep,
  law: EnrolmentLaw = enrolmentTransitions,
): Decided {
  if (creatorOf(enrolment.key) !== ctx.self.id) return refused("err.not_yours", ["status"]);
  const known = enrolment.state.fields["status"]?.[0];
  if (input.seen !== undefined && input.seen !== known?.h) return refused("err.stale", ["status"]);
  const from = textOf(enrolment.state, "status") as EnrolmentStatus;
  if (!mayFollow(from, input.status)) return refused("err.transition", ["status"]);
  if (input.status !== "deceased" && !law[from].includes(input.status)) {
    return refused("err.programme.step", ["status"]);
  }
  const { status, reason, effective_date, notice_date } = input;
  const dates = { effective_date, ...(notice_date === undefined ? {} : { notice_date }) };
  const bad = Object.entries(dates).filter(([name, day]) => !isValid("Enrolment", name, day));
  if (bad.length > 0)
    return refused(
      "err.bad_input",
      bad.map(([name]) => name),
    );
  // A notice given for another step says nothing of this one.
  const before = valueOf(enrolment.state, "notice_date") ?? null;
  const notice = notice_date ?? null;
  const fields: Record<string, Json> = { status, reason, effective_date };
  if (notice !== before) fields["notice_date"] = notice;
  return {
    ok: true,
    changes: [ownChange(ctx, enrolment, { fields }, "enrolment.status", input.reason)],
  };
}

export interface EmploymentChange {
  employment_status: EmploymentStatus;
  unemployment_reason?: string;
  job?: Json;
  reason?: string;
}

/** Work found, lost or changed (CD.COM.16, CD.EMP.02, DO.EMP.04); employment support owns it. */
export function changeEmployment(
  ctx: Deciding,
  person: StoredRecord,
  linkedPartners: readonly SystemId[],
  input: EmploymentChange,
): Edited | Refusal {
  const notEmployed = input.employment_status === "not_employed";
  if (notEmployed && !input.unemployment_reason) {
    return refused("err.bad_input", ["unemployment_reason"]);
  }
  const changes: Record<string, Json> = {
    employment_status: input.employment_status,
    unemployment_reason: notEmployed ? (input.unemployment_reason ?? null) : null,
  };
  if (valueOf(person.state, "unemployment_reason") === undefined && !notEmployed) {
    delete changes["unemployment_reason"];
  }
  if (input.job !== undefined && !isValid("Person", "employment_info", [input.job])) {
    return refused("err.bad_input", ["job"]);
  }
  const edited = editFields(
    ctx,
    person,
    linkedPartners,
    { changes, reason: input.reason ?? "" },
    "employment.changed",
  );
  if (!edited.ok || input.job === undefined) return edited;
  return withJob(ctx, person, edited, input.job, input.reason ?? "");
}

/** The job itself goes into the person's own change where there is one, else into a change of its own. */
function withJob(
  ctx: Deciding,
  person: StoredRecord,
  edited: Edited,
  job: Json,
  reason: string,
): Edited {
  const own = edited.changes.find((change) => change.record.id === person.id);
  const fields: Record<string, Json> = {};
  for (const [field, [version]] of Object.entries(own?.delta.fields ?? {})) {
    if (version) fields[field] = version.v;
  }
  const sets = { employment_info: { [elementId(ctx)]: job } };
  const change = ownChange(ctx, person, { fields, sets }, "employment.changed", reason);
  const rest = edited.changes.filter((one) => one !== own);
  return { ...edited, changes: [change, ...rest], saved: [...edited.saved, "employment_info"] };
}

export interface NewService {
  service: string;
  on: string;
  quantity: string;
  outcome: string;
  note: string;
  /** The key of the step of the plan that it is given for; left out: none. */
  step?: string;
}

/** A service delivered, refused or not available: what, to whom, by whom, when, how much. */
export function recordService(
  ctx: Deciding,
  person: StoredRecord,
  input: NewService,
): { ok: true; changes: Change[]; id: string } | Refusal {
  const bad = (["service", "on", "quantity", "outcome", "note"] as const).filter(
    (field) => !isValid("Service", field, input[field]),
  );
  if (bad.length > 0) return refused("err.bad_input", bad);
  const record = newRecord(ctx, "Service", { subject: person.id, household: person.household });
  const fields: Record<string, Json> = { ...input, person: person.key, by: { ...ctx.by } };
  const change = ownChange(ctx, record, { fields }, "service.recorded");
  return { ok: true, changes: [change], id: record.id };
}

/**
 * The owner of the field decides a proposal: acceptance is a normal change of the field that cites
 * it; either way the proposer's screen shows the decision and its reason. `law` is that of the
 * programme, where the proposal is about an enrolment's status.
 */
export function decideProposal(
  ctx: Deciding,
  proposal: StoredRecord,
  target: StoredRecord,
  input: { decision: "accept" | "refuse"; reason: string },
  law: EnrolmentLaw = enrolmentTransitions,
): Decided {
  if (!isAskedOf(proposal, ctx.self.id)) return refused("err.not_yours", ["decision"]);
  if (answerTo(proposal)) return refused("err.decided", ["decision"]);
  const accepted = input.decision === "accept";
  const decision = {
    decision: accepted ? "accepted" : "refused",
    decision_reason: input.reason,
    decided_by: { ...ctx.by },
  };
  const act = accepted ? "proposal.accepted" : "proposal.refused";
  const decided = ownChange(ctx, proposal, { fields: decision }, act, input.reason);
  if (!accepted) return { ok: true, changes: [decided] };
  const done = changesProposed(ctx, proposal, target, input.reason, law);
  return done.ok ? { ok: true, changes: [decided, ...done.changes] } : done;
}

/** What accepting it changes: what has a law of its own is changed by that law and by nothing else. */
function changesProposed(
  ctx: Deciding,
  proposal: StoredRecord,
  target: StoredRecord,
  why: string,
  law: EnrolmentLaw,
): Decided {
  const field = textOf(proposal.state, "field");
  const value = valueOf(proposal.state, "value");
  if (value === undefined || !isValid(target.type, field, value)) {
    return refused("err.bad_input", [field]);
  }
  if (!mayDecideOn(ctx, target, field)) return refused("err.not_yours", [field]);
  if (ofLaw.has(field)) return refused("err.not_yours", [field]);
  const reason = why || textOf(proposal.state, "reason") || "-";
  if (field === "vital_status") {
    // A death has a law of its own: what a partner proposes is a report and no more.
    if (value !== "reported") return refused("err.not_yours", [field]);
    return reportDeath(ctx, target, { date: null, reason });
  }
  if (target.type === "Enrolment" && field === "status") {
    // Deceased follows from a confirmed death, which is nobody's proposal.
    if (value === "deceased") return refused("err.transition", [field]);
    const step = { status: value as EnrolmentStatus, reason };
    return changeEnrolment(ctx, target, { ...step, effective_date: ctx.nowIso.slice(0, 10) }, law);
  }
  // The offer has a law of its own, whoever brings the answer.
  if (field === "work_offer") return answerOffer(ctx, target, value as OfferState);
  const change = ownChange(ctx, target, { fields: { [field]: value } }, "proposal.accepted", why);
  return { ok: true, changes: [change] };
}

/** Joined, withdrawn, died: these have commands of their own, and nobody's proposal goes around them. */
const ofLaw: ReadonlySet<string> = new Set(["merged_into", "withdrawn", "death_date"]);

/** Only what we may write ourselves, field by field, can be accepted; a partner may propose anything. */
function mayDecideOn(ctx: Deciding, target: StoredRecord, field: string): boolean {
  const fieldClass = fieldSpec(target.type, field)?.class;
  if (fieldClass === "set" || fieldClass === "local") return false;
  const others = [...ctx.systems.keys()].filter((system) => system !== ctx.self.id);
  return mayWrite(target, field, ctx.self, others, ctx.systems) === "write";
}
