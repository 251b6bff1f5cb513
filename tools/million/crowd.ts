import { bornAt, createDrawing, type Drawing } from "../demo/people.ts";
import { cultures, type Culture } from "../demo/names.ts";
import type { Random } from "../demo/random.ts";

/** Of ten names so many are the common ones of the demo; the rest are rare. */
const common_of_ten = 6;

/**
 * A drawing for as many people as one likes: names as varied as a country's (some thousand words,
 * the common ones often), and numbers that are counted instead of remembered.
 */
export function createCrowd(today: string, seed: string): Drawing {
  const drawing = createDrawing(today, seed);
  const { random } = drawing;
  const wide = new Map(cultures.map((culture) => [culture, widened(culture)]));
  let given = 0;
  const next = () => (given += 1);
  return {
    ...drawing,
    culture: () => leaning(random, drawing.culture(), wide),
    identifiers(age) {
      if (random.chance(age < 18 ? 0.35 : 0.05)) return [];
      return [{ identifier_type: "UIN", identifier_value: String(30_000_000_000 + next()) }];
    },
    phone: () => `+999 7${String(next()).padStart(8, "0")}`,
    bornAt: (age) => bornAt(today, age, random.whole(1, 12), random.whole(1, 28)),
  };
}

function leaning(random: Random, culture: Culture, wide: ReadonlyMap<Culture, Culture>): Culture {
  return random.whole(1, 10) <= common_of_ten ? culture : (wide.get(culture) ?? culture);
}

/** Names nobody of the demo has, from the halves of those it has. */
function widened(culture: Culture): Culture {
  const { female, male, surnames } = culture;
  return {
    ...culture,
    female: crossed(female, male),
    male: crossed(male, female),
    surnames: crossed(surnames, [...surnames, ...male]),
  };
}

function crossed(heads: readonly string[], tails: readonly string[]): string[] {
  const made = heads.flatMap((head) =>
    tails.map((tail) => half(head, "head") + half(tail, "tail")),
  );
  return [...new Set(made)];
}

function half(name: string, which: "head" | "tail"): string {
  const letters = Array.from(name.split(/[\s']/u).at(-1) ?? name);
  const middle = Math.ceil(letters.length / 2);
  return which === "head"
    ? letters.slice(0, middle).join("")
    : letters.slice(middle).join("").toLowerCase();
}
