import { Type, type Static, type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { RecordType } from "../domain/records/field.ts";
import { fieldSpec, recordTypes } from "../domain/records/tables.ts";
import { isNameable } from "./partner-names.ts";
import { presets } from "./presets.ts";
import {
  employmentNumberings,
  enrolmentLists,
  standardProfile,
  type WritingProfile,
} from "./profiles.ts";
import { namesTaken } from "./spellings.ts";

const oneOf = <const T extends readonly string[]>(...words: T) =>
  Type.Optional(Type.Enum(words as unknown as [T[number], ...T[number][]]));
const literal = Type.String({ minLength: 1, maxLength: 200 });
const attributeName = Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_]{0,59}$" });
const named = <T extends TSchema>(of: T) =>
  Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 99 }), of));

const form = oneOf("code", "label");
const dates = oneOf("day", "date-time");
const flag = Type.Optional(Type.Boolean());
const FieldTerms = Type.Object(
  { form, padded: flag, dates, name: Type.Optional(attributeName), omit: flag },
  { additionalProperties: false },
);

/**
 * How a partner wants to be written to, as its terms say it (`Partner.terms.writing`): a preset, and
 * where the partner departs from it. Everything may be left out.
 */
export const WritingTerms = Type.Object(
  {
    preset: Type.Optional(Type.String({ maxLength: 40 })),
    form,
    padded: flag,
    employment_status: oneOf("icse93", "core", "icse18"),
    enrolment_status: oneOf("CD.EMP.03", "CD.IBR.01", "ibr-schema", "check-enrollment"),
    context: named(literal),
    types: Type.Optional(
      Type.Object(
        {
          member: Type.Optional(literal),
          person: Type.Optional(literal),
          group: Type.Optional(literal),
          beneficiary: Type.Optional(literal),
        },
        { additionalProperties: false },
      ),
    ),
    place: oneOf("place", "geographical_location"),
    place_form: oneOf("object", "text"),
    employment_info: oneOf("list", "object"),
    group_identifier: oneOf("list", "object"),
    disability: oneOf("both", "self_id_disability", "is_disabled"),
    booleans: oneOf("json", "digits"),
    dates,
    spelling: oneOf("enrolment", "enrollment"),
    beneficiary: oneOf("flat", "nested"),
    person_wrapper: flag,
    given_name: oneOf("given_name", "first_name"),
    surname: oneOf("surname", "sur_name", "family_name"),
    relationship: oneOf("additional_attributes", "relationship_head"),
    languages: oneOf("kept", "shortest"),
    additional: oneOf("named", "free", "object"),
    identifier_types: named(Type.String({ minLength: 1, maxLength: 30 })),
    fields: named(FieldTerms),
  },
  { additionalProperties: false },
);
export type WritingTerms = Static<typeof WritingTerms>;

/** Why terms make no profile; `at` is a JSON pointer into them, never a value. */
export interface TermsFault {
  ok: false;
  code:
    | "terms.not_understood"
    | "terms.preset_unknown"
    | "terms.field_unknown"
    | "terms.name_taken"
    | "terms.type_taken";
  at: string;
}

const terms = Compile(WritingTerms);

/**
 * Terms as a writing profile, or what is wrong with them. No terms at all are the standard profile.
 * A numbering of the employment status counts as agreed, so that bare numbers are read by it, when
 * the terms or their preset name one.
 */
export function writingProfile(given: unknown): { ok: true; profile: WritingProfile } | TermsFault {
  if (given === undefined || given === null) return { ok: true, profile: standardProfile };
  if (!terms.Check(given)) {
    const [first] = terms.Errors(given);
    return fault("terms.not_understood", first?.instancePath ?? "");
  }
  const base = presets.get(given.preset ?? standardProfile.preset);
  if (!base) return fault("terms.preset_unknown", "/preset");
  const { preset: _, types, fields, context, ...rest } = given;
  const profile: WritingProfile = {
    ...base,
    ...withoutUndefined(rest),
    context: context ?? base.context,
    types: { ...base.types, ...withoutUndefined(types ?? {}) },
    fields: { ...base.fields, ...fields },
    reads_numbers: base.reads_numbers || given.employment_status !== undefined,
  };
  return faultIn(profile) ?? { ok: true, profile };
}

/** The profile of a partner that is already registered: terms that make none are the standard's. */
export function profileOf(given: unknown): WritingProfile {
  const read = writingProfile(given);
  return read.ok ? read.profile : standardProfile;
}

function withoutUndefined<T extends object>(from: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

function fault(code: TermsFault["code"], at: string): TermsFault {
  return { ok: false, code, at };
}

/**
 * Two things under one name would be one thing at the partner's: above all what an assessment found
 * and what the person says of a disability.
 */
function faultIn(profile: WritingProfile): TermsFault | null {
  if (!Object.hasOwn(employmentNumberings, profile.employment_status)) {
    return fault("terms.not_understood", "/employment_status");
  }
  if (!Object.hasOwn(enrolmentLists, profile.enrolment_status)) {
    return fault("terms.not_understood", "/enrolment_status");
  }
  const theirs = Object.values(profile.identifier_types);
  if (new Set(theirs).size !== theirs.length) return fault("terms.type_taken", "/identifier_types");
  for (const [name, { name: renamed }] of Object.entries(profile.fields)) {
    const at = `/fields/${name}`;
    const [type = "", field = ""] = name.split(".");
    const spec = recordTypes.includes(type as RecordType)
      ? fieldSpec(type as RecordType, field)
      : undefined;
    if (!spec?.dci) return fault("terms.field_unknown", at);
    if (renamed !== undefined && !isNameable(type as RecordType, field)) {
      return fault("terms.not_understood", `${at}/name`);
    }
    if (renamed !== undefined && namesTaken.has(renamed)) return fault("terms.name_taken", at);
  }
  const renames = Object.entries(profile.fields).flatMap(([name, one]) =>
    one.name === undefined ? [] : [`${name.split(".")[0]}.${one.name}`],
  );
  return new Set(renames).size === renames.length ? null : fault("terms.name_taken", "/fields");
}
