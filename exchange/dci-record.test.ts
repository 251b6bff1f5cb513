import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../domain/json.ts";
import { valueOf, type RecordState } from "../domain/record.ts";
import { recordTables, recordTypes } from "../domain/records/tables.ts";
import { deciding, recordWith, statesOf, versionsOf } from "../domain/test-records.ts";
import { canonicalize } from "../wire/canonical.ts";
import { readDelta, writeRecord } from "./dci-record.ts";
import { codeLists, standardProfile, type WritingProfile } from "./profiles.ts";
import { project } from "./projection.ts";
import { readPlain } from "./reading.ts";

const origin = "sp.demo";
const numbered: WritingProfile = { ...standardProfile, reads_numbers: true };
const byCode: WritingProfile = { ...standardProfile, form: "code" };

/** What goes over the wire: the canonical text, parsed again. */
const sent = (record: JsonObject) => JSON.parse(canonicalize(record)) as JsonObject;

describe.each(recordTypes)("a %s", (type) => {
  const fields = Object.entries(recordTables[type].fields).filter(([, spec]) => spec.dci);

  it.each(fields)("says %s and is understood, in labels and in codes", (field, spec) => {
    const version = versionsOf(type, field).map((one) => ({ ...one, o: origin }));
    fc.assert(
      fc.property(version, version, (one, other) => {
        const state: RecordState =
          spec.class === "set"
            ? { fields: {}, sets: { [field]: { "sp.demo:1": one, "sp.demo:2": other } } }
            : { fields: { [field]: [one] }, sets: {} };
        for (const profile of [standardProfile, byCode]) {
          const { record, changed, stamps } = writeRecord(type, "sp.demo/x", state, profile);
          expect(changed).toEqual([field]);
          const delta = readDelta(type, sent(record), changed, stamps, origin);
          expect(plain(delta)).toEqual(plain(state));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("is read back whole, field by field, with nothing between them mixed up", () => {
    fc.assert(
      fc.property(statesOf(type), (state) => {
        const known = ownOf(type, state);
        const { record, changed, stamps } = writeRecord(type, "k", known, standardProfile);
        const delta = readDelta(type, sent(record), changed, stamps, origin);
        expect(plain(delta)).toEqual(plain(known));
      }),
    );
  });

  it("never says a local field", () => {
    fc.assert(
      fc.property(statesOf(type), (state) => {
        const { changed } = writeRecord(type, "k", state, standardProfile);
        for (const field of changed) {
          expect(recordTables[type].fields[field]?.class).not.toBe("local");
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** A state as one system sends it: its own latest versions of what is not local. */
function ownOf(type: (typeof recordTypes)[number], state: RecordState): RecordState {
  const own: RecordState = { fields: {}, sets: {} };
  for (const [field, versions] of Object.entries(state.fields)) {
    const [latest] = versions;
    if (latest && recordTables[type].fields[field]?.dci)
      own.fields[field] = [{ ...latest, o: origin }];
  }
  for (const [field, elements] of Object.entries(state.sets)) {
    own.sets[field] = Object.fromEntries(
      Object.entries(elements).map(([id, version]) => [id, { ...version, o: origin }]),
    );
  }
  return own;
}

/** A removed element's value does not travel; an empty member of a value is the same as none. */
function plain(state: RecordState): Json {
  return JSON.parse(
    JSON.stringify(state, (_, value: unknown) => {
      if (typeof value !== "object" || value === null) return value;
      return "gone" in value && value.gone ? { ...value, v: null } : value;
    }),
  ) as Json;
}

it.each(
  recordTypes.flatMap((type) =>
    Object.entries(recordTables[type].fields).flatMap(([field, { dci, schema }]) =>
      dci?.codes ? [[`${type}.${field}`, codeLists[dci.codes], schema] as const] : [],
    ),
  ),
)("%s allows only words that its code list can say", (_, list, schema) => {
  const words = ((schema as { anyOf?: object[] }).anyOf ?? [schema]).flatMap(
    (one) => (one as { enum?: string[] }).enum ?? [],
  );
  expect(words.length).toBeGreaterThan(0);
  expect(words.filter((word) => list?.entries.every(({ value }) => value !== word))).toEqual([]);
});

describe("codes and labels", () => {
  const coded = Object.entries(recordTables.Person.fields).flatMap(([field, spec]) =>
    spec.dci?.codes ? [{ field, path: spec.dci.path, list: codeLists[spec.dci.codes] }] : [],
  );

  it.each(coded)("of $field are both read, as the partner wrote them", ({ field, path, list }) => {
    for (const entry of list?.entries ?? []) {
      if (entry.read_only) continue;
      for (const word of [entry.code, entry.label, entry.label.toUpperCase()]) {
        expect([word, readPlain("Person", put(path, word), numbered)[field]]).toEqual([
          word,
          entry.value,
        ]);
      }
    }
    expect(readPlain("Person", put(path, "no such word"))[field]).toBeUndefined();
  });
});

function put(path: string, value: Json): JsonObject {
  return path
    .split(".")
    .reverse()
    .reduce<Json>((inner, step) => ({ [step]: inner }), value) as JsonObject;
}

describe("a plain partner's record", () => {
  it("is read in the habits of the published samples", () => {
    const read = readPlain("Person", {
      "@id": "x",
      member_identifier: [{ identifier_type: "UIN", identifier_value: "1", extra: true }],
      demographic_info: {
        name: { first_name: "Amina", sur_name: "Diallo" },
        sex: "F",
        birth_date: "1992-02-01T00:00:00+02:00",
        phone_number: ["+221", "+222"],
        address: { street_address: "12 Hill Road", locality: "Rosehill" },
      },
      employment_info: { job_title: "cook", start_date: "not a day" },
    });
    expect(read).toEqual({
      identifiers: [{ identifier_type: "UIN", identifier_value: "1" }],
      name: { given_name: "Amina", surname: "Diallo" },
      sex: "female",
      birth_date: "1992-02-01",
      phone_number: "+221",
      address: { address_line_1: "12 Hill Road", locality: "Rosehill" },
      employment_info: [{ job_title: "cook" }],
    });
  });

  it("may be any JSON: what is not understood is left out, and nothing breaks", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (record, odd) => {
        readPlain("Person", record as JsonObject);
        for (const { dci } of Object.values(recordTables.Person.fields)) {
          if (dci) readPlain("Person", put(dci.path, odd as Json));
        }
      }),
    );
  });
});

it("says a withheld value as null under its own stamp", () => {
  const { state } = recordWith(deciding(), "Person", { unemployment_reason: null });
  const { record, changed, stamps } = writeRecord("Person", "k", state, standardProfile);
  const delta = readDelta("Person", sent(record), changed, stamps, origin);
  expect(valueOf(delta, "unemployment_reason")).toBeNull();
  expect(delta.fields).toEqual(state.fields);
});

describe("a selection", () => {
  const { record } = writeRecord(
    "Person",
    "sp.demo/x",
    recordWith(
      deciding(),
      "Person",
      { name: { given_name: "Amina", surname: "Diallo" }, email: "a@b.test", sex: "female" },
      {
        employment_info: { "sp.demo:1": { job_title: "cook", start_date: "2025-01-01" } },
        identifiers: { "sp.demo:1": { identifier_type: "UIN", identifier_value: "1" } },
      },
    ).state,
    standardProfile,
  );

  it("keeps only what was selected, and what says who it is", () => {
    const cut = project(record, ["demographic_info.name.surname", "employment_info.job_title"]);
    expect(cut).toMatchObject({
      "@id": "sp.demo/x",
      demographic_info: { name: { surname: "Diallo" } },
      employment_info: [{ job_title: "cook" }],
      member_identifier: [{ identifier_value: "1" }],
    });
    expect(JSON.stringify(cut)).not.toMatch(/Amina|a@b\.test|2025|female/);
  });

  it("of a whole branch keeps the branch; no selection keeps all; a made-up path adds nothing", () => {
    expect(project(record, ["demographic_info"])["demographic_info"]).toEqual(
      record["demographic_info"],
    );
    expect(project(record, null)).toBe(record);
    const little = Object.keys(project(record, ["made_up", "__proto__", "constructor"]));
    expect(little.toSorted()).toEqual(["@context", "@id", "@type", "member_identifier"]);
  });
});
