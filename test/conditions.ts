/** Measures the first page and the exact count of conditions over a generated country, no budgets held. */
import { it } from "vitest";
import type { Agreement } from "../domain/agreement.ts";
import type { AskedType } from "../domain/attributes.ts";
import type { SortKey } from "../domain/criteria.ts";
import { readQuery } from "../exchange/query.ts";
import {
  countMatching,
  findMatching,
  type Asking,
  type Coverage,
} from "../store/reading/matching.ts";
import { openTestStore, type TestStore } from "../store/test-store.ts";

const people = 50_000;
const households = people / 4;
const page_records = 100;
const runs = 40;

interface Question {
  name: string;
  type: AskedType;
  query: unknown;
  sort: SortKey[];
}
const by = (attribute: string): SortKey[] => [{ attribute, descending: false }];

const questions: Question[] = [
  {
    name: "out of work, 18 to 64, by birth day",
    type: "Person",
    query: { employment_status: "not employed", age: { $gt: 18, $lt: 64 } },
    sort: by("birth_date"),
  },
  { name: "one identifier", type: "Person", query: { UIN: "7" }, sort: [] },
  {
    name: "young, poor, men (social sample 3a)",
    type: "Person",
    query: { age: { $lt: 25 }, poverty_score: { $lt: 2.5 }, gender: "m" },
    sort: by("household.poverty_score"),
  },
  {
    name: "last job ended before (ESS sample 2)",
    type: "Person",
    query: {
      employment_status: "not employed",
      employment_info: { $elemMatch: { end_date: { $lt: "2025-02-16" } } },
    },
    sort: [],
  },
  {
    name: "households with a member of working age (ESS sample 3)",
    type: "Household",
    query: {
      member_list: {
        $elemMatch: {
          employment_status: "not employed",
          "demographic_info.birth_date": { $gte: "1962-02-16", $lte: "2008-02-16" },
        },
      },
    },
    sort: by("group_size"),
  },
  {
    name: "poor households",
    type: "Household",
    query: { poverty_score: { $lt: 5 } },
    sort: by("poverty_score"),
  },
];

const coverage: Coverage = {
  agreement: {
    from: "sp.demo",
    to: "ess.demo",
    status: "active",
    valid_from: "2026-01-01",
    valid_until: "2026-12-31",
    basis: "law",
    purposes: ["work_support"],
    records: { Person: [], Household: [] },
    people: { attribute: "work_offer", is: "in", value: ["offered", "accepted"] },
  } as unknown as Agreement,
  purpose: "work_support",
  partner: "ess.demo",
};

it(`over ${people} people`, async () => {
  const at = await openTestStore();
  try {
    await fill(at);
    for (const who of [null, coverage]) {
      for (const question of questions) {
        process.stdout.write(
          `${who ? "partner" : "staff"}, ${await measured(at, question, who)}\n`,
        );
      }
    }
  } finally {
    await at.close();
  }
});

async function measured(at: TestStore, question: Question, who: Coverage | null): Promise<string> {
  const { name, type, query, sort } = question;
  const read = readQuery(type, undefined, query);
  if (!read.ok) throw new Error(read.reason);
  const { criteria } = read;
  const asking: Asking = { type, criteria, coverage: who, sort, today: "2026-11-23" };
  const first = await times(() => findMatching(at.store, asking, page_records));
  const count = await times(() => countMatching(at.store, asking));
  const found = await countMatching(at.store, asking);
  return `${name}: ${found} found; first page ${first}; exact count ${count}`;
}

async function times(once: () => Promise<unknown>): Promise<string> {
  const all: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await once();
    all.push(performance.now() - started);
  }
  all.sort((a, b) => a - b);
  const at = (share: number) => (all[Math.floor(runs * share)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

/** Rows of the search tables alone, without correlation between the columns. */
async function fill(at: TestStore): Promise<void> {
  const id = (kind: number, number: string) =>
    `('00000000-0000-7000-${kind}000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
  await at.asOwner(`insert into search_household (system, id, own, shown, layout, number, region,
      poverty_score, group_size)
    select 'sp.demo', ${id(8, "h")}, true, true, 1, 'HH-' || h, 'region ' || h % 12,
      (h::bigint * 7919 % 1000) / 10.0, 1 + h % 9 from generate_series(1, ${households}) h`);
  await at.asOwner(`insert into search_person (system, id, own, shown, household, layout,
      name_surname, sex, birth_date, employment_status, work_offer)
    select 'sp.demo', ${id(9, "p")}, true, true, ${id(8, `1 + p % ${households}`)}, 1,
      's' || p % 5000, case when p % 2 = 0 then 'female' else 'male' end,
      date '1940-01-01' + (p::bigint * 7919 % 31000)::int,
      (array['employee', 'not_employed', 'own_account', 'unknown'])[1 + p / 2 % 4],
      (array['not_offered', 'offered', 'accepted', 'said_no'])[1 + p / 8 % 4]
    from generate_series(1, ${people}) p`);
  await at.asOwner(`insert into search_person_employment_info (system, id, item, own, job_title, end_date)
    select system, id, 'a', true, 'x', birth_date + 24000 from search_person
    where birth_date between '1955-01-01' and '1962-01-01'`);
  await at.asOwner(`insert into search_person_identifiers (system, id, item, own, identifier_type,
      identifier_value) select system, id, 'a', true, 'UIN', md5(id::text) from search_person`);
  await at.asOwner("analyze");
}
