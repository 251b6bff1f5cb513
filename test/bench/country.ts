/**
 * Finding people and counting households in a registry of a country's size, through the staff API
 * of a real node (typeahead) and over the wire from the other system (criteria, PRS.EMP.03).
 */
import { uuidv7 } from "uuidv7";
import type { Criteria } from "../../domain/criteria.ts";
import type { Store } from "../../store/database.ts";
import { fillRegistry } from "../../tools/million/fill.ts";
import { households as registered } from "../../tools/million/registering.ts";
import { signIn, type RealSystem, type Side } from "./real-system.ts";

/** Each question is asked so often, each time about somebody else where it names somebody. */
const asked_times = 60;

export interface Asked {
  what: string;
  p50_ms: number;
  p95_ms: number;
  budget_ms: number;
}
/** The same questions at two sizes: does the cost grow slower than the data? */
export interface CountryMeasured {
  sizes: { households: number; people: number; filled_seconds: number; asked: Asked[] }[];
}

/** Fills a tenth of them, asks, fills the rest, asks again. */
export async function measureCountry(
  real: RealSystem,
  sp: Store,
  households: number,
  say: (line: string) => void,
): Promise<CountryMeasured> {
  const [programme] = await sp.query<{ id: string; name: string }>(cash, [sp.system.id]);
  if (!programme) throw new Error("the demo has no cash programme");
  const registering = {
    self: sp.system.id,
    systems: new Map([["sp.demo", "sp"] as const, ["ess.demo", "ess"] as const]),
    programme,
    today: new Date().toISOString().slice(0, 10),
    newId: uuidv7,
  };
  const crowd = registered(registering, households);
  const sizes: CountryMeasured["sizes"] = [];
  for (const size of [Math.ceil(households / 10), households]) {
    const before = sizes.at(-1)?.households ?? 0;
    const filled = await fillRegistry(
      sp,
      real.settings("sp").ownerUrl,
      take(crowd, size - before),
      say,
    );
    sizes.push({
      households: size,
      people: filled.people + (sizes.at(-1)?.people ?? 0),
      filled_seconds: filled.seconds,
      asked: await askAll(real, sp),
    });
  }
  return { sizes };
}

/** So many of a sequence, which goes on afterwards. */
function* take<T>(from: Iterator<T>, count: number): Generator<T> {
  for (let taken = 0; taken < count; taken += 1) {
    const next = from.next();
    if (next.done) return;
    yield next.value;
  }
}

async function askAll(real: RealSystem, sp: Store): Promise<Asked[]> {
  const people = await sp.query<{ name: string }>(somebody, [sp.system.id, asked_times]);
  const names = people.map(({ name }) => name);
  const finder = await staff(real, "sp");
  const counter = await staff(real, "ess");
  const typed = (write: (name: string, at: number) => string) => (at: number) =>
    finder("/search", { q: write(names[at % names.length] ?? "", at) });
  const count = (criteria: Criteria) => () =>
    counter("/rounds/count", { partner: sp.system.id, criteria });
  const questions: [string, number, (at: number) => Promise<void>][] = [
    ["Typeahead: three letters", 60, typed((name) => name.slice(0, 3))],
    ["Typeahead: first letters of both names", 60, typed(begun)],
    ["Typeahead: the whole name", 60, typed((name) => name)],
    ["Typeahead: the whole name, one letter wrong", 200, typed(mistyped)],
    ["Households that fit, counted exactly (few)", 500, count(few)],
    ["Households that fit, counted exactly (many)", 500, count(many)],
  ];
  const asked: Asked[] = [];
  for (const [what, budget_ms, ask] of questions) {
    const took: number[] = [];
    await ask(0);
    for (let at = 0; at < asked_times; at += 1) {
      const began = performance.now();
      await ask(at);
      took.push(performance.now() - began);
    }
    took.sort((a, b) => a - b);
    const share = (part: number) => took[Math.floor((took.length - 1) * part)] ?? 0;
    asked.push({ what, p50_ms: share(0.5), p95_ms: share(0.95), budget_ms });
  }
  return asked;
}

const begun = (name: string) =>
  name
    .split(" ")
    .map((word) => word.slice(0, 4))
    .join(" ");

/** Another letter in the middle of the longest word. */
function mistyped(name: string, at: number): string {
  const [longest = ""] = name.split(" ").toSorted((a, b) => b.length - a.length);
  const letters = Array.from(longest);
  const middle = Math.floor(letters.length / 2);
  letters[middle] = letters[middle] === "a" ? "e" : at % 2 === 0 ? "a" : "u";
  return name.replace(longest, letters.join(""));
}

const young: Criteria = {
  some: "member_list",
  where: {
    all: [
      { attribute: "age", is: "gte", value: 18 },
      { attribute: "age", is: "lte", value: 24 },
      { attribute: "employment_status", is: "eq", value: "not_employed" },
    ],
  },
};
const few: Criteria = {
  all: [{ attribute: "locality", is: "eq", value: "Pearl Beach" }, young],
};
const many: Criteria = { all: [{ attribute: "region", is: "eq", value: "Port Marov" }, young] };

/** Signed in at a side: asks its staff API, and reads the whole answer. */
async function staff(real: RealSystem, side: Side) {
  const cookie = await signIn(real, side);
  return async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${real.urls[side]}/api/v1${path}`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const said: unknown = await answer.json();
    const failed = !answer.ok || (said as { problem?: string }).problem;
    if (failed) throw new Error(`${path} answered ${answer.status} ${JSON.stringify(said)}`);
  };
}

const cash = {
  name: "bench-cash",
  text: `select key as id, 'Family Cash Transfer' as name from records
    where system = $1 and type = 'Programme' order by created_at limit 1`,
};
/** People from all over the table. */
const somebody = {
  name: "bench-somebody",
  text: `select name from people where system = $1 and name <> '' order by md5(id::text) limit $2`,
};
