import { expect, it } from "vitest";
import { elementsOf, emptyState, textOf, valueOf } from "./record.ts";
import { registerHousehold, type NewMember } from "./registration.ts";
import { deciding } from "./test-records.ts";

const member = (change: Partial<NewMember> = {}): NewMember => ({
  name: { given_name: "Amina", surname: "Diallo" },
  sex: "female",
  birth_date: "1992-02-01",
  relationship: "head",
  main_contact: true,
  identifiers: [{ identifier_type: "UIN", identifier_value: "1" }],
  in_full_time_education: false,
  ...change,
});
const register = (...members: NewMember[]) =>
  registerHousehold(deciding("sp"), {
    number: "HH-1",
    locality: "Rosehill",
    region: "North",
    members,
  });

it("registers the household first, then its members in it, as one decision", () => {
  const { changes, householdId, members } = register(member(), member({ relationship: "spouse" }));
  expect(changes.map(({ record }) => record.type)).toEqual(["Household", "Person", "Person"]);
  expect(members).toHaveLength(2);
  for (const { record, after } of changes.slice(1)) {
    expect(record.household).toBe(householdId);
    expect(textOf(after, "household")).toBe(changes[0]?.record.key);
    expect(elementsOf(after, "identifiers")).toHaveLength(1);
    expect(valueOf(after, "registration_date")).toBe("2026-11-23");
  }
  expect(valueOf(changes[0]?.after ?? emptyState, "group_size")).toBe(2);
});

it.each([
  ["offered", {}],
  ["offered", { sex: "male", relationship: "child", main_contact: false }],
  ["not_offered", { birth_date: "2015-01-01" }],
  ["not_offered", { in_full_time_education: true }],
  ["left_out", { left_out: true }],
] as const)("says %s of %j in the same change, with the reasons", (state, change) => {
  const { changes, members } = register(member(change));
  expect(valueOf(changes[1]?.after ?? emptyState, "work_offer")).toBe(state);
  expect(members[0]?.offer.fits).toBe(state === "offered");
  expect(members[0]?.offer.reasons).toHaveLength(6);
});

it("writes nothing that was not told", () => {
  const { changes } = register(member());
  const known = Object.keys(changes[1]?.after.fields ?? {});
  for (const field of ["phone_number", "email", "employment_status", "left_out"]) {
    expect(known).not.toContain(field);
  }
});
