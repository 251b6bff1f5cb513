import { describe, expect, it } from "vitest";
import type { JsonObject } from "../domain/json.ts";
import { enrolmentsOf, membersOf } from "./canonical-form.ts";
import { recordTypeOf } from "./incoming.ts";
import { presets } from "./presets.ts";
import { standardProfile } from "./profiles.ts";
import { readPlain, readRecord } from "./reading.ts";

/**
 * Records in the shapes of the published sample messages and of the examples inside the OpenAPI
 * files (ESS, social registry, IBR), with people and numbers of our own.
 */
const uin = (value: string) => ({
  "@type": "Identifier",
  identifier_type: "UIN",
  identifier_value: value,
});

describe("ESS samples", () => {
  it("a referred member (flows 1 and 2): words for codes, one job, days and times", () => {
    const member = {
      "@context": { spdci: "https://x.test/ESS/", common: "https://x.test/common/" },
      "@id": "https://x.test/member/71",
      "@type": "spdci:Member",
      member_identifier: [uin("7100000071")],
      demographic_info: {
        "@type": "PES_Person",
        name: {
          "@type": "Name",
          surname: "Okello",
          given_name: "Rahma",
          prefix: "Ms.",
          suffix: "",
        },
        birth_date: "1987-07-19",
        sex: "female",
        email: ["rahma@x.test"],
        phone_number: ["+99971"],
      },
      employment_status: "not employed",
      employment_info: {
        employer: "Quay Stores",
        start_date: "2020-01-01",
        end_date: "2024-01-31",
        employment_type: "Seasonal",
        job_title: "packer",
      },
      registration_date: "2022-03-10T08:00:00Z",
      last_updated: "2026-02-15T10:00:00Z",
    };
    const read = readRecord("Person", member);
    expect(read.values).toEqual({
      identifiers: [{ identifier_type: "UIN", identifier_value: "7100000071" }],
      name: { surname: "Okello", given_name: "Rahma", prefix: "Ms." },
      birth_date: "1987-07-19",
      sex: "female",
      email: "rahma@x.test",
      phone_number: "+99971",
      employment_status: "not_employed",
      employment_info: [
        {
          employer: "Quay Stores",
          start_date: "2020-01-01",
          end_date: "2024-01-31",
          employment_type: "seasonal",
          job_title: "packer",
        },
      ],
      registration_date: "2022-03-10",
    });
  });

  it("a household (flow 3): one identifier, a place in one word, members without identifiers, free notes", () => {
    const person = (nth: number, more: JsonObject = {}) => ({
      "@type": "spdci:Member",
      "@id": `https://x.test/member/${nth}`,
      demographic_info: {
        name: { given_name: `Ada${nth}`, surname: "Vello" },
        sex: "male",
        birth_date: "1990-01-02",
      },
      employment_status: "not employed",
      ...more,
    });
    const group = {
      "@id": "https://x.test/group/7",
      "@type": "spdci:Group",
      group_identifier: uin("GRP-7"),
      group_type: "household",
      geographical_location: "Salt Quay",
      group_head_info: person(1, { member_identifier: [uin("91")] }),
      group_size: 3,
      member_list: [person(1), person(2)],
      registration_date: "2026-01-15T08:00:00Z",
      last_updated: "2026-02-15T10:00:00Z",
      additional_attributes: [{ notes: "may be supported" }],
    };
    const { values, rest } = readRecord("Household", group);
    expect(values).toEqual({
      number: "GRP-7",
      group_type: "household",
      locality: "Salt Quay",
      group_size: 3,
      registration_date: "2026-01-15",
    });
    expect(rest["additional_attributes"]).toEqual([{ notes: "may be supported" }]);
    const { head, members } = membersOf(group);
    expect(readPlain("Person", head ?? {})["identifiers"]).toHaveLength(1);
    expect(members.map((one) => readPlain("Person", one)["name"])).toEqual([
      { given_name: "Ada1", surname: "Vello" },
      { given_name: "Ada2", surname: "Vello" },
    ]);
  });

  it("a member of the OpenAPI file: identifiers in two places, relatives, its own attributes", () => {
    const member = {
      "@type": "spdci:member",
      member_identifier: [uin("42")],
      demographic_info: {
        "@type": "ESSPerson",
        identifier: [{ identifier_type: "NationalID", identifier_value: "43" }],
        name: { surname: "Vello", given_name: "Ada", prefix: "Ms.", suffix: "" },
        sex: "female",
        birth_date: "1985-06-21",
      },
      related_person: [
        {
          relationship_type: "spouse",
          related_member: { "@type": "Member", member_identifier: "M44" },
        },
      ],
      is_disabled: false,
      marital_status: "married",
      employment_status: "employed",
      occupation: "teacher",
      income_level: "middle",
      language_code: ["en", "es"],
      education_level: "bachelor",
      additional_attributes: [{ extra_work: "volunteer" }],
      registration_date: "2022-01-10T08:00:00Z",
    };
    const { values, rest } = readRecord("Person", member);
    expect(values).toEqual({
      identifiers: [
        { identifier_type: "UIN", identifier_value: "42" },
        { identifier_type: "NationalID", identifier_value: "43" },
      ],
      name: { surname: "Vello", given_name: "Ada", prefix: "Ms." },
      sex: "female",
      birth_date: "1985-06-21",
      is_disabled: false,
      marital_status: "married",
      employment_status: "employee",
      occupation: "teacher",
      languages: ["en", "es"],
      education_level: "bachelor",
      registration_date: "2022-01-10",
    });
    expect(rest).toMatchObject({
      related_person: member.related_person,
      income_level: "middle",
      additional_attributes: [{ extra_work: "volunteer" }],
    });
  });
});

describe("social registry samples", () => {
  const inside = {
    identifier: [{ identifier_type: "NID", identifier_value: "0300" }],
    name: { first_name: "Ada", second_name: "B", surname: "Vello" },
    sex: "F",
    birth_date: "1985-06-21T00:00:00Z",
    death_date: " ",
    address: {},
    phone_number: "",
    email: " ",
  };
  const member = {
    member_identifier: [{ identifier_type: "NID", identifier_value: "HS0300" }],
    demographic_info: { person: inside },
    relationship_head: "self",
    related_person: {},
    is_disabled: "0",
    disability_info: " ",
    marital_status: "Widow",
    employment_status: "employed",
    occupation: "Caregiver",
    income_level: " ",
    language_code: "Eng",
    education_level: "Highschool",
    registration_date: "2022-01-10T08:00:00Z",
  };

  it("a member whose person is one step further in, full of blanks", () => {
    const { values, rest } = readRecord("Person", member);
    expect(values).toEqual({
      identifiers: [
        { identifier_type: "NID", identifier_value: "HS0300" },
        { identifier_type: "NID", identifier_value: "0300" },
      ],
      name: { given_name: "Ada", second_name: "B", surname: "Vello" },
      sex: "female",
      birth_date: "1985-06-21",
      relationship: "SELF",
      is_disabled: false,
      marital_status: "widowed",
      employment_status: "employee",
      occupation: "Caregiver",
      languages: ["en"],
      registration_date: "2022-01-10",
    });
    expect(rest["education_level"]).toBe("Highschool");
  });

  it("a group with wrapped members and an address under its place", () => {
    const group = {
      "@id": "Group",
      "@type": "Group",
      group_identifier: [{ identifier_type: "NID", identifier_value: "0300" }],
      place: { geo: { latitude: "1.5", longitude: "2.5" }, address: "4 Sail Street" },
      place_address: 1,
      poverty_score: "4.0",
      poverty_score_type: "",
      group_size: "1",
      group_head_info: { person: inside },
      member_list: [{ household_member: member }],
      additional_attributes: [],
      last_update: " ",
    };
    const { values, rest } = readRecord("Household", group);
    expect(values).toEqual({
      number: "0300",
      address_line: "4 Sail Street",
      poverty_score: 4,
      group_size: 1,
    });
    expect(rest["place"]).toEqual({ geo: { latitude: "1.5", longitude: "2.5" } });
    const { head, members } = membersOf(group);
    expect(readPlain("Person", head ?? {})["name"]).toMatchObject({ given_name: "Ada" });
    expect(members.map((one) => readPlain("Person", one)["relationship"])).toEqual(["SELF"]);
  });

  it("a flat SRPerson, whose 2 and 3 say neither yes nor no", () => {
    const person = {
      "@id": "SRPerson",
      "@type": "SRPerson",
      identifier: [uin("84"), { identifier_type: "BRN", identifier_value: "94" }],
      name: [
        { "@type": "Name", surname: "Vello", given_name: "Ada", prefix: "Dr.", suffix: "PhD" },
      ],
      sex: "female",
      birth_date: "1995-08-20T11:20:00",
      marital_status: "M",
      is_disabled: "2",
      disability_type: ["716710007"],
      nationality: ["ISO 3166-2:XK"],
      employment_status: "",
      is_deceased: "3",
      address: [
        {
          "@type": "Address",
          address_line1: "4 Sail Street",
          address_line2: "by the quay",
          locality: "Salt Quay",
          sub_region_code: "SQ",
          region_code: "PM",
          postal_code: "84",
          country_code: "XK",
        },
      ],
      phone_number: ["+999 1", "+999 2"],
      email: ["ada@x.test"],
      registration_date: "2020-08-20T11:20:00",
      last_updated: "",
    };
    const { values, rest } = readRecord("Person", person);
    expect(values).toEqual({
      identifiers: [
        { identifier_type: "UIN", identifier_value: "84" },
        { identifier_type: "BRN", identifier_value: "94" },
      ],
      name: { surname: "Vello", given_name: "Ada", prefix: "Dr.", suffix: "PhD" },
      sex: "female",
      birth_date: "1995-08-20",
      marital_status: "married",
      address: {
        address_line_1: "4 Sail Street",
        locality: "Salt Quay",
        region_code: "PM",
        postal_code: "84",
        country_code: "XK",
      },
      phone_number: "+999 1",
      email: "ada@x.test",
      registration_date: "2020-08-20",
    });
    expect(rest).toMatchObject({
      is_disabled: "2",
      is_deceased: "3",
      nationality: ["ISO 3166-2:XK"],
    });
    expect(rest["demographic_info"]).toMatchObject({
      address: { address_line2: "by the quay", sub_region_code: "SQ" },
      phone_number: ["+999 2"],
    });
  });
});

describe("IBR samples", () => {
  const enrolment = {
    programme: { programme_identifier: "P7", programme_name: "Baking" },
    enrolment_date: "2024-04-12T00:00",
    enrolment_status: "Active",
    status_change_date: "",
    benefits: { benefit_type: "Cash", benefit_value: "USD 50" },
  };

  it("an enrolment inside programme_identifier, beside the member or in it", () => {
    const values = {
      programme: { id: "P7", name: "Baking" },
      status: "active",
      enrolment_date: "2024-04-12",
    };
    const alone = { programme_identifier: enrolment };
    const inMember = {
      assistance_unit: "1",
      member: { occupation: "Caregiver", programme_identifier: enrolment },
    };
    for (const record of [alone, inMember]) {
      const read = readRecord("Enrolment", record);
      expect(read.values).toEqual(values);
      expect(read.rest["benefits"]).toEqual(enrolment.benefits);
    }
  });

  it("a person with two programmes of the older shape is two enrolments", () => {
    const programme = (id: string) => ({
      "@type": "Programme",
      programme_name: "Baking",
      programme_identifier: id,
      enrolment_date: "2022-10-21T11:20:00",
      graduation_date: "2022-09-21T11:20:00",
      enrolment_status: "3",
    });
    const record = { programme_identifier: [programme("P1"), programme("P2")] };
    expect(enrolmentsOf(record).map((one) => readPlain("Enrolment", one))).toEqual(
      ["P1", "P2"].map((id) => ({
        programme: { id, name: "Baking" },
        status: "exited",
        enrolment_date: "2022-10-21",
      })),
    );
  });
});

it("every name of a record type that the sources use is known", () => {
  const person = [
    "Member",
    "spdci-extensions-dci:Member",
    "spdci:member",
    "Person",
    "ESSPerson",
    "PES_Person",
    "SRPerson",
    "IBRPerson",
  ];
  expect(person.map(recordTypeOf)).toEqual(person.map(() => "Person"));
  expect(["Group", "spdci:Group", "Beneficiary"].map(recordTypeOf)).toEqual([
    "Household",
    "Household",
    "Enrolment",
  ]);
  expect(["Farmer", "", "constructor", ":"].map(recordTypeOf)).toEqual([null, null, null, null]);
});

it("every published source has a preset that writes its literals", () => {
  const literals = [...presets.values()].map(({ preset, types }) => [
    preset,
    types.member,
    types.person,
  ]);
  expect(literals).toContainEqual(["ess-samples", "spdci:Member", "ESS_Person"]);
  expect(literals).toContainEqual(["pes", "spdci:Member", "PES_Person"]);
  expect(literals).toContainEqual(["ess-yaml", "spdci:member", "ESSPerson"]);
  expect(literals).toContainEqual(["social", "spdci:member", "SRPerson"]);
  expect(presets.get("standard")).toBe(standardProfile);
});
