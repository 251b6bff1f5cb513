import type { Change, Deciding } from "./change.ts";
import { sameJson, type Json } from "./json.ts";
import { changeOfPlain, inNameOf, joined, proposalOf } from "./plain-receiving.ts";
import { creatorOf, emptyState, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";
import type { EnrolmentStatus, ProgrammeName } from "./records/values.ts";
import type { News } from "./three-way.ts";
import { mayFollow } from "./transitions.ts";

/** Why an enrolment that a partner tells of is not taken in. */
export type EnrolmentRefusal =
  | "no_programme"
  | "not_its_programme"
  | "not_its_enrolment"
  | "no_status"
  | "no_enrolment_date"
  | "late"
  | "dates"
  | "transition";

/** An enrolment as its programme's own system tells it. */
export interface ToldEnrolment {
  partner: SystemId;
  /** Under which key it is kept: the partner's own, or one made of programme and person. */
  key: string;
  /** Values of the record table (`programme`, `status`, dates, `reason`). */
  values: Record<string, Json>;
}

export type TakenEnrolment = { ok: true; changes: Change[] } | { ok: false; why: EnrolmentRefusal };

/**
 * An enrolment belongs to the system that tells of it, so what it says holds, within the enrolment
 * law (case.md). First heard of, it began as active on its enrolment date and took one step since.
 * Told twice, it changes nothing; told late, it does not undo what is newer. A death it speaks of is
 * a report about the person, which somebody checks; it stops nothing by itself.
 */
export function takeEnrolment(
  ctx: Deciding,
  person: StoredRecord,
  known: StoredRecord | null,
  told: ToldEnrolment,
): TakenEnrolment {
  const { partner, key, values } = told;
  const why = refusalOf(ctx, known, told);
  if (why) return { ok: false, why };
  const asPartner = inNameOf(ctx, partner);
  const record: StoredRecord = known ?? {
    id: ctx.newId(),
    type: "Enrolment",
    key,
    version: 0,
    ownVersion: 0,
    subject: person.id,
    household: person.household,
    state: emptyState,
  };
  const fields = fieldsToWrite(ctx, person, record, values);
  const changes: Change[] = [];
  if (Object.keys(fields).length > 0) {
    const act = known ? "enrolment.status" : "enrolment.opened";
    const reason = textOf(record.state, "reason");
    changes.push({
      ...joined(asPartner, record, fields),
      // Outside any chain of versions, so under a number no version has.
      originVersion: -(Date.parse(ctx.nowIso) * 1000 + (record.version % 1000)),
      act,
      reason: typeof fields["reason"] === "string" ? fields["reason"] : reason,
    });
  }
  if (fields["status"] === "deceased") changes.push(...reportOfDeath(ctx, person, partner));
  return { ok: true, changes };
}

/**
 * What a partner says of an enrolment of ours that it was told of. It is ours to decide, so another
 * status is a proposal, made once: our own word coming back, or what the partner said before, is no
 * news (`news`, by three-way.ts). A death is a report about the person here too.
 */
export function proposedStatus(
  ctx: Deciding,
  person: StoredRecord,
  enrolment: StoredRecord,
  { partner, values }: Pick<ToldEnrolment, "partner" | "values">,
  news: News,
): Change[] {
  const { status } = values;
  if (news === "none" || typeof status !== "string") return [];
  if (status === "deceased") return reportOfDeath(ctx, person, partner);
  const asPartner = inNameOf(ctx, partner);
  return [proposalOf(asPartner, ctx.self.id, person, "status", status, enrolment)];
}

function refusalOf(
  ctx: Deciding,
  known: StoredRecord | null,
  { partner, values }: ToldEnrolment,
): EnrolmentRefusal | null {
  if (known && creatorOf(known.key) !== partner) return "not_its_enrolment";
  const programme = values["programme"] as ProgrammeName | undefined;
  if (!programme?.id) return "no_programme";
  const owner = creatorOf(programme.id);
  if (owner !== partner && ctx.systems.has(owner)) return "not_its_programme";
  const status = values["status"] as EnrolmentStatus | undefined;
  if (!status) return "no_status";
  const began = textOr(
    values["enrolment_date"],
    known ? textOf(known.state, "enrolment_date") : "",
  );
  const since = textOr(values["effective_date"], "");
  if (since !== "" && began !== "" && since < began) return "dates";
  if (!known) {
    if (status === "active") return null;
    if (began === "") return "no_enrolment_date";
    return mayFollow("active", status) ? null : "transition";
  }
  const from = textOf(known.state, "status") as EnrolmentStatus;
  const last = textOf(known.state, "effective_date");
  if (since !== "" && last !== "" && since < last) return "late";
  return from === status || mayFollow(from, status) ? null : "transition";
}

/** What differs from what is known; the day of a step is the day it is told when none is said. */
function fieldsToWrite(
  ctx: Deciding,
  person: StoredRecord,
  record: StoredRecord,
  values: Record<string, Json>,
): Record<string, Json> {
  const { programme, status, reason, effective_date, enrolment_date } = values;
  const today = ctx.nowIso.slice(0, 10);
  const isNew = record.version === 0;
  const isStep = status !== undefined && valueOf(record.state, "status") !== status;
  const since = effective_date ?? (isNew && status === "active" ? enrolment_date : null) ?? today;
  const wanted: Record<string, Json | undefined> = {
    status,
    ...(isNew ? { person: person.key, programme, enrolment_date: enrolment_date ?? since } : {}),
    ...(isStep || effective_date !== undefined ? { effective_date: since } : {}),
    ...(isStep || reason !== undefined ? { reason: reason ?? "" } : {}),
  };
  const fields: Record<string, Json> = {};
  for (const [field, value] of Object.entries(wanted)) {
    if (value !== undefined && !sameJson(valueOf(record.state, field), value))
      fields[field] = value;
  }
  return fields;
}

/** Never a confirmation, whoever says it, and never against what is known of a death already. */
function reportOfDeath(ctx: Deciding, person: StoredRecord, partner: SystemId): Change[] {
  const known = textOf(person.state, "vital_status");
  if (known === "reported" || known === "confirmed") return [];
  return changeOfPlain(ctx, person, partner, { vital_status: "reported" });
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
