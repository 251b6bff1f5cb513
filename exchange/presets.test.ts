import { describe, expect, it } from "vitest";
import type { JsonObject } from "../domain/json.ts";
import type { RecordType } from "../domain/records/field.ts";
import { deciding, recordWith } from "../domain/test-records.ts";
import { writeBeneficiary, writeGroup, writePerson } from "./plain-records.ts";
import { presets } from "./presets.ts";
import { standardProfile } from "./profiles.ts";

function recordOf(type: RecordType, fields: JsonObject, sets: Record<string, JsonObject> = {}) {
  return recordWith(deciding(), type, fields, sets).state;
}

describe("what is written", () => {
  const subject = {
    key: "sp.demo/a",
    state: recordOf(
      "Person",
      {
        name: { given_name: "Amina", surname: "Vello" },
        birth_date: "1991-04-02",
        is_disabled: false,
        relationship: "SELF",
        employment_status: "not_employed",
        unemployment_reason: "illness",
        registration_date: "2026-01-05",
        care_hours: "mornings",
      },
      { languages: { "sp.demo:1": "eng" } },
    ),
  };
  const group = {
    key: "sp.demo/h",
    state: recordOf("Household", {
      number: "HH-7",
      group_type: "household",
      locality: "Salt Quay",
    }),
  };
  const enrolment = {
    key: "ess.demo/e",
    state: recordOf("Enrolment", {
      programme: { id: "P1", name: "Baking" },
      status: "exited",
      enrolment_date: "2026-01-05",
    }),
  };

  /** One line per preset: member, person, birth date, status, reason, disability, languages, extensions, group. */
  it.each([
    [
      "standard",
      "spdci:Member",
      "ESS_Person",
      "1991-04-02",
      "Not employed",
      "Own illness or disability",
      false,
      ["eng"],
      [
        { attribute_name: "care_hours", attribute_value: "mornings" },
        { attribute_name: "relationship", attribute_value: "SELF" },
      ],
      { name: "Salt Quay" },
      "Household",
    ],
    [
      "ess-samples",
      "spdci:Member",
      "ESS_Person",
      "1991-04-02",
      "Not employed",
      "Own illness or disability",
      false,
      ["eng"],
      [{ care_hours: "mornings" }, { relationship: "SELF" }],
      "Salt Quay",
      "Household",
    ],
    [
      "pes",
      "spdci:Member",
      "PES_Person",
      "1991-04-02",
      "Not employed",
      "Own illness or disability",
      false,
      ["eng"],
      [
        { attribute_name: "care_hours", attribute_value: "mornings" },
        { attribute_name: "relationship", attribute_value: "SELF" },
      ],
      { name: "Salt Quay" },
      "Household",
    ],
    [
      "ess-yaml",
      "spdci:member",
      "ESSPerson",
      "1991-04-02",
      "Not Employed",
      "Own illness or disability",
      false,
      ["en"],
      [{ care_hours: "mornings" }, { relationship: "SELF" }],
      { name: "Salt Quay" },
      "Household",
    ],
    [
      "codes",
      "spdci:Member",
      "ESS_Person",
      "1991-04-02",
      "6",
      "04",
      false,
      ["eng"],
      [
        { attribute_name: "care_hours", attribute_value: "mornings" },
        { attribute_name: "relationship", attribute_value: "SELF" },
      ],
      { name: "Salt Quay" },
      "2",
    ],
    [
      "social",
      "spdci:member",
      "SRPerson",
      "1991-04-02T00:00:00Z",
      "Not Employed",
      "Own illness or disability",
      "0",
      ["eng"],
      [{ attribute_name: "care_hours", attribute_value: "mornings" }],
      { name: "Salt Quay" },
      "Household",
    ],
    [
      "openspp",
      "spdci:member",
      "SRPerson",
      "1991-04-02T00:00:00Z",
      "Not Employed",
      "Own illness or disability",
      "0",
      ["eng"],
      [{ attribute_name: "care_hours", attribute_value: "mornings" }],
      { name: "Salt Quay" },
      "Household",
    ],
    [
      "ibr",
      "Member",
      "IBRPerson",
      "1991-04-02T00:00:00Z",
      "Not Employed",
      "Own illness or disability",
      "0",
      ["eng"],
      [{ attribute_name: "care_hours", attribute_value: "mornings" }],
      { name: "Salt Quay" },
      "2",
    ],
    [
      "ibr-schema",
      "Member",
      "IBRPerson",
      "1991-04-02T00:00:00Z",
      "2",
      "4",
      "0",
      ["eng"],
      [{ attribute_name: "care_hours", attribute_value: "mornings" }],
      { name: "Salt Quay" },
      "2",
    ],
  ])(
    "to a partner of %s has its literals and words",
    (
      preset,
      type,
      personType,
      birth,
      status,
      reason,
      disabled,
      languages,
      additional,
      where,
      groupType,
    ) => {
      const profile = presets.get(preset) ?? standardProfile;
      const { record } = writePerson(subject, "Member", profile);
      const about = record["demographic_info"] as JsonObject;
      const inner = (about["person"] ?? about) as JsonObject;
      expect(record).toMatchObject({
        "@type": type,
        "@id": "sp.demo/a",
        employment_status: status,
        unemployment_reason: reason,
        is_disabled: disabled,
        language_code: languages,
        additional_attributes: additional,
      });
      expect(inner).toMatchObject({ "@type": personType, birth_date: birth });
      const household = writeGroup(group, [], profile).record;
      expect(household["place"] ?? household["geographical_location"]).toEqual(where);
      expect(household["group_type"]).toBe(groupType);
    },
  );

  it("of an enrolment stands beside its programme, or inside where samples have it inside", () => {
    const written = (preset: string) =>
      writeBeneficiary(enrolment, null, presets.get(preset) ?? standardProfile).record;
    expect(written("standard")).toMatchObject({
      assistance_unit: "Member",
      enrolment_status: "Exited",
      enrolment_date: "2026-01-05",
      programme_identifier: [{ programme_identifier: "P1", programme_name: "Baking" }],
    });
    expect(written("ibr")).toMatchObject({
      assistance_unit: "1",
      programme_identifier: {
        programme: { programme_identifier: "P1" },
        enrolment_status: "Graduated",
        enrolment_date: "2026-01-05T00:00:00Z",
      },
    });
    expect(written("ibr-schema")).toMatchObject({
      enrollment_status: "3",
      enrollment_date: "2026-01-05T00:00:00Z",
    });
  });

  it("says when the last of what is said changed", () => {
    expect(writePerson(subject, "Member", standardProfile).record["last_updated"]).toBe(
      "2026-11-23T09:00:00.000Z",
    );
    expect(
      writePerson({ key: "k", state: { fields: {}, sets: {} } }, "Member", standardProfile).record,
    ).not.toHaveProperty("last_updated");
  });
});
