import { describe, expect, it } from "vitest";
import { enrolmentsOf } from "./canonical-form.ts";
import { readPlain, readRecord } from "./reading.ts";
import { inconsistentCodes } from "./test-inconsistent-codes.ts";
import { inconsistentShapes } from "./test-inconsistent-shapes.ts";
import { profileOf } from "./writing-terms.ts";

describe("inconsistencies of the standard", () => {
  it.each([...inconsistentCodes, ...inconsistentShapes])(
    "$clause: $what",
    ({ type = "Person", given, meant, terms }) => {
      const profile = profileOf(terms);
      for (const record of given) {
        expect([record, readPlain(type, record, profile)]).toEqual([record, meant]);
      }
    },
  );

  it("7.10: many programmes beside one status are an enrolment each, whose status nobody knows", () => {
    const programmes = ["P1", "P2"].map((programme_identifier) => ({
      programme_identifier,
      programme_name: "x",
    }));
    const shared = { "@id": "a", programme_identifier: programmes, enrolment_status: "Active" };
    expect(enrolmentsOf(shared).map((one) => readPlain("Enrolment", one))).toEqual(
      programmes.map((one) => ({ programme: { id: one.programme_identifier, name: "x" } })),
    );
    const nested = programmes.map((programme) => ({ programme, enrolment_status: "Active" }));
    const each = enrolmentsOf({ programme_identifier: nested });
    expect(each.map((one) => readPlain("Enrolment", one)["status"])).toEqual(["active", "active"]);
  });

  it("a value that is not understood is kept as it came, never guessed", () => {
    const record = {
      employment_status: 6,
      education_level: "Highschool",
      member_identifier: "M55",
      demographic_info: { birth_date: "02.05.2004", name: "Amina Vello" },
    };
    expect(readRecord("Person", record)).toEqual({ values: {}, rest: record });
  });

  it("parts of a value that we have no place for are left over by themselves", () => {
    const { values, rest } = readRecord("Person", {
      demographic_info: {
        name: { given_name: "Amina", surname: "Vello", local_name: "أمينة" },
        address: [
          { address_line_1: "4 Sail Street", sub_region_code: "SQ", country_code: "Marovia" },
        ],
        phone_number: ["1", "2"],
      },
    });
    expect(values).toEqual({
      name: { given_name: "Amina", surname: "Vello" },
      address: { address_line_1: "4 Sail Street" },
      phone_number: "1",
    });
    expect(rest["demographic_info"]).toEqual({
      name: { local_name: "أمينة" },
      address: { sub_region_code: "SQ", country_code: "Marovia" },
      phone_number: ["2"],
    });
  });
});
