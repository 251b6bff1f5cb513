import { beginsNear, near_letters_min, nearBeginnings } from "../../domain/near-words.ts";
import type { Statement, Store } from "../database.ts";
import { last_letter } from "./people.ts";

/** People who have the other typed words, up to which each of their names is looked at. */
const others_max = 2_000;
/** Entries looked at of each beginning that is one slip away, where no other word narrows it. */
const each_max = 500;
/** Longer words are cut for this: what begins alike is found by the beginning. */
const slip_letters_max = 24;

/**
 * Ids of people who have every typed word but one, and that one with a slip, the likest first. The
 * word is the one nobody has; where all are had by somebody, but not by one person, it may be any.
 */
export async function findNear(
  store: Store,
  typed: readonly string[],
  limit: number,
): Promise<string[]> {
  if (typed.every((word) => Array.from(word).length < near_letters_min)) return [];
  const { letters, many } = await wordsThere(store, typed);
  const nobodys = typed.filter((_, at) => many[at] === 0);
  if (nobodys.length > 1) return [];
  const slips = nobodys.length === 1 ? nobodys : typed;
  const found = new Map<string, number>();
  for (const slip of slips) {
    if (Array.from(slip).length < near_letters_min) continue;
    const others = typed.filter((word) => word !== slip);
    const fewest = Math.min(...others.map((word) => many[typed.indexOf(word)] ?? 0));
    const near =
      others.length > 0 && fewest <= others_max
        ? await amongOthers(store, slip, others)
        : await byBeginning(store, slip, others, letters);
    for (const { id, word } of near) {
      const far = Math.abs(word.length - slip.length);
      found.set(id, Math.min(far, found.get(id) ?? far));
    }
  }
  const ids = [...found].sort(([a, far], [b, further]) => far - further || (a < b ? -1 : 1));
  return ids.slice(0, limit).map(([id]) => id);
}

interface Near {
  id: string;
  word: string;
}

/** How many people have each word (up to a bound), and the letters that words here begin with. */
async function wordsThere(store: Store, typed: readonly string[]) {
  const [row] = await store.query<{ letters: string[]; many: number[] }>(there, [
    store.system.id,
    typed,
    typed.map((word) => word + last_letter),
    others_max + 1,
  ]);
  return row ?? { letters: [], many: [] };
}

/** Few people have the other words: their names are read, and the near ones kept. */
async function amongOthers(store: Store, slip: string, others: readonly string[]) {
  const values = [store.system.id, others, others.map((word) => word + last_letter), others_max];
  const rows = await store.query<Near>(namesOfOthers, values);
  return rows.filter(({ word }) => beginsNear(slip, word));
}

/** Every beginning one slip away is looked up; who lacks another typed word falls out. */
function byBeginning(
  store: Store,
  slip: string,
  others: readonly string[],
  letters: readonly string[],
) {
  const beginnings = nearBeginnings(Array.from(slip).slice(0, slip_letters_max).join(""), letters);
  return store.query<Near>(beginningNear, [
    store.system.id,
    beginnings,
    beginnings.map((one) => one + last_letter),
    others,
    others.map((word) => word + last_letter),
    each_max,
  ]);
}

const within = (row: string, of: string) => `${row}.system = $1
  and ${row}.word >= ${of}.low collate "C" and ${row}.word < ${of}.high collate "C"`;

/** Letters by one probe of the index each: from a first word to the next that begins otherwise. */
const there: Statement = {
  name: "words-there",
  text: `with recursive first as (
      (select w.word from words w where w.system = $1 order by w.word limit 1)
      union all
      select (select w.word from words w where w.system = $1
          and w.word > left(first.word, 1) || '${last_letter}' collate "C" order by w.word limit 1)
        from first where first.word is not null)
    select array(select left(word, 1) from first where word is not null) as letters,
      array(select (select count(*)::int from (
            select from words w where ${within("w", "t")} limit $4) as counted)
        from unnest($2::text[], $3::text[]) with ordinality as t(low, high, at) order by t.at) as many`,
};
const namesOfOthers: Statement = {
  name: "names-of-others",
  text: `with typed as (
      select t.at, t.low, t.high, (select count(*) from (
          select from words w where ${within("w", "t")} limit $4) as counted) as many
      from unnest($2::text[], $3::text[]) with ordinality as t(low, high, at)),
    driver as (select * from typed order by many, at limit 1),
    people as (
      select distinct w.id from driver d,
        lateral (select w.id from words w where ${within("w", "d")} limit $4) as w
      where not exists (
        select from typed t where t.at <> d.at and not exists (
          select from words o where o.id = w.id and ${within("o", "t")})))
    select o.id, o.word from people join words o on o.system = $1 and o.id = people.id`,
};
const beginningNear: Statement = {
  name: "words-beginning-near",
  text: `select w.id, w.word from unnest($2::text[], $3::text[]) as n(low, high),
      lateral (select w.id, w.word from words w where ${within("w", "n")} limit $6) as w
    where not exists (
      select from unnest($4::text[], $5::text[]) as t(low, high) where not exists (
        select from words o where o.id = w.id and ${within("o", "t")}))
    limit 10000`,
};
