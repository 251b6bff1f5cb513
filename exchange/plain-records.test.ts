import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../domain/json.ts";
import type { RecordState } from "../domain/record.ts";
import type { RecordType } from "../domain/records/field.ts";
import { recordTables } from "../domain/records/tables.ts";
import { deciding, recordWith, valuesOfField } from "../domain/test-records.ts";
import { canonicalize } from "../wire/canonical.ts";
import { membersOf } from "./canonical-form.ts";
import { writeBeneficiary, writeGroup, writePerson, type PlainRecord } from "./plain-records.ts";
import { presets } from "./presets.ts";
import { standardProfile, type WritingProfile } from "./profiles.ts";
import { readPlain } from "./reading.ts";
import { languageOf, relationshipOf } from "./understanding.ts";
import { writingProfile } from "./writing-terms.ts";

/** Everything that a partner's terms can say, beside the presets: numberings and names of its own. */
const departures: Record<string, unknown>[] = [
  { form: "code", padded: true, employment_status: "icse18", enrolment_status: "check-enrollment" },
  { form: "code", employment_status: "core", additional: "object", surname: "sur_name" },
  { place_form: "text", place: "geographical_location", surname: "family_name" },
  { disability: "self_id_disability", booleans: "digits", dates: "date-time" },
  {
    identifier_types: { NID: "NationalID", UIN: "UniqueId" },
    fields: {
      "Person.occupation": { name: "job" },
      "Person.phone_number": { name: "msisdn" },
      "Person.care_hours": { name: "hours_of_care" },
      "Enrolment.status": { name: "state_now", form: "code" },
      "Household.group_size": { name: "heads" },
      "Person.email": { omit: true },
    },
  },
];
const profiles: [string, WritingProfile][] = [
  ...presets,
  ...departures.map((terms): [string, WritingProfile] => {
    const read = writingProfile(terms);
    if (!read.ok) throw new Error(read.code);
    return [JSON.stringify(terms).slice(0, 60), read.profile];
  }),
];

const sent = (record: JsonObject) => JSON.parse(canonicalize(record)) as JsonObject;
const write: Record<string, (state: RecordState, profile: WritingProfile) => PlainRecord> = {
  Person: (state, profile) => writePerson({ key: "sp.demo/x", state }, "Member", profile),
  Household: (state, profile) => writeGroup({ key: "sp.demo/x", state }, [], profile),
  Enrolment: (state, profile) => writeBeneficiary({ key: "sp.demo/x", state }, null, profile),
};

describe.each(profiles)("for a partner that writes %s", (_, profile) => {
  it.each(["Person", "Household", "Enrolment"] as const)(
    "a %s is read back as it was meant, wherever there is a faithful word",
    (type) => {
      fc.assert(
        fc.property(recordsOf(type), ({ state, values }) => {
          const { record, fields, unsaid } = write[type]?.(state, profile) ?? none;
          const read = readPlain(type, sent(record), profile);
          const whole = fields.filter((field) => !unsaid.includes(field));
          expect(pick(read, whole)).toEqual(canonical(pick(values, whole)));
          // Nothing is made up: what is read was said, in whole or in part.
          expect(Object.keys(read).filter((field) => !fields.includes(field))).toEqual([]);
          // And nothing is lost in silence.
          expect(
            Object.keys(values).filter((one) => !(fields.includes(one) || unsaid.includes(one))),
          ).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );

  it("no local field appears, nor any that the state does not have; the same is always written the same", () => {
    fc.assert(
      fc.property(recordsOf("Person"), ({ state, values }) => {
        const secret = { notes: "canary-notes", unknown: { other: { canary: "canary-unknown" } } };
        const full = {
          ...state,
          fields: { ...state.fields, ...recordOf("Person", secret).fields },
        };
        const written = writePerson({ key: "sp.demo/x", state: full }, "Member", profile);
        const text = canonicalize(written.record);
        expect(text).not.toContain("canary");
        expect(written.fields.filter((field) => !Object.hasOwn(values, field))).toEqual([]);
        const again = writePerson({ key: "sp.demo/x", state: full }, "Member", profile);
        expect(canonicalize(again.record)).toBe(text);
      }),
      { numRuns: 20 },
    );
  });
});

const none: PlainRecord = { record: {}, fields: [], unsaid: [] };

/** A record of the tables' own values: some of its fields, each valid, none of them blank. */
function recordsOf(type: RecordType): fc.Arbitrary<{ state: RecordState; values: JsonObject }> {
  const fields = Object.entries(recordTables[type].fields).filter(([, spec]) => spec.dci);
  const some = fields.map(([field, spec]) => {
    const one = valuesOfField(type, field).map(filled);
    const said =
      spec.class === "set"
        ? fc.uniqueArray(one, {
            minLength: 1,
            maxLength: 3,
            selector: (v) => JSON.stringify(canonical({ [field]: [v] })),
          })
        : one;
    return [
      field,
      said.filter(
        (value) =>
          value !== null && JSON.stringify(value) !== "[]" && JSON.stringify(value) !== "{}",
      ),
    ] as const;
  });
  return fc.record(Object.fromEntries(some), { requiredKeys: [] }).map((values) => ({
    values: values as JsonObject,
    state: recordOf(type, values as JsonObject),
  }));
}

/** Blank texts are nothing to a partner; here every text says something. */
function filled(value: Json): Json {
  if (typeof value === "string") return value.trim() === "" ? "x" : value;
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one)]));
}

function recordOf(type: RecordType, values: JsonObject): RecordState {
  const isSet = (field: string) => recordTables[type].fields[field]?.class === "set";
  const entries = Object.entries(values);
  const sets = entries
    .filter(([field]) => isSet(field))
    .map(
      ([field, list]) =>
        [
          field,
          Object.fromEntries((list as Json[]).map((one, nth) => [`sp.demo:${nth}`, one])),
        ] as const,
    );
  return recordWith(
    deciding(),
    type,
    Object.fromEntries(entries.filter(([field]) => !isSet(field))),
    Object.fromEntries(sets),
  ).state;
}

/** Two spellings that are one value: languages in their shortest code, relationships in the list's. */
function canonical(values: JsonObject): JsonObject {
  const { languages, relationship, ...rest } = values;
  return {
    ...rest,
    ...(Array.isArray(languages)
      ? { languages: languages.map((one) => languageOf(one) ?? one) }
      : {}),
    ...(relationship === undefined
      ? {}
      : { relationship: relationshipOf(relationship) ?? relationship }),
  };
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

describe("a group", () => {
  const person = (key: string, fields: JsonObject) => ({ key, state: recordOf("Person", fields) });
  const members = [
    person("sp.demo/a", {
      relationship: "SELF",
      sex: "female",
      identifiers: [{ identifier_type: "UIN", identifier_value: "101" }],
    }),
    person("sp.demo/b", { relationship: "SONC", birth_date: "2006-02-03" }),
  ];
  const household = {
    key: "sp.demo/h",
    state: recordOf("Household", {
      number: "HH-7",
      group_size: 5,
      locality: "Salt Quay",
      region: "Port Marov",
    }),
  };

  it("names its head, and those members alone that were passed", () => {
    const written = writeGroup(household, members, standardProfile);
    expect(written.record).toMatchObject({
      "@type": "spdci:Group",
      group_size: 5,
      group_head_info: {
        "@id": "sp.demo/a",
        related_person: [{ relationship_type: "son", related_member: { "@id": "sp.demo/b" } }],
      },
      member_list: [{ "@id": "sp.demo/a" }, { "@id": "sp.demo/b" }],
    });
    const { head, members: list } = membersOf(sent(written.record));
    expect(head?.["@id"]).toBe("sp.demo/a");
    expect(list.map((one) => readPlain("Person", one)["relationship"])).toEqual(["SELF", "SONC"]);
    expect(written.members.map(({ key, fields }) => [key, fields])).toEqual([
      ["sp.demo/a", ["identifiers", "sex", "relationship"]],
      ["sp.demo/b", ["birth_date", "relationship"]],
    ]);
    const alone = JSON.stringify(writeGroup(household, [], standardProfile).record);
    expect(alone).not.toMatch(/member_list|group_head_info|sp\.demo\/[ab]/);
  });

  it("whose place is a plain text says its locality, and says that the region is not said", () => {
    const profile = presets.get("ess-samples") ?? standardProfile;
    const written = writeGroup(household, [], profile);
    expect(written.record["geographical_location"]).toBe("Salt Quay");
    expect(written.unsaid).toEqual(["region"]);
    expect(written.fields).not.toContain("region");
  });
});

describe("what has no faithful word is left out, and said so", () => {
  const enrolment = (status: string) => ({
    key: "ess.demo/e",
    state: recordOf("Enrolment", { status, enrolment_date: "2026-01-05" }),
  });
  const words = (preset: string, terms: object = {}) => {
    const read = writingProfile({ preset, ...terms });
    if (!read.ok) throw new Error(read.code);
    return read.profile;
  };

  it("somebody who has left is Exited, Graduated or nothing, never Active or Inactive", () => {
    const say = (profile: WritingProfile) => {
      const { record, unsaid } = writeBeneficiary(enrolment("exited"), null, profile);
      return [
        readPlain("Enrolment", record)["status"] ?? null,
        JSON.stringify(record).match(/Exited|Graduated|Active|Inactive/)?.[0] ?? null,
        unsaid,
      ];
    };
    expect(say(words("standard"))).toEqual(["exited", "Exited", []]);
    expect(say(words("ibr"))).toEqual(["exited", "Graduated", []]);
    expect(say(words("standard", { enrolment_status: "check-enrollment" }))).toEqual([
      null,
      null,
      ["status"],
    ]);
  });

  it("nobody is not employed in ICSE-18, and no employee is of one of its kinds", () => {
    for (const status of ["not_employed", "employee"]) {
      const subject = { key: "k", state: recordOf("Person", { employment_status: status }) };
      const written = writePerson(
        subject,
        "Member",
        words("standard", { employment_status: "icse18" }),
      );
      expect(written.record["employment_status"]).toBeUndefined();
      expect(written.unsaid).toEqual(["employment_status"]);
    }
  });

  it("what a person says of a disability and what an assessment found are never each other", () => {
    const subject = {
      key: "k",
      state: recordOf("Person", { self_id_disability: true, is_disabled: false }),
    };
    const say = (disability: string) => {
      const { record, unsaid } = writePerson(subject, "Member", words("standard", { disability }));
      return [record["self_id_disability"], record["is_disabled"], unsaid];
    };
    expect(say("both")).toEqual([true, false, []]);
    expect(say("is_disabled")).toEqual([undefined, false, ["self_id_disability"]]);
    expect(say("self_id_disability")).toEqual([true, undefined, ["is_disabled"]]);
  });

  it("of several jobs the current one goes where one alone can be said", () => {
    const jobs = [
      { job_title: "cook", start_date: "2020-01-01", end_date: "2021-01-01" },
      { job_title: "driver", start_date: "2022-01-01" },
    ];
    const subject = { key: "k", state: recordOf("Person", { employment_info: jobs }) };
    const written = writePerson(subject, "Member", words("ess-samples"));
    expect(written.record["employment_info"]).toEqual(jobs[1]);
    expect(written.unsaid).toEqual(["employment_info"]);
  });

  it("a withheld value is not said at all", () => {
    const { record } = writePerson(
      { key: "k", state: recordOf("Person", { unemployment_reason: null }) },
      "Member",
      standardProfile,
    );
    expect(record).not.toHaveProperty("unemployment_reason");
  });
});

describe("a flat Person", () => {
  it("has personal details alone", () => {
    fc.assert(
      fc.property(recordsOf("Person"), ({ state }) => {
        const { record, fields } = writePerson({ key: "k", state }, "Person", standardProfile);
        const allowed = [
          "@context",
          "@id",
          "@type",
          "identifier",
          "name",
          "sex",
          "birth_date",
          "phone_number",
          "email",
          "address",
          "registration_date",
          "last_updated",
        ];
        expect(Object.keys(record).filter((name) => !allowed.includes(name))).toEqual([]);
        expect(readPlain("Person", sent(record))).toEqual(
          pick(
            readPlain(
              "Person",
              sent(writePerson({ key: "k", state }, "Member", standardProfile).record),
            ),
            fields,
          ),
        );
      }),
      { numRuns: 40 },
    );
  });
});
