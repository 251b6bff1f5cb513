import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isValid } from "../domain/editing.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { recordTables } from "../domain/records/tables.ts";
import { enrolmentsOf, membersOf } from "./canonical-form.ts";
import { giveBack, keep, kept_bytes_max } from "./kept-attributes.ts";
import { presets } from "./presets.ts";
import { readRecord } from "./reading.ts";

describe("whatever comes in", () => {
  const types = ["Person", "Household", "Enrolment"] as const;
  const words = [
    "demographic_info",
    "person",
    "name",
    "address",
    "member_identifier",
    "identifier",
    "place",
    "geographical_location",
    "programme_identifier",
    "programme",
    "member",
    "employment_info",
    "additional_attributes",
    "attribute_name",
    "attribute_value",
    "@id",
    "__proto__",
    "constructor",
    "toString",
    "employment_status",
    "language_code",
    "disability_info",
    "relationship_head",
    "group_identifier",
    "member_list",
  ];
  const json = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
    object: fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie("json"), {
      maxKeys: 6,
    }),
    json: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc.jsonValue() as fc.Arbitrary<Json>,
      fc.constantFrom<Json>("1", 3, "yes", "2026-01-01", "UIN", " "),
      tie("object"),
      fc.array(tie("json"), { maxLength: 4 }),
    ),
  }));

  it.each(types)("a %s gives only values its table allows, and nothing breaks", (type) => {
    const profiles = [...presets.values()];
    fc.assert(
      fc.property(json.object, fc.constantFrom(...profiles), (record, profile) => {
        const before = JSON.stringify(record);
        const { values, rest } = readRecord(type, record, profile);
        for (const [field, value] of Object.entries(values)) {
          expect(recordTables[type].fields[field]?.class).not.toBe("local");
          expect([field, isValid(type, field, value)]).toEqual([field, true]);
        }
        const kept = keep({}, rest);
        expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(kept_bytes_max);
        giveBack({ demographic_info: {}, place: "x", additional_attributes: [] }, kept);
        membersOf(record);
        enrolmentsOf(record);
        expect(JSON.stringify(record)).toBe(before);
        expect(({} as Record<string, unknown>)["canary"]).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });
});

describe("what is kept of a partner's own attributes", () => {
  it("is kept once, whoever often it is sent, and given back as it came", () => {
    const record = {
      nationality: ["XK"],
      demographic_info: { ethnicity: { code: 1 } },
      additional_attributes: [
        { attribute_name: "skills", attribute_value: ["bake"] },
        { bus: 4 },
        "free text",
      ],
    };
    const { rest } = readRecord("Person", { ...record, occupation: "cook" });
    const once = keep({}, rest);
    expect(once).toEqual(record);
    expect(keep(once, rest)).toEqual(once);
    const ours = {
      occupation: "baker",
      demographic_info: { sex: "female" },
      additional_attributes: [],
    };
    expect(giveBack(ours, once)).toEqual({
      ...record,
      occupation: "baker",
      demographic_info: { sex: "female", ethnicity: { code: 1 } },
    });
  });

  it("never replaces what we say ourselves", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (mine, theirs) => {
        const back = giveBack({ a: mine as Json }, { a: theirs as Json, b: 1 });
        if (typeof mine !== "object" || mine === null) expect(back["a"]).toEqual(mine);
        expect(back["b"]).toBe(1);
      }),
    );
  });

  it("has room for so much, the newest first", () => {
    const big = (name: string) => ({ [name]: "x".repeat(kept_bytes_max - 100) });
    const first = keep({}, big("old"));
    expect(Object.keys(first)).toEqual(["old"]);
    expect(Object.keys(keep(first, big("new")))).toEqual(["new"]);
    expect(keep({}, { huge: "x".repeat(kept_bytes_max + 1), small: 1 })).toEqual({ small: 1 });
  });

  it("ends when the attribute comes blank, or is understood now", () => {
    const kept = keep({}, { education_level: "Highschool", nationality: "XK" });
    const { rest } = readRecord("Person", { education_level: "primary", nationality: null });
    expect(keep(kept, rest)).toEqual({});
  });
});
