import { standardProfile, type WritingProfile } from "./profiles.ts";

/**
 * Writing profiles by name. Each is the habit of one published source: the ESS sample messages, the
 * example inside the ESS OpenAPI file, those of the social registry and the IBR, and the IBR's
 * JSON-LD. `openspp` is the social registry's, which is what that system serves; its own literals
 * were not available to us.
 */
const social: WritingProfile = {
  ...standardProfile,
  preset: "social",
  employment_status: "core",
  reads_numbers: true,
  enrolment_status: "CD.IBR.01",
  context: {
    "@vocab": "https://schema.spdci.org/extensions/social/v1",
    xsd: "http://www.w3.org/2001/XMLSchema#",
    schema: "http://schema.org/",
  },
  types: { member: "spdci:member", person: "SRPerson", group: "Group", beneficiary: "Beneficiary" },
  disability: "is_disabled",
  booleans: "digits",
  dates: "date-time",
  relationship: "relationship_head",
};

const ibr: WritingProfile = {
  ...social,
  preset: "ibr",
  context: { ...social.context, "@vocab": "https://schema.spdci.org/extensions/ibr/v1" },
  types: { member: "Member", person: "IBRPerson", group: "Group", beneficiary: "Beneficiary" },
  beneficiary: "nested",
  person_wrapper: true,
  given_name: "first_name",
  fields: { "Household.group_type": { form: "code" } },
};

const samples: WritingProfile = {
  ...standardProfile,
  preset: "ess-samples",
  place: "geographical_location",
  place_form: "text",
  employment_info: "object",
  group_identifier: "object",
  additional: "free",
  fields: {
    "Person.registration_date": { dates: "date-time" },
    "Household.registration_date": { dates: "date-time" },
  },
};

const essYaml: WritingProfile = {
  ...standardProfile,
  preset: "ess-yaml",
  employment_status: "core",
  reads_numbers: true,
  context: {
    spdci: "https://schema.spdci.org/core/v1/data",
    common: "https://schema.spdci.org/common/v1/",
  },
  types: {
    member: "spdci:member",
    person: "ESSPerson",
    group: "spdci:Group",
    beneficiary: "spdci:Beneficiary",
  },
  place: "geographical_location",
  disability: "is_disabled",
  languages: "shortest",
  additional: "free",
  identifier_types: { NID: "NationalID" },
  fields: { "Person.registration_date": { dates: "date-time" } },
};

const codes: WritingProfile = {
  ...standardProfile,
  preset: "codes",
  form: "code",
  reads_numbers: true,
  fields: { "Person.unemployment_reason": { padded: true } },
};

export const presets: ReadonlyMap<string, WritingProfile> = new Map(
  [
    standardProfile,
    samples,
    essYaml,
    {
      ...standardProfile,
      preset: "pes",
      context: { ...standardProfile.context, spdci: "https://schema.spdci.org/extensions/PES/v1/" },
      types: { ...standardProfile.types, person: "PES_Person" },
    },
    codes,
    social,
    { ...social, preset: "openspp" },
    ibr,
    {
      ...ibr,
      preset: "ibr-schema",
      form: "code" as const,
      enrolment_status: "ibr-schema" as const,
      spelling: "enrollment" as const,
      beneficiary: "flat" as const,
      person_wrapper: false,
      given_name: "given_name" as const,
      fields: {},
    },
  ].map((profile) => [profile.preset, profile]),
);
