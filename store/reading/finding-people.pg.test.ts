import { afterAll, beforeAll, expect, test } from "vitest";
import { registerHousehold, type NewMember } from "../../domain/registration.ts";
import { openTestStore, type TestStore } from "../test-store.ts";
import { searchPeople } from "./finding-people.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore("sp");
  const families: [number: string, surname: string, given: string[]][] = [
    ["HH-1", "Diallo", ["Amina", "Youssef", "Mariama"]],
    ["HH-2", "Traoré", ["Amina", "Fatou", "Ximena"]],
    ["HH-3", "المنصوري", ["يوسف", "أسماء"]],
    ["HH-4", "ታደሰ", ["ሰላም"]],
  ];
  for (const [number, surname, given] of families) {
    const members = given.map((given_name): NewMember => ({
      name: { given_name, surname },
      sex: "female",
      birth_date: "1990-01-01",
      relationship: "SELF",
      main_contact: false,
      identifiers: [{ identifier_type: "UIN", identifier_value: `${number} ${given_name}` }],
      phone_number: number === "HH-1" && given_name === "Amina" ? "+999 712 345 678" : "",
      in_full_time_education: false,
    }));
    const household = { number, locality: "Old Harbour", region: "Port Marov", members };
    await at.write((ctx) => registerHousehold(ctx, household).changes);
  }
});
afterAll(() => at.close());

const found = async (q: string) =>
  (await searchPeople(at.store, q)).map(({ name, matched }) => `${name}: ${matched}`);

test("every typed word begins a word of the name, in any order and with or without accents", async () => {
  expect(await found("traore ami")).toEqual(["Amina Traoré: name"]);
  expect(await found("AMI")).toEqual(["Amina Diallo: name", "Amina Traoré: name"]);
  expect(await found("اسما")).toEqual(["أسماء المنصوري: name"]);
});

test("a case number, an identifier and a phone number are found as a whole, and say so", async () => {
  expect(await found("HH-4")).toEqual(["ሰላም ታደሰ: case_number"]);
  expect(await found("4")).toEqual(["ሰላም ታደሰ: case_number"]);
  expect(await found("0712345678")).toEqual(["Amina Diallo: phone"]);
  expect(await found("HH-2 Fatou")).toContain("Fatou Traoré: identifier");
});

test("one slip in one word is forgiven, in every script, and said to be one", async () => {
  expect(await found("yousef")).toEqual(["Youssef Diallo: name_like"]);
  expect(await found("amena dial")).toEqual(["Amina Diallo: name_like"]);
  expect(await found("mariama dialo")).toEqual(["Mariama Diallo: name_like"]);
  expect(await found("mimena")).toEqual(["Ximena Traoré: name_like"]);
  expect(await found("المنصورى يوصف")).toEqual(["يوسف المنصوري: name_like"]);
});

test("two slips are not, nor one in a word of three letters", async () => {
  expect(await found("yusef")).toEqual([]);
  expect(await found("emena daillo")).toEqual([]);
  expect(await found("fot")).toEqual([]);
});

test("the likest name comes first", async () => {
  expect(await found("fatour")).toEqual(["Fatou Traoré: name_like"]);
  const [first] = await found("emina");
  expect(first).toMatch(/^Amina/);
});

test("a slip finds nothing where the words as typed find somebody", async () => {
  expect(await found("amina")).toEqual(["Amina Diallo: name", "Amina Traoré: name"]);
});

test("words that somebody has, but not one person: any of them may be the slip", async () => {
  expect(await found("ximena diallo")).toEqual([]);
  expect(await found("amina fatou")).toEqual([]);
  expect(await found("youssef tiallo")).toEqual(["Youssef Diallo: name_like"]);
});

test("whatever is typed, there is an answer", async () => {
  for (const q of ["", " ", "%", "\\", "'", "💥💥💥💥", "a".repeat(300), "a b c d e f g h i j"]) {
    expect([q, Array.isArray(await found(q))]).toEqual([q, true]);
  }
});
