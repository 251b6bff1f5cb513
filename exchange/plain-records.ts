import type { Json, JsonObject } from "../domain/json.ts";
import { textOf, valueOf } from "../domain/record.ts";
import type { FieldSpec, RecordType } from "../domain/records/field.ts";
import { partnerNames, renamed } from "./partner-names.ts";
import type { WritingProfile } from "./profiles.ts";
import { returned, say, type Said, type Subject } from "./saying.ts";
import { isObject, listIn } from "./spellings.ts";
import { relationshipWord, wordOf } from "./values.ts";

/** A record as this partner reads it. */
export interface PlainRecord {
  record: JsonObject;
  /** Fields that are said, whole or in part: what a disclosure has to name. */
  fields: string[];
  /** Fields that this partner's lists or attributes cannot say faithfully; left out, whole or in part. */
  unsaid: string[];
}

/** A Group, and what its members were told of, by their keys. */
export interface PlainGroup extends PlainRecord {
  members: { key: string; fields: string[]; unsaid: string[] }[];
}

/**
 * A person as DO.EMP.02 Member, or as the flat DO.EMP.01 Person with personal details alone. What
 * the partner has no faithful word for is left out and named in `unsaid`.
 */
export function writePerson(
  person: Subject,
  kind: "Member" | "Person",
  profile: WritingProfile,
): PlainRecord {
  const written = kind === "Member" ? member(person, profile) : flatPerson(person, profile);
  return { ...written, record: { "@context": profile.context, ...written.record } };
}

/**
 * A household as DO.EMP.03 Group. `members` are those persons whom the agreement covers, cut by it:
 * nobody else is named, so `group_size` may say more than the list shows.
 */
export function writeGroup(
  household: Subject,
  members: readonly Subject[],
  profile: WritingProfile,
): PlainGroup {
  const said = say("Household", household, profile);
  const record = returned(said, household, profile);
  const unsaid = new Set(said.unsaid);
  placed(record, profile, said, unsaid);
  const written = members.map((one) => ({ key: one.key, ...member(one, profile) }));
  const head = members.findIndex(isHead);
  const headRecord = written[head]?.record;
  if (headRecord) {
    const relatives = relatedTo(head, members, profile);
    record["group_head_info"] =
      relatives.length > 0 ? { ...headRecord, related_person: relatives } : headRecord;
  }
  if (written.length > 0) record["member_list"] = written.map((one) => one.record);
  return {
    record: {
      "@context": profile.context,
      "@id": household.key,
      "@type": profile.types.group,
      ...underTheirNames("Household", record, profile),
    },
    fields: said.fields,
    unsaid: [...unsaid],
    members: written.map(({ key, fields, unsaid: left }) => ({ key, fields, unsaid: left })),
  };
}

/**
 * One enrolment as a Beneficiary (digest 7.10). Without a person only the reference travels. A
 * status the partner's list lacks is left out: nobody is called active who has left (digest 7.3).
 */
export function writeBeneficiary(
  enrolment: Subject,
  person: Subject | null,
  profile: WritingProfile,
): PlainRecord & { person: { fields: string[]; unsaid: string[] } } {
  const said = say("Enrolment", enrolment, profile);
  const record = returned(said, enrolment, profile);
  const about = person ? member(person, profile) : null;
  if (about) record["member"] = about.record;
  const unit = wordOf("assistance_unit", "member", profile, "Household.group_type");
  const top: JsonObject = {
    "@context": profile.context,
    "@id": enrolment.key,
    "@type": profile.types.beneficiary,
    ...(unit === undefined ? {} : { assistance_unit: unit }),
  };
  const spelledOut = enrolmentSpelled(underTheirNames("Enrolment", record, profile), profile);
  return {
    record: { ...top, ...spelledOut },
    fields: said.fields,
    unsaid: said.unsaid,
    person: { fields: about?.fields ?? [], unsaid: about?.unsaid ?? [] },
  };
}

function member(person: Subject, profile: WritingProfile): PlainRecord {
  const said = say("Person", person, profile);
  const { demographic_info: about, ...rest } = returned(said, person, profile);
  const details: JsonObject = { "@type": profile.types.person, ...(isObject(about) ? about : {}) };
  const identifiers = rest["member_identifier"];
  const inside: JsonObject = profile.person_wrapper
    ? { person: identifiers ? { identifier: identifiers, ...details } : details }
    : details;
  const record = {
    "@id": person.key,
    "@type": profile.types.member,
    ...underTheirNames("Person", { demographic_info: inside, ...rest }, profile),
  };
  return { record, fields: said.fields, unsaid: said.unsaid };
}

function flatPerson(person: Subject, profile: WritingProfile): PlainRecord {
  const said = say("Person", person, profile, isOfPerson);
  const {
    member_identifier: identifier,
    demographic_info: about,
    ...rest
  } = returned(said, person, profile);
  const record = {
    "@id": person.key,
    "@type": profile.types.person,
    ...underTheirNames(
      "Person",
      { ...(identifier ? { identifier } : {}), ...(isObject(about) ? about : {}), ...rest },
      profile,
    ),
  };
  return { record, fields: said.fields, unsaid: said.unsaid };
}

/** DO.EMP.01: what identifies a person, and nothing of the household or of work. */
function isOfPerson(field: string, spec: FieldSpec): boolean {
  const path = spec.dci?.path ?? "";
  return (
    path.startsWith("demographic_info.") || field === "identifiers" || field === "registration_date"
  );
}

/** The group's place as an object or, as the ESS samples have it, as a plain name. */
function placed(
  record: JsonObject,
  profile: WritingProfile,
  said: Said,
  unsaid: Set<string>,
): void {
  const where = record["place"];
  delete record["place"];
  const asText = profile.place_form === "text" && isObject(where);
  const value = asText ? where["name"] : where;
  if (asText && said.fields.includes("region")) {
    unsaid.add("region");
    said.fields.splice(said.fields.indexOf("region"), 1);
  }
  if (value !== undefined) record[profile.place] = value;
  if (profile.place !== "place" || (value ?? record["address"]) === undefined) return;
  const isPlace = value !== undefined;
  record["place_address"] = profile.booleans === "json" ? isPlace : isPlace ? "1" : "0";
}

function isHead({ state }: Subject): boolean {
  return textOf(state, "relationship") === "SELF" || valueOf(state, "main_contact") === true;
}

/** Whom the head of a group is related to, and what they are to the head (DO.COM.11). */
function relatedTo(head: number, members: readonly Subject[], profile: WritingProfile): Json[] {
  return members.flatMap((one, index) => {
    const relationship = textOf(one.state, "relationship");
    if (index === head || relationship === "") return [];
    return {
      "@type": "RelatedPerson",
      relationship_type: relationshipWord(relationship, profile),
      related_member: { "@type": profile.types.member, "@id": one.key },
    };
  });
}

/** `enrolment_` or `enrollment_`, beside the programme or inside it. */
function enrolmentSpelled(record: JsonObject, profile: WritingProfile): JsonObject {
  const { enrolment_status, enrolment_date, status_change_date, programme_identifier, ...rest } =
    record;
  const about: JsonObject = {};
  if (enrolment_date !== undefined) about[`${profile.spelling}_date`] = enrolment_date;
  if (enrolment_status !== undefined) about[`${profile.spelling}_status`] = enrolment_status;
  if (status_change_date !== undefined) about["status_change_date"] = status_change_date;
  if (profile.beneficiary === "flat") {
    return { ...rest, ...(programme_identifier ? { programme_identifier } : {}), ...about };
  }
  const [programme] = listIn(programme_identifier);
  return { ...rest, programme_identifier: { ...(programme ? { programme } : {}), ...about } };
}

function underTheirNames(
  type: RecordType,
  record: JsonObject,
  profile: WritingProfile,
): JsonObject {
  return renamed(record, partnerNames(type, profile));
}
