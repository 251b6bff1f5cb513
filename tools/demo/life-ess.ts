import { changeEmployment, type EmploymentChange } from "../../domain/case-work.ts";
import type { Deciding } from "../../domain/change.ts";
import { elementId, newRecord, ownChange } from "../../domain/editing.ts";
import type { Json } from "../../domain/json.ts";
import type { Country, DemoJobseeker } from "./country.ts";
import { decided, enrol, serve, type Diary, type Step } from "./diary.ts";
import { livePublicWorks } from "./work-cycles.ts";

/**
 * Employment support: people come alone, are advised, join a programme, and some find work. Gives
 * those only this office knows, by their ids.
 */
export function liveEmploymentSupport(diary: Diary, country: Country): string[] {
  const only: string[] = [];
  const byDay = country.jobseekers.toSorted((a, b) => b.days_ago - a.days_ago);
  for (const jobseeker of byDay) {
    const ctx = diary.on(jobseeker.days_ago);
    if (!ctx) continue;
    const id = register(diary, ctx, jobseeker);
    advise(diary, id, jobseeker.days_ago);
    join(diary, id, jobseeker.days_ago);
    if (jobseeker.employment_status === "not_employed") findWork(diary, id, jobseeker.days_ago);
    if (jobseeker.known_as === "only_here" && jobseeker.days_ago > known_days_min) only.push(id);
  }
  livePublicWorks(diary);
  return only;
}

/** Known for longer than any referral of the demo runs. */
const known_days_min = 70;

/** A person without a household: social protection would complete it in intake. */
function register(diary: Diary, ctx: Deciding, jobseeker: DemoJobseeker): string {
  const { name, sex, birth_date, phone_number, email, education_level } = jobseeker;
  const { employment_status, unemployment_reason } = jobseeker;
  const told: Record<string, Json | undefined> = {
    name,
    sex,
    birth_date,
    vital_status: "alive",
    phone_number,
    email,
    education_level,
    employment_status,
    unemployment_reason,
    registration_date: ctx.nowIso.slice(0, 10),
  };
  const fields = Object.fromEntries(
    Object.entries(told).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
  const elements = (values: readonly Json[]) =>
    Object.fromEntries(values.map((value) => [elementId(ctx), value]));
  const sets = {
    identifiers: elements(jobseeker.identifiers),
    languages: elements(jobseeker.languages ?? []),
    employment_info: elements(jobseeker.employment_info ?? []),
  };
  const record = newRecord(ctx, "Person");
  diary.write([ownChange(ctx, record, { fields, sets }, "person.registered")]);
  return record.id;
}

function advise(diary: Diary, id: string, daysAgo: number): void {
  const { random } = diary;
  serve(diary, id, daysAgo - random.whole(1, 6), {
    service: "counselling",
    quantity: random.pick(["45 minutes", "1 hour"]),
    outcome: "delivered",
  });
  if (!random.chance(0.55)) return;
  serve(diary, id, daysAgo - random.whole(8, 30), {
    service: random.pick(["job_search_help", "training", "work_clothes"] as const),
    quantity: random.pick(["1", "2 days", "half a day"]),
    outcome: random.pick(["delivered", "delivered", "delivered", "refused"] as const),
  });
}

const ways: Record<string, readonly (readonly [readonly Step[], number])[]> = {
  roads: [
    [[], 60],
    [
      [
        ["suspended", "Heat stop on the site", 30],
        ["reinstated", "Work goes on", 12],
      ],
      25,
    ],
    [[["exited", "The cycle of 90 days is done", 90]], 15],
  ],
  sewing: [
    [[], 70],
    [[["exited", "Finished the workshop", 60]], 30],
  ],
  search: [
    [[], 65],
    [[["inactive", "Own wish", 40]], 20],
    [[["awaiting_renewal", "Six months are nearly over", 100]], 15],
  ],
  apprentice: [[[], 100]],
};

const joining: Record<string, string> = {
  roads: "Place in the next work group",
  sewing: "Wishes to sew for a living",
  search: "Looks for work of any kind",
  apprentice: "A workshop agreed to take an apprentice",
};

function join(diary: Diary, id: string, daysAgo: number): void {
  const { random } = diary;
  if (!random.chance(0.7)) return;
  const slug = random.weighted([
    ["search", 42],
    ["roads", 28],
    ["sewing", 18],
    ["apprentice", 12],
  ] as const);
  const way = random.weighted(ways[slug] ?? [[[], 1]]);
  enrol(diary, id, daysAgo - random.whole(5, 25), slug, joining[slug] ?? "", way);
}

const found: readonly EmploymentChange[] = [
  {
    employment_status: "employee",
    job: { job_title: "packer", employer: "Salt Quay Warehouses", employment_type: "casual" },
  },
  {
    employment_status: "employee",
    job: { job_title: "seamstress", employer: "Millbrook Textiles", employment_type: "fixed_term" },
  },
  {
    employment_status: "employee",
    job: {
      job_title: "apprentice carpenter",
      employer: "Cedar Workshop",
      employment_type: "apprentice",
    },
  },
  { employment_status: "own_account", job: { job_title: "vegetable seller" } },
];

/** Some find work; of those, some lose it again. */
function findWork(diary: Diary, id: string, daysAgo: number): void {
  const { random } = diary;
  if (!random.chance(0.3)) return;
  const day = daysAgo - random.whole(20, 70);
  const ctx = diary.on(day);
  if (!ctx) return;
  const start = ctx.nowIso.slice(0, 10);
  const { job, ...change } = random.pick(found);
  const begun = { ...change, job: { ...(job as Record<string, Json>), start_date: start } };
  diary.write(decided(changeEmployment(ctx, diary.record(id), [], begun)).changes);
  const later = diary.on(day - random.whole(25, 60));
  if (!later || !random.chance(0.35)) return;
  const lost: EmploymentChange = {
    employment_status: "not_employed",
    unemployment_reason: "limited_job_ended",
  };
  diary.write(decided(changeEmployment(later, diary.record(id), [], lost)).changes);
}
