import type { Identifier, Name, Sex } from "../../domain/records/values.ts";
import type { DemoMember } from "./country.ts";
import { cultures, type Culture } from "./names.ts";
import { createRandom, type Random } from "./random.ts";
import { workLife } from "./work-life.ts";

/** One drawing of the country: its dice, and what was given out already. */
export interface Drawing {
  random: Random;
  today: string;
  culture(): Culture;
  /** Names and identifiers of people told in advance are not drawn again. */
  reserve(members: readonly DemoMember[]): void;
  name(culture: Culture, sex: Sex, surname: string): Name;
  identifiers(age: number): Identifier[];
  phone(): string;
  bornAt(age: number): string;
}

export function createDrawing(today: string, seed: string): Drawing {
  const random = createRandom(seed);
  const reserved = new Set<string>();
  const taken = new Set<string>();
  const unique = (make: () => string): string => {
    let value = make();
    while (taken.has(value)) value = make();
    taken.add(value);
    return value;
  };
  const shares = cultures.map((culture) => [culture, culture.weight] as const);
  return {
    random,
    today,
    culture: () => random.weighted(shares),
    reserve(members) {
      for (const { name, identifiers } of members) {
        reserved.add(`${name.given_name} ${name.surname}`);
        for (const one of identifiers) taken.add(one.identifier_value);
      }
    },
    name(culture, sex, surname) {
      const given = sex === "female" ? culture.female : culture.male;
      let given_name = random.pick(given);
      while (reserved.has(`${given_name} ${surname}`)) given_name = random.pick(given);
      return { given_name, surname };
    },
    identifiers: (age) => drawIdentifiers(random, age, unique),
    phone: () => unique(() => `+999 7${random.digits(2)} ${random.digits(3)} ${random.digits(3)}`),
    bornAt: (age) => bornAt(today, age, random.whole(1, 12), random.whole(1, 28)),
  };
}

/** The birthday of somebody who is `age` on `today`. */
export function bornAt(today: string, age: number, month: number, date: number): string {
  const birthday = `${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
  const year = Number(today.slice(0, 4)) - age - (birthday > today.slice(5) ? 1 : 0);
  return `${year}-${birthday}`;
}

/** Papers: nearly every adult of working age has some, the old and the young often none. */
function drawIdentifiers(
  random: Random,
  age: number,
  unique: (make: () => string) => string,
): Identifier[] {
  const none = age < 18 ? 0.35 : age >= 65 ? 0.18 : 0.015;
  if (random.chance(none)) return [];
  if (age >= 18 && random.chance(0.08)) {
    const identifier_value = unique(() => `MV-${random.digits(7)}`);
    return [{ identifier_type: "NationalID", identifier_value }];
  }
  const identifier_value = unique(() => `${random.whole(3, 9)}${random.digits(10)}`);
  return [{ identifier_type: "UIN", identifier_value }];
}

export interface Wanted {
  culture: Culture;
  surname: string;
  sex: Sex;
  age: number;
  relationship: string;
  main_contact?: boolean;
  student?: boolean;
}

/** A member of a household of a culture, with schooling, work and phone as the age has them. */
export function drawMember(drawing: Drawing, wanted: Wanted): DemoMember {
  const { random } = drawing;
  const { age, culture } = wanted;
  const student = wanted.student ?? inSchool(random, age);
  const member: DemoMember = {
    name: drawing.name(culture, wanted.sex, wanted.surname),
    sex: wanted.sex,
    birth_date: drawing.bornAt(age),
    relationship: wanted.relationship,
    main_contact: wanted.main_contact ?? false,
    identifiers: drawing.identifiers(age),
    in_full_time_education: student,
    languages: random.chance(0.7) ? [...culture.languages] : culture.languages.slice(0, 1),
  };
  if (age < 18) return member;
  if (wanted.main_contact || random.chance(0.55)) member.phone_number = drawing.phone();
  if (random.chance(0.5)) member.education_level = educationLevel(random, student);
  if (student) return member;
  const work = workLife(random, age, Number(drawing.today.slice(0, 4)));
  Object.assign(member, work);
  if (age <= 64) drawAnswer(random, member);
  return member;
}

/** Some ask to be left out; of those who are asked, some have answered. */
function drawAnswer(random: Random, member: DemoMember): void {
  if (random.chance(0.03)) {
    member.left_out = true;
    return;
  }
  const answer = random.weighted([
    ["accepted", 24],
    ["said_no", 8],
    [undefined, 68],
  ] as const);
  if (answer) member.answer = answer;
}

function inSchool(random: Random, age: number): boolean {
  if (age < 6 || age > 23) return false;
  return random.chance(age < 18 ? 0.92 : 0.4);
}

function educationLevel(random: Random, student: boolean): string {
  if (student) return random.pick(["upper_secondary", "post_secondary"]);
  return random.weighted([
    ["primary", 40],
    ["lower_secondary", 30],
    ["upper_secondary", 20],
    ["short_tertiary", 6],
    ["bachelor", 4],
  ]);
}
