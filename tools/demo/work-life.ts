import type { Spell } from "../../domain/records/values.ts";
import type { EmploymentStatus } from "../../domain/records/values.ts";
import type { Random } from "./random.ts";

/** What an adult does for a living, as told at registration. */
export interface WorkLife {
  employment_status: EmploymentStatus;
  employment_info: Spell[];
}

const seasonal: readonly (readonly [string, string])[] = [
  ["olive picker", "Senna Olive Cooperative"],
  ["date harvester", "Three Wells Farms"],
  ["tea picker", "Goat Pass Estate"],
  ["cannery worker", "Coral Coast Fisheries"],
  ["farm hand", "Sorghum Market Growers"],
  ["hotel cleaner", "Pearl Beach Guesthouses"],
  ["brick maker", "Dry River Kilns"],
];
const ownAccount: readonly string[] = [
  "street food seller",
  "tailor",
  "phone repairer",
  "water carrier",
  "market trader",
  "basket weaver",
  "motorcycle taxi driver",
  "hairdresser",
];
const employee: readonly (readonly [string, string])[] = [
  ["guard", "Salt Quay Warehouses"],
  ["kitchen help", "Old Harbour Canteen"],
  ["cleaner", "Port Marov Clinic"],
  ["machine operator", "Millbrook Textiles"],
];

/** Mostly informal and seasonal, as in the country's labour survey. */
export function workLife(random: Random, age: number, todayYear: number): WorkLife {
  if (age >= 65) return { employment_status: "not_employed", employment_info: [] };
  const status = random.weighted<EmploymentStatus>([
    ["not_employed", 44],
    ["own_account", 30],
    ["family_worker", 11],
    ["employee", 12],
    ["unknown", 3],
  ]);
  return { employment_status: status, employment_info: spells(random, status, todayYear) };
}

/** A seasonal job that has ended. */
export function endedSeason(random: Random, todayYear: number): Spell {
  const [job_title, employer] = random.pick(seasonal);
  const year = todayYear - random.whole(1, 3);
  const month = random.whole(1, 7);
  return {
    job_title,
    employer,
    employment_type: "seasonal",
    start_date: day(year, month, random.whole(1, 28)),
    end_date: day(year, month + random.whole(2, 5), random.whole(1, 28)),
  };
}

function spells(random: Random, status: EmploymentStatus, todayYear: number): Spell[] {
  const started = day(todayYear - random.whole(2, 9), random.whole(1, 12), random.whole(1, 28));
  if (status === "not_employed") return random.chance(0.45) ? [endedSeason(random, todayYear)] : [];
  if (status === "own_account") {
    return random.chance(0.7) ? [{ job_title: random.pick(ownAccount), start_date: started }] : [];
  }
  if (status !== "employee") return [];
  const [job_title, employer] = random.pick(employee);
  const employment_type = random.pick(["casual", "fixed_term", "permanent"] as const);
  return [{ job_title, employer, employment_type, start_date: started }];
}

function day(year: number, month: number, date: number): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}
