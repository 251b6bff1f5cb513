import { createHash } from "node:crypto";
import type { Json, JsonObject } from "../domain/json.ts";
import { unknownOf } from "../domain/plain-receiving.ts";
import { emptyState, type StoredRecord } from "../domain/record.ts";
import { personKind } from "../exchange/incoming.ts";
import { writeBeneficiary, writeGroup, writePerson } from "../exchange/plain-records.ts";
import { project } from "../exchange/projection.ts";
import { readRecord } from "../exchange/reading.ts";
import type { Subject } from "../exchange/saying.ts";
import type { Subscription } from "../store/feed.ts";
import type { Batch } from "./compose.ts";
import type { Standing } from "./plain-deciding.ts";
import type { Gathered } from "./plain-gathering.ts";

/** A record in the partner's words, and what of whom that discloses. */
export interface Written {
  record: JsonObject;
  named: Batch["named"];
  disclosed: Batch["disclosed"];
}

/** What a subscription says of a record now, and the hash of that. */
export function saidOf(
  standing: Standing,
  gathered: Gathered,
  sub: Subscription,
): { written: Written; said: JsonObject; hash: string } {
  const written = writeFor(standing, gathered, sub);
  const said = project(written.record, sub.projection, gathered.profile);
  const hash = createHash("sha256").update(JSON.stringify(said)).digest("base64");
  return { written, said, hash };
}

/** The same as the partner would say it back. */
export function saidBack({ type, profile }: Gathered, said: JsonObject): Record<string, Json> {
  return readRecord(type, said, profile).values;
}

/** Writes a record that is within a subscription: a Member or Person, a Group, a Beneficiary. */
export function writeFor(standing: Standing, gathered: Gathered, sub: Subscription): Written {
  const { record, cut, people } = standing;
  const { profile, type } = gathered;
  if (!cut.ok) throw new Error("a record that may not be told is written");
  const subject = { key: record.key, state: cut.state, kept: unknownOf(record, sub.partner) };
  const named = { key: record.key, record_id: record.id };
  if (type === "Person") {
    const { record: written, fields } = writePerson(subject, personKind(sub.record_type), profile);
    return { record: written, named: [named], disclosed: [disclosure(record, fields)] };
  }
  const about = people.map((person) => ({
    person,
    subject: subjectOf(standing, person, sub.partner),
  }));
  if (type === "Household") {
    const members = about.map(({ subject: member }) => member);
    const group = writeGroup(subject, members, profile);
    const told = about.map(({ person }, index) =>
      disclosure(person, group.members[index]?.fields ?? []),
    );
    return {
      record: group.record,
      named: [named, ...people.map(({ key, id }) => ({ key, record_id: id }))],
      disclosed: [disclosure(record, group.fields), ...told],
    };
  }
  const [only] = about;
  const beneficiary = writeBeneficiary(subject, only?.subject ?? null, profile);
  const told = only ? [disclosure(only.person, beneficiary.person.fields)] : [];
  return {
    record: beneficiary.record,
    named: [named, ...people.map(({ key, id }) => ({ key, record_id: id }))],
    disclosed: [disclosure(record, beneficiary.fields), ...told],
  };
}

function subjectOf({ personStates }: Standing, person: StoredRecord, partner: string): Subject {
  return {
    key: person.key,
    state: personStates.get(person.id) ?? emptyState,
    kept: unknownOf(person, partner),
  };
}

function disclosure(record: StoredRecord, fields: string[]): Batch["disclosed"][number] {
  const subject = record.type === "Person" ? record.id : record.subject;
  return { record_id: record.id, subject, fields };
}
