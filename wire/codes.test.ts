import { expect, test } from "vitest";
import { readCode, writeCode, type CodeList } from "./codes.ts";
import * as employment from "./employment-codes.ts";
import * as person from "./person-codes.ts";
import { relationshipType } from "./relationship-codes.ts";

const lists: CodeList[] = [
  ...Object.values(employment),
  ...Object.values(person),
  relationshipType,
];

test("every code and label is read, and what is written is read back as the same value", () => {
  for (const list of lists) {
    for (const { value, code, label, aliases = [] } of list.entries) {
      for (const text of [code, label, value, label.toUpperCase(), ` ${label} `, ...aliases]) {
        expect(readCode(list, text), `${list.version} ${text}`).toBe(value);
      }
      for (const as of ["code", "label"] as const) {
        const written = writeCode(list, value, as);
        if (written !== undefined) expect(readCode(list, written)).toBe(value);
      }
    }
  }
});

test("the words of the published samples are read", () => {
  expect(readCode(employment.employmentStatusIcse93, "not employed")).toBe("not_employed");
  expect(readCode(employment.employmentType, "Seasonal")).toBe("seasonal");
  expect(readCode(person.sex, "male")).toBe("male");
  expect(readCode(person.sex, "F")).toBe("female");
  expect(readCode(person.maritalStatus, "single")).toBe("never_married");
  expect(readCode(person.maritalStatus, "married")).toBe("married");
  expect(readCode(person.education, "bachelor")).toBe("bachelor");
  expect(readCode(person.assistanceUnit, "household")).toBe("household");
  expect(readCode(relationshipType, "spouse")).toBe("spouse");
});

test("codes are compared as numbers: padded, plain, typed as number, or behind a prefix", () => {
  for (const input of ["03", "3", 3, "code:3", "case:3", "https://x.example/list#3"]) {
    expect(readCode(employment.employmentType, input), String(input)).toBe("casual");
  }
  expect(readCode(person.education, "00")).toBe("early_childhood");
});

test("the same number is another status in each numbering", () => {
  const six = [
    employment.employmentStatusIcse93,
    employment.employmentStatusJsonld,
    employment.employmentStatusIcse18,
  ].map((list) => readCode(list, 6));
  expect(six).toEqual(["not_employed", "own_account", "employee"]);
  expect(writeCode(employment.employmentStatusIcse93, "not_employed", "code")).toBe("6");
  expect(writeCode(employment.employmentStatusJsonld, "not_employed", "code")).toBe("2");
});

test("what a list cannot say faithfully is not written", () => {
  expect(writeCode(employment.employmentStatusIcse18, "not_employed", "code")).toBeUndefined();
  expect(writeCode(employment.employmentStatusIcse18, "employee", "label")).toBeUndefined();
  expect(writeCode(employment.employmentStatusJsonld, "employee", "code")).toBe("4");
});

test("Exited and Graduated are one value under each list's own word", () => {
  expect(readCode(employment.enrolmentStatus, "Graduated")).toBe("exited");
  expect(writeCode(employment.enrolmentStatus, "exited", "label")).toBe("Exited");
  expect(writeCode(employment.enrolmentStatusIbr, "exited", "label")).toBe("Graduated");
});

test("anything else is unknown, never a guess", () => {
  for (const input of [
    undefined,
    null,
    "",
    "nonsense",
    {},
    [],
    true,
    -1,
    99,
    "3.0",
    "x".repeat(999),
  ]) {
    expect(readCode(employment.employmentType, input)).toBeUndefined();
  }
});
