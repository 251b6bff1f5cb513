import type { Json, JsonObject } from "../domain/json.ts";
import type { Inconsistency } from "./test-inconsistent-codes.ts";

const demographic = (about: JsonObject): JsonObject => ({ demographic_info: about });

/** Names, nesting and forms: the digest's open questions 7.6 to 7.12 and 7.37, and its tables. */
export const inconsistentShapes: Inconsistency[] = [
  {
    clause: "7.6",
    what: "what was assessed",
    given: [true, 1, "1", "yes", "Yes", "true"].map((is_disabled) => ({ is_disabled })),
    meant: { is_disabled: true },
  },
  {
    clause: "7.6",
    what: "what the person says",
    given: [false, 0, "0", "no", "false"].map((self_id_disability) => ({ self_id_disability })),
    meant: { self_id_disability: false },
  },
  {
    clause: "7.6",
    what: "both, kept apart",
    given: [{ is_disabled: "0", self_id_disability: "1" }],
    meant: { is_disabled: false, self_id_disability: true },
  },
  {
    clause: "7.6",
    what: "a code that is neither yes nor no",
    given: [{ is_disabled: "2" }, { is_disabled: "maybe" }],
    meant: {},
  },
  {
    clause: "7.6",
    what: "assessed limitations under three names",
    given: ["disability_limitation_type", "functional_limitation_type", "disability_type"].map(
      (name) => ({ disability_info: [{ [name]: "MOB_SS", functional_severity: "3" }] }),
    ),
    meant: { disability_info: [{ limitation_type: "mobility", severity: "a_lot" }] },
  },
  {
    clause: "7.6",
    what: "place and geographical_location, object or text",
    type: "Household",
    given: [
      { place: "Salt Quay" },
      { geographical_location: "Salt Quay" },
      { place: { name: "Salt Quay" } },
      { geographical_location: { "@type": "Place", name: "Salt Quay" } },
      { place: [{ name: "Salt Quay" }] },
    ],
    meant: { locality: "Salt Quay" },
  },
  {
    clause: "7.6",
    what: "a place within a place",
    type: "Household",
    given: [{ place: { name: "Salt Quay", contained_in_place: { name: "Port Marov" } } }],
    meant: { locality: "Salt Quay", region: "Port Marov" },
  },
  {
    clause: "7.6",
    what: "an address under the place, or beside it",
    type: "Household",
    given: [
      { place: { address: "4 Sail Street" } },
      { address: "4 Sail Street" },
      { address: { street_address: "4 Sail Street" } },
      { address: [{ address_line_1: "4 Sail Street" }] },
    ],
    meant: { address_line: "4 Sail Street" },
  },
  {
    clause: "7.6",
    what: "enrolment and enrollment",
    type: "Enrolment",
    given: [
      { enrolment_date: "2026-01-05" },
      { enrollment_date: "2026-01-05" },
      { "spdci:enrollment_date": "2026-01-05T00:00:00Z" },
    ],
    meant: { enrolment_date: "2026-01-05" },
  },
  {
    clause: "7.6",
    what: "one job, or a list",
    given: [
      { employment_info: { job_title: "cook" } },
      { employment_info: [{ job_title: "cook" }] },
    ],
    meant: { employment_info: [{ job_title: "cook" }] },
  },
  {
    clause: "7.6",
    what: "a group's number: object, list, text",
    type: "Household",
    given: [
      { identifier_type: "UIN", identifier_value: "G-7" },
      [{ identifier_type: "UIN", identifier_value: "G-7" }],
      "G-7",
    ].map((group_identifier) => ({ group_identifier })),
    meant: { number: "G-7" },
  },
  {
    clause: "7.6",
    what: "@context and @type of any extension",
    given: ["spdci:Member", "spdci:member", "PES_Person", "SRPerson", 7].map((type) => ({
      "@context": { a: "b" },
      "@type": type as Json,
      occupation: "cook",
    })),
    meant: { occupation: "cook" },
  },
  {
    clause: "7.6",
    what: "prefixed names",
    given: [{ "spdci:occupation": "cook" }, { "spdcicore:occupation": "cook" }],
    meant: { occupation: "cook" },
  },
  {
    clause: "7.6",
    what: "a person flat, in a Member, or one step further in",
    given: [
      { birth_date: "1991-04-02" },
      demographic({ birth_date: "1991-04-02" }),
      demographic({ person: { birth_date: "1991-04-02" } }),
      { person: { birthDate: "1991-04-02" } },
    ],
    meant: { birth_date: "1991-04-02" },
  },
  {
    clause: "7.6",
    what: "names in every spelling",
    given: [
      { given_name: "Amina", surname: "Vello" },
      { first_name: "Amina", sur_name: "Vello" },
      { givenName: "Amina", familyName: "Vello" },
      { given_name: "Amina", family_name: "Vello", prefix: " ", suffix: "" },
    ].flatMap((name) => [
      demographic({ name }),
      demographic({ name: [name] }),
      demographic({ person: { name } }),
      { name },
      demographic(name),
      name,
    ]),
    meant: { name: { given_name: "Amina", surname: "Vello" } },
  },
  {
    clause: "7.7",
    what: "blanks say nothing",
    given: ["", " ", null, [], {}].map((blank) => ({
      occupation: blank,
      employment_info: blank,
      demographic_info: { sex: blank, email: blank, address: blank },
    })),
    meant: {},
  },
  {
    clause: "7.8",
    what: "dates and date-times, never shifted by a zone",
    given: [
      "1991-04-02",
      "1991-04-02T00:00:00Z",
      "1991-04-02T23:30:00-05:00",
      "1991-04-02T00:00:00+13:00",
      "1991-04-02T11:20:00",
      "1991-04-02T00:00",
      "1991-04-02 00:00",
    ].map((birth_date) => demographic({ birth_date })),
    meant: { birth_date: "1991-04-02" },
  },
  {
    clause: "7.8",
    what: "days that may be two days, or none",
    given: ["02.05.2004", "05/02/2004", "2004-02-31", "2004", "1991-04-021", 20040502].map(
      (birth_date) => demographic({ birth_date }),
    ),
    meant: {},
  },
  {
    clause: "7.9",
    what: "a Beneficiary with its member",
    type: "Enrolment",
    given: [
      {
        member: { "@id": "ess.x/1" },
        programme_identifier: [{ programme_identifier: "P1", programme_name: "Baking" }],
      },
    ],
    meant: { person: "ess.x/1", programme: { id: "P1", name: "Baking" } },
  },
  {
    clause: "7.10",
    what: "an enrolment beside its programme or inside, flat or nested",
    type: "Enrolment",
    given: [
      {
        programme_identifier: { programme_identifier: "P1", programme_name: "Baking" },
        enrolment_status: "Active",
        enrolment_date: "2026-01-05",
      },
      {
        programme_identifier: [{ programme_identifier: "P1", programme_name: "Baking" }],
        enrollment_status: 1,
        enrollment_date: "2026-01-05T00:00",
      },
      {
        programme_identifier: {
          programme: { programme_identifier: "P1", programme_name: "Baking" },
          enrolment_status: "Active",
          enrolment_date: "2026-01-05T00:00",
        },
      },
      {
        member: {
          programme_identifier: {
            program: { program_identifier: "P1", program_name: "Baking" },
            enrolment_status: "active",
            enrolment_date: "2026-01-05",
          },
        },
      },
    ],
    meant: {
      programme: { id: "P1", name: "Baking" },
      status: "active",
      enrolment_date: "2026-01-05",
    },
  },
  {
    clause: "7.11",
    what: "what the standard lacks, in all shapes of additional_attributes",
    given: [
      [{ attribute_name: "care_hours", attribute_value: "mornings" }],
      [{ care_hours: "mornings" }],
      { care_hours: "mornings" },
      { attribute_name: "care_hours", attribute_value: "mornings" },
    ].map((additional_attributes) => ({ additional_attributes })),
    meant: { care_hours: "mornings" },
  },
  {
    clause: "7.12",
    what: "identifiers under three names, one or many, each once",
    given: [
      { member_identifier: { identifier_type: "UIN", identifier_value: "55" } },
      { identifier: [{ "@type": "Identifier", identifier_type: "UIN", identifier_value: 55 }] },
      demographic({ identifier: { identifier_type: "code:UIN", identifier_value: "55" } }),
      demographic({ person: { identifier_type: "UIN", identifier_value: "55" } }),
      {
        member_identifier: [
          { identifier_type: "UIN", identifier_value: "55" },
          { identifier_type: "UIN", identifier_value: "55" },
        ],
        identifier: "M55",
      },
    ],
    meant: { identifiers: [{ identifier_type: "UIN", identifier_value: "55" }] },
  },
  {
    clause: "7.12",
    what: "an identifier without a type or a value is none",
    given: [
      "M55",
      { identifier_value: "55" },
      { identifier_type: "UIN" },
      { identifier_type: {}, identifier_value: [] },
    ].map((member_identifier) => ({ member_identifier })),
    meant: {},
  },
  {
    clause: "7.12",
    what: "type names as configured",
    terms: { identifier_types: { NID: "NationalID" } },
    given: [{ member_identifier: { identifier_type: "NationalID", identifier_value: "9" } }],
    meant: { identifiers: [{ identifier_type: "NID", identifier_value: "9" }] },
  },
  {
    clause: "7.37",
    what: "numbers where texts stand, texts where numbers stand",
    type: "Household",
    given: [
      { group_size: 4, poverty_score: 4.5 },
      { group_size: "4", poverty_score: "4.50" },
    ],
    meant: { group_size: 4, poverty_score: 4.5 },
  },
  {
    clause: "7.37",
    what: "a number as the value of an attribute",
    given: [{ additional_attributes: [{ attribute_name: "care_hours", attribute_value: 12 }] }],
    meant: { care_hours: "12" },
  },
  {
    clause: "3.1",
    what: "phone and e-mail as text, number or list",
    given: [555, "555", ["555"], ["", "555"]].flatMap((phone_number) => [
      demographic({ phone_number }),
      { phone: phone_number },
    ]),
    meant: { phone_number: "555" },
  },
  {
    clause: "3.6",
    what: "addresses in the samples' words",
    given: [
      { street_address: "4 Sail Street", city: "Salt Quay", country: "XK" },
      { address_line1: "4 Sail Street", locality: "Salt Quay", country_code: "XK" },
    ].flatMap((address) => [demographic({ address }), demographic({ address: [address] })]),
    meant: {
      address: { address_line_1: "4 Sail Street", locality: "Salt Quay", country_code: "XK" },
    },
  },
  {
    clause: "4.5",
    what: "languages, one or many",
    given: ["Eng", "eng", "en", "EN", ["en"], "1", "category:1"].flatMap((language_code) => [
      { language_code },
      { languages: language_code },
    ]),
    meant: { languages: ["en"] },
  },
];
