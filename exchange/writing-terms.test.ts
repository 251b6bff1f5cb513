import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presets } from "./presets.ts";
import { standardProfile, type WritingProfile } from "./profiles.ts";
import { writingProfile, type WritingTerms } from "./writing-terms.ts";

const profileFor = (terms: WritingTerms | undefined): WritingProfile => {
  const read = writingProfile(terms);
  if (!read.ok) throw new Error(`${read.code} ${read.at}`);
  return read.profile;
};

describe("terms of writing", () => {
  it("say nothing, a preset, or what differs", () => {
    expect(profileFor(undefined)).toBe(standardProfile);
    expect(profileFor({})).toEqual(standardProfile);
    for (const preset of presets.keys()) expect(profileFor({ preset }).preset).toBe(preset);
    expect(profileFor({ preset: "ibr", form: "code" })).toMatchObject({
      form: "code",
      beneficiary: "nested",
      types: { person: "IBRPerson" },
    });
    expect(profileFor({ types: { person: "PES_Person" } }).types.member).toBe("spdci:Member");
  });

  it.each([
    ["terms.not_understood", "", 7],
    ["terms.not_understood", "", []],
    ["terms.not_understood", "/form", { form: "words" }],
    ["terms.not_understood", "/fonts", { fonts: "big" }],
    ["terms.preset_unknown", "/preset", { preset: "constructor" }],
    ["terms.field_unknown", "/fields/Person.made_up", { fields: { "Person.made_up": {} } }],
    [
      "terms.field_unknown",
      "/fields/Person.notes",
      { fields: { "Person.notes": { name: "memo" } } },
    ],
    [
      "terms.name_taken",
      "/fields/Person.self_id_disability",
      { fields: { "Person.self_id_disability": { name: "is_disabled" } } },
    ],
    [
      "terms.name_taken",
      "/fields",
      { fields: { "Person.email": { name: "own" }, "Person.occupation": { name: "own" } } },
    ],
    [
      "terms.not_understood",
      "/fields/Household.region/name",
      { fields: { "Household.region": { name: "county" } } },
    ],
    ["terms.type_taken", "/identifier_types", { identifier_types: { UIN: "ID", NID: "ID" } }],
  ])("nonsense is %s at %s", (code, at, given) => {
    expect(writingProfile(given)).toEqual({ ok: false, code, at });
  });

  it("may be any JSON: a profile or a coded fault", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const read = writingProfile(given);
        expect(read.ok || read.code.startsWith("terms.")).toBe(true);
      }),
    );
  });
});
