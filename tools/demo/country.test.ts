import { describe, expect, it } from "vitest";
import { ageOn } from "../../domain/person-subject.ts";
import { isValid } from "../../domain/editing.ts";
import { marovia, type Country } from "./country.ts";

const today = "2026-11-23";
const country = marovia(today);
const people = country.households.flatMap(({ members }) => members);
const age = (birthDate: string) => ageOn(birthDate, today) ?? -1;
const named = (given: string, surname: string) =>
  people.filter(({ name }) => name.given_name === given && name.surname === surname);

const twinsOf = (kind: string) => country.jobseekers.filter(({ known_as }) => known_as === kind);
const inHousehold = (value: string | undefined) =>
  people.find(({ identifiers }) => identifiers[0]?.identifier_value === value);

/** By how many years the main contact may be older than a relative: at least and at most. */
const older: Record<string, readonly [number, number]> = {
  SELF: [0, 0],
  SPS: [-12, 12],
  SON: [18, 48],
  DAU: [18, 48],
  BRO: [-10, 10],
  SIS: [-10, 10],
  MTH: [-45, -18],
  FTH: [-45, -18],
  GRNDCHILD: [36, 75],
  GRPRN: [-70, -36],
  NIENEPH: [2, 50],
};

const names = ({ households, jobseekers }: Country) => [
  households.map(({ members }) => members.map(({ name, identifiers }) => [name, identifiers])),
  jobseekers.map(({ name, known_as }) => [name, known_as]),
];

describe("the demo country", () => {
  it("is the same every time", () => {
    expect(marovia(today)).toEqual(country);
    expect(marovia(today, "another").households).not.toEqual(country.households);
  });

  it.each(["2026-01-01", "2027-02-28", "2028-02-29"])("has the same people on %s", (day) => {
    expect(names(marovia(day))).toEqual(names(country));
  });

  it("has 320 households of about 1,250 people, and 60 people at employment support", () => {
    expect(country.households).toHaveLength(320);
    expect(people.length).toBeGreaterThan(1150);
    expect(people.length).toBeLessThan(1350);
    expect(country.jobseekers).toHaveLength(60);
  });

  it("numbers every household once", () => {
    const numbers = country.households.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("holds the people of the standard's samples", () => {
    expect(named("Bob", "Johnson")).toMatchObject([
      {
        birth_date: "1992-03-15",
        email: "bob.johnson@example.com",
        identifiers: [{ identifier_type: "UIN", identifier_value: "9876543210" }],
      },
    ]);
    const alice = { birth_date: "1985-05-20", phone_number: "+66891234567" };
    expect(named("Alice", "Smith")).toMatchObject([alice]);
    const atWork = country.jobseekers.find(({ name }) => name.surname === "Smith");
    expect(atWork).toMatchObject({
      ...alice,
      known_as: "linked",
      identifiers: [{ identifier_type: "UIN", identifier_value: "42343545654" }],
      employment_info: [{ job_title: "farmer", end_date: "2024-01-15" }],
    });
    expect(country.households.find(({ number }) => number === "GRP-001")?.members).toHaveLength(4);
  });

  it.each([
    ["Amina", "Diallo", 34],
    ["Karim", "Diallo", 37],
    ["Omar", "Diallo", 9],
    ["Sara", "Diallo", 3],
  ])("has %s %s, %i, once", (given, surname, years) => {
    expect(named(given, surname).map((person) => age(person.birth_date))).toEqual([years]);
  });

  it.each([
    ["Yusuf", "Karimi"],
    ["Grace", "Otieno"],
    ["Samuel", "Njoroge"],
    ["Fatima Zahra", "Idrissi"],
    ["Daniel", "Mensah"],
    ["Noor", "Hassan"],
  ])("has %s %s as a main contact, once", (given, surname) => {
    expect(named(given, surname)).toMatchObject([{ main_contact: true }]);
  });

  it("writes some names in Arabic", () => {
    expect(people.some(({ name }) => /\p{Script=Arabic}/u.test(name.given_name))).toBe(true);
  });
});

describe("a household of the demo country", () => {
  it("has one main contact, and at most one spouse", () => {
    for (const { number, members } of country.households) {
      const self = members.filter(({ relationship }) => relationship === "SELF");
      expect(members.filter((member) => member.main_contact).length, number).toBe(1);
      expect(
        self.map((member) => member.main_contact),
        number,
      ).toEqual([true]);
      const spouses = members.filter(({ relationship }) => relationship === "SPS");
      expect(spouses.length, number).toBeLessThan(2);
    }
  });

  it("has relatives of ages that can be", () => {
    for (const { number, members } of country.households) {
      const self = members.find(({ relationship }) => relationship === "SELF");
      const own = age(self?.birth_date ?? "");
      expect(own, number).toBeGreaterThanOrEqual(18);
      for (const { relationship, birth_date } of members) {
        const [least, most] = older[relationship] ?? [NaN, NaN];
        const years = own - age(birth_date);
        expect(years, `${number} ${relationship}`).toBeGreaterThanOrEqual(least);
        expect(years, `${number} ${relationship}`).toBeLessThanOrEqual(most);
      }
    }
  });
});

describe("a person of the demo country", () => {
  it("is what the record tables allow", () => {
    const told = [...people, ...country.jobseekers].flatMap((person) =>
      Object.entries(person)
        .filter(([field]) => !["answer", "days_ago", "known_as", "said"].includes(field))
        .filter(([field, value]) => !isValid("Person", field, value))
        .map(([field]) => field),
    );
    expect(told).toEqual([]);
  });

  it("shares no identifier with another member of a household", () => {
    const values = people.flatMap(({ identifiers }) =>
      identifiers.map(({ identifier_value: value }) => value),
    );
    expect(new Set(values).size).toBe(values.length);
    expect(people.filter(({ identifiers }) => identifiers.length === 0).length).toBeGreaterThan(50);
  });
});

describe("the people employment support knows by itself", () => {
  it("are 25 that link, 2 that contradict, 2 without papers, and 31 others", () => {
    const kinds = ["linked", "contradicting", "alike", "only_here"];
    expect(kinds.map((kind) => twinsOf(kind).length)).toEqual([25, 2, 2, 31]);
  });

  it("link by an identifier that nothing contradicts", () => {
    for (const one of twinsOf("linked")) {
      const { sex, birth_date } = one;
      expect(inHousehold(one.identifiers[0]?.identifier_value)).toMatchObject({ sex, birth_date });
    }
  });

  it("contradict in birth date or sex under the same identifier", () => {
    for (const one of twinsOf("contradicting")) {
      const { sex, birth_date } = one;
      const other = inHousehold(one.identifiers[0]?.identifier_value);
      expect(other).toBeDefined();
      expect(other).not.toMatchObject({ sex, birth_date });
    }
  });

  it("are alike without papers on either side", () => {
    for (const { name, birth_date, identifiers } of twinsOf("alike")) {
      expect(identifiers).toEqual([]);
      expect(people).toContainEqual(expect.objectContaining({ name, birth_date, identifiers }));
    }
  });
});
