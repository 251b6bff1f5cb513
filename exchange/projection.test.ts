import { describe, expect, it } from "vitest";
import type { JsonObject } from "../domain/json.ts";
import { deciding, recordWith } from "../domain/test-records.ts";
import { writeBeneficiary, writeGroup, writePerson } from "./plain-records.ts";
import { profileOf } from "./writing-terms.ts";
import { project } from "./projection.ts";

const person = {
  key: "sp.demo/a",
  state: recordWith(
    deciding(),
    "Person",
    {
      name: { given_name: "Amina", surname: "Vello" },
      sex: "female",
      occupation: "cook",
      relationship: "SELF",
      is_disabled: true,
      self_id_disability: false,
    },
    { identifiers: { "sp.demo:1": { identifier_type: "UIN", identifier_value: "77" } } },
  ).state,
  kept: { nationality: "XK", demographic_info: { ethnicity: "canary" } },
};

describe("a selection in any spelling", () => {
  const named = (preset: string, paths: string[]) => {
    const profile = profileOf({ preset });
    return project(writePerson(person, "Member", profile).record, paths, profile);
  };

  it.each([
    ["standard", "demographic_info.name.surname"],
    ["standard", "demographic_info.name.sur_name"],
    ["standard", "demographic_info.person.name.family_name"],
    ["ibr", "demographic_info.person.name.surname"],
    ["ibr", "demographic_info.name.surname"],
  ])("of a %s record by %s gives the surname, who it is, and nothing else", (preset, path) => {
    const cut = JSON.stringify(named(preset, [path]));
    expect(cut).toContain("Vello");
    expect(cut).toContain("77");
    expect(cut).not.toMatch(/Amina|female|cook|canary|XK|disab/);
  });

  it("of a flat person finds what stands at its top", () => {
    const profile = profileOf({ preset: "social" });
    const { record } = writePerson(person, "Person", profile);
    const cut = project(record, ["name.given_name"], profile);
    expect(cut["name"]).toEqual({ "@type": "Name", given_name: "Amina" });
    expect(Object.keys(cut)).not.toContain("sex");
    expect(cut["identifier"]).toMatchObject([{ identifier_value: "77" }]);
  });

  it("never takes one disability attribute for the other", () => {
    expect(named("standard", ["is_disabled"])).toMatchObject({ is_disabled: true });
    expect(named("standard", ["is_disabled"])).not.toHaveProperty("self_id_disability");
    expect(named("standard", ["self_id_disability"])).not.toHaveProperty("is_disabled");
  });

  it("finds a field under the name the partner's terms give it, by either name", () => {
    const profile = profileOf({ fields: { "Person.occupation": { name: "job" } } });
    const { record } = writePerson(person, "Member", profile);
    for (const path of ["job", "occupation"]) {
      expect(project(record, [path], profile)).toMatchObject({ job: "cook" });
    }
  });

  it("gives a partner its own attributes back only if it selects them", () => {
    expect(named("standard", ["nationality"])).toMatchObject({ nationality: "XK" });
    expect(JSON.stringify(named("standard", ["occupation"]))).not.toMatch(/XK|canary/);
  });

  it("of a group and its members", () => {
    const state = recordWith(deciding(), "Household", {
      number: "HH-7",
      locality: "Salt Quay",
      group_size: 4,
    }).state;
    const profile = profileOf({ preset: "ess-samples" });
    const { record } = writeGroup({ key: "sp.demo/h", state }, [person], profile);
    const cut = project(record, ["place", "member_list.demographic_info.sex"], profile);
    expect(cut).toMatchObject({
      "@id": "sp.demo/h",
      group_identifier: { identifier_value: "HH-7" },
      geographical_location: "Salt Quay",
      member_list: [{ "@id": "sp.demo/a", demographic_info: { sex: "female" } }],
    });
    expect(JSON.stringify(cut)).not.toMatch(/Amina|group_size|group_head|cook/);
  });

  it("of a Beneficiary says whose it is", () => {
    const state = recordWith(deciding("ess"), "Enrolment", {
      status: "active",
      enrolment_date: "2026-01-05",
    }).state;
    const profile = profileOf({ preset: "ibr-schema" });
    const { record } = writeBeneficiary({ key: "ess.demo/e", state }, person, profile);
    const cut = project(record, ["enrolment_status"], profile);
    expect(cut).toMatchObject({ enrollment_status: "1", member: { "@id": "sp.demo/a" } });
    expect(JSON.stringify(cut)).not.toMatch(/Amina|2026/);
  });

  it("of names that objects have by nature selects nothing", () => {
    const record: JsonObject = writePerson(person, "Member", profileOf({})).record;
    const cut = project(record, ["__proto__", "constructor.name", "toString", "", "."]);
    expect(Object.keys(cut).toSorted()).toEqual(["@context", "@id", "@type", "member_identifier"]);
  });
});
