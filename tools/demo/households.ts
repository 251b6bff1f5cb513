import { ageOn } from "../../domain/person-subject.ts";
import type { Sex } from "../../domain/records/values.ts";
import type { DemoHousehold, DemoMember } from "./country.ts";
import type { Culture } from "./names.ts";
import { drawMember, type Drawing, type Wanted } from "./people.ts";
import { regions, streets } from "./places.ts";

/** One household of a shape the country's census knows. */
export function drawHousehold(drawing: Drawing, number: string): DemoHousehold {
  const { random } = drawing;
  const culture = drawing.culture();
  const home: Home = { drawing, culture, surname: random.pick(culture.surnames), members: [] };
  random.weighted(shapes)(home);
  tellCare(home);
  const { region, localities } = random.pick(regions);
  return {
    number,
    locality: random.pick(localities),
    region,
    address_line: `${random.whole(1, 180)} ${random.pick(streets)}`,
    members: home.members,
    days_ago: random.chance(0.1) ? random.whole(1, 10) : random.whole(11, 240),
  };
}

interface Home {
  drawing: Drawing;
  culture: Culture;
  surname: string;
  members: DemoMember[];
}

const shapes: readonly (readonly [(home: Home) => void, number])[] = [
  [coupleWithChildren, 42],
  [singleParent, 17],
  [threeGenerations, 15],
  [elderlyCouple, 7],
  [grandparentWithGrandchildren, 6],
  [siblings, 5],
  [studentWithGrandparent, 3],
  [coupleWithNiece, 5],
];

function add(home: Home, sex: Sex, age: number, relationship: string, more?: Partial<Wanted>) {
  const { culture, surname } = home;
  home.members.push(
    drawMember(home.drawing, { culture, surname, sex, age, relationship, ...more }),
  );
}

function anySex(home: Home): Sex {
  return home.drawing.random.chance(0.5) ? "female" : "male";
}

function self(home: Home, sex: Sex, age: number, more?: Partial<Wanted>): void {
  add(home, sex, age, "SELF", { main_contact: true, ...more });
}

/** Who is married may keep the name, and may come from another people. */
function spouse(home: Home, sex: Sex, age: number): void {
  const { random } = home.drawing;
  const culture = random.chance(0.12) ? home.drawing.culture() : home.culture;
  const surname = random.chance(0.5) ? home.surname : random.pick(culture.surnames);
  add(home, sex, age, "SPS", { culture, surname });
}

/** Children of a parent of this age: born when the younger parent was 18 to 42. */
function children(home: Home, count: number, parentAge: number): void {
  const { random } = home.drawing;
  const oldest = Math.min(parentAge - 18, 24);
  const youngest = Math.max(0, parentAge - 42);
  if (oldest < youngest) return;
  for (let born = 0; born < count; born += 1) {
    const sex = anySex(home);
    add(home, sex, random.whole(youngest, oldest), sex === "female" ? "DAU" : "SON");
  }
}

const families: readonly (readonly [number, number])[] = [
  [1, 26],
  [2, 34],
  [3, 24],
  [4, 10],
  [5, 6],
];

function coupleWithChildren(home: Home): void {
  const { random } = home.drawing;
  const age = random.whole(22, 52);
  const other = Math.max(20, age + random.whole(-6, 6));
  const sex = anySex(home);
  self(home, sex, age);
  spouse(home, sex === "female" ? "male" : "female", other);
  const count = random.weighted(families);
  children(home, count, Math.min(age, other));
}

function singleParent(home: Home): void {
  const { random } = home.drawing;
  const age = random.whole(21, 50);
  self(home, random.chance(0.82) ? "female" : "male", age);
  children(home, random.whole(1, 3), age);
}

function threeGenerations(home: Home): void {
  const { random } = home.drawing;
  const age = random.whole(26, 46);
  const sex = anySex(home);
  self(home, sex, age);
  const other = Math.max(22, age + random.whole(-5, 5));
  if (random.chance(0.75)) spouse(home, sex === "female" ? "male" : "female", other);
  children(home, random.whole(1, 3), Math.min(age, other));
  add(home, "female", age + random.whole(19, 35), "MTH");
  if (random.chance(0.4)) add(home, "male", age + random.whole(20, 38), "FTH");
}

function elderlyCouple(home: Home): void {
  const { random } = home.drawing;
  const age = random.whole(65, 86);
  const sex = anySex(home);
  self(home, sex, age);
  spouse(home, sex === "female" ? "male" : "female", age + random.whole(-6, 4));
}

function grandparentWithGrandchildren(home: Home): void {
  const { random } = home.drawing;
  self(home, random.chance(0.75) ? "female" : "male", random.whole(58, 76));
  const count = random.whole(1, 3);
  for (let one = 0; one < count; one += 1) {
    add(home, anySex(home), random.whole(3, 16), "GRNDCHILD");
  }
}

function siblings(home: Home): void {
  const { random } = home.drawing;
  const age = random.whole(22, 34);
  self(home, anySex(home), age);
  const count = random.whole(1, 3);
  for (let one = 0; one < count; one += 1) {
    const sex = anySex(home);
    add(home, sex, age - random.whole(1, 8), sex === "female" ? "SIS" : "BRO");
  }
}

function studentWithGrandparent(home: Home): void {
  const { random } = home.drawing;
  self(home, anySex(home), random.whole(19, 23), { student: true });
  add(home, random.chance(0.7) ? "female" : "male", random.whole(66, 84), "GRPRN");
}

function coupleWithNiece(home: Home): void {
  coupleWithChildren(home);
  const { random } = home.drawing;
  const count = random.whole(1, 2);
  for (let one = 0; one < count; one += 1) {
    add(home, anySex(home), random.whole(4, 17), "NIENEPH");
  }
}

/** Somebody has the small children, or an old parent, at some hours: only the hours are told. */
function tellCare({ drawing, members }: Home): void {
  const { random, today } = drawing;
  const age = (member: DemoMember) => ageOn(member.birth_date, today) ?? 0;
  const carer = members.find((member) => !member.in_full_time_education && age(member) >= 19);
  if (!carer || age(carer) > 64) return;
  if (members.some((member) => age(member) <= 5) && random.chance(0.6)) {
    carer.care_hours = random.pick(smallChildren);
  } else if (members.some((member) => age(member) >= 80) && random.chance(0.6)) {
    carer.care_hours = random.pick(oldParents);
  }
}

const smallChildren = [
  "Mon–Fri until 12:30",
  "Every day, free 8:00–11:00",
  "Mon–Fri from 14:00, school hours are free",
  "Tue and Thu all day",
];
const oldParents = ["Every day before 10:00 and after 17:00", "Nights; free in the mornings"];
