import { sameJson, type Json } from "../../domain/json.ts";
import { isAskedOf } from "../../domain/proposal.ts";
import { textOf, valueOf, type StoredRecord, type Version } from "../../domain/record.ts";
import { planTypes } from "../../domain/plan/plan-law.ts";
import type { FieldSpec, RecordType } from "../../domain/records/field.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import type { TimelineEvent } from "../../store/reading/timeline.ts";
import type { TimelineEntry } from "../api/schemas.ts";
import type { Hosted } from "../hosting.ts";
import { actorOf } from "./proposal-view.ts";

/** Fields that say how records hang together, not what happened. */
const technical = new Set(["person", "household", "group_type", "by"]);
/** Of a plan's records, of contacts and of referrals only what they are called: the rest is read there itself. */
const ofPlans: ReadonlySet<RecordType> = new Set([...planTypes, "Referral", "Contact"]);
const planTitles: ReadonlySet<string> = new Set(["Goal.text", "Step.what", "Referral.service"]);

/** What happened to a household, newest first: who, when, from which system, from which value to which. */
export function timelineView(
  hosted: Hosted,
  events: readonly TimelineEvent[],
  records: ReadonlyMap<string, StoredRecord>,
  nameOf: (personId: string) => string,
  deathDayOf: (personId: string) => string | null,
): TimelineEntry[] {
  return events
    .filter((event) => !isToldByTarget(event) && !isCover(hosted, event))
    .filter((event) => !isNoAnswer(event, records.get(event.record_id)))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || Number(b.pos) - Number(a.pos))
    .map((event) => ({
      id: event.pos,
      at: event.at.toISOString(),
      received_at: event.received_at.toISOString(),
      by: actorOf(hosted, { ...event.by }, event.origin),
      person_id: event.subject,
      person_name: event.subject ? nameOf(event.subject) : "",
      act: event.act,
      after_death: isAfterDeath(event, event.subject ? deathDayOf(event.subject) : null),
      changes: changesOf(hosted, event, records.get(event.record_id)),
      reason: event.reason,
    }));
}

/** What an office still did for somebody who had died is kept and shown as that; the death itself is not. */
function isAfterDeath({ act, at }: TimelineEvent, day: string | null): boolean {
  return day !== null && !lastActs.has(act) && at.toISOString().slice(0, 10) > day;
}
const lastActs: ReadonlySet<string> = new Set([
  "death.reported",
  "death.confirmed",
  "death.reversed",
  "enrolment.status",
  "enrolment.restored",
]);

/** An accepted proposal is told once, by the change of the field itself. */
function isToldByTarget(event: TimelineEvent): boolean {
  return event.type === "Proposal" && event.act === "proposal.accepted";
}

/** The word of a system that was not asked is no answer to a proposal. */
function isNoAnswer({ type, act, origin }: TimelineEvent, record: StoredRecord | undefined) {
  const isAnswer =
    type === "Proposal" && (act === "proposal.accepted" || act === "proposal.refused");
  return isAnswer && record !== undefined && !isAskedOf(record, origin);
}

/** What we keep private is told once, by the record of ours that stands behind it. */
function isCover(hosted: Hosted, event: TimelineEvent): boolean {
  return event.type === "Unavailable" && event.origin === hosted.store.system.id;
}

function changesOf(
  hosted: Hosted,
  event: TimelineEvent,
  record: StoredRecord | undefined,
): TimelineEntry["changes"] {
  if (event.type === "Proposal") return record ? [proposedChange(record)] : [];
  const own = event.origin === hosted.store.system.id;
  const shows = (spec: FieldSpec | undefined, field: string) =>
    spec !== undefined &&
    !technical.has(field) &&
    (own || spec.class !== "local") &&
    (!ofPlans.has(event.type) || planTitles.has(`${event.type}.${field}`));
  const fields = Object.entries(event.delta.fields)
    .filter(([field]) => shows(fieldSpec(event.type, field), field))
    .map(([field, [version]]) => ({
      field,
      from: event.before[field] ?? null,
      to: version?.v ?? null,
    }));
  const sets = Object.entries(event.delta.sets)
    .filter(([field]) => shows(fieldSpec(event.type, field), field))
    .map(([field, elements]) => setChange(field, event.before[field], elements));
  return [...fields, ...sets].filter(({ from, to }) => !sameJson(from, to));
}

function setChange(field: string, before: Json | undefined, elements: Record<string, Version>) {
  const from = Array.isArray(before) ? before : [];
  const versions = Object.values(elements);
  const gone = versions.filter((version) => version.gone).map((version) => version.v);
  const added = versions.filter((version) => !version.gone).map((version) => version.v);
  const kept = from.filter((value) => ![...gone, ...added].some((one) => sameJson(one, value)));
  return { field, from: from as Json, to: [...kept, ...added] as Json };
}

function proposedChange(proposal: StoredRecord): TimelineEntry["changes"][number] {
  return {
    field: textOf(proposal.state, "field"),
    from: null,
    to: valueOf(proposal.state, "value") ?? null,
  };
}
