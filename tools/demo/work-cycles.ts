import { textOf, valueOf } from "../../domain/record.ts";
import type { DayMark } from "../../domain/records/work-cycle.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import {
  isEnrolledFor,
  joinCycle,
  markDay,
  notePayment,
  openCycle,
  reckonWorker,
  stopSite,
  tellDays,
} from "../../domain/works/cycle.ts";
import { openRound } from "../../domain/rounds/round.ts";
import { decided, type Diary } from "./diary.ts";

const opened_days_ago = 44;
const weeks_paid = 2;
const groups = ["Terraces", "Drains"];

/**
 * Public works as the programme's officer keeps them: a cycle that runs since six weeks, with lists
 * of its days, two days of heat, wages paid for the first weeks and late since; and one that was
 * opened for the spring. And a round of proactive enrolment that was drafted: nobody was asked yet.
 */
export function livePublicWorks(diary: Diary): void {
  const programme = diary.programme("roads");
  const running = open(diary, programme, {
    name: "Terraces above Lantern Hill",
    area: "Port Marov",
    site: "Lantern Hill, upper road",
    daysAgo: opened_days_ago,
    from: 42,
    until: -48,
  });
  const workers = staffed(diary, running);
  for (const day of daysBetween(diary, 42, 1)) listOf(diary, running, workers, day);
  stand(diary, running, workers);
  pay(diary, running, workers);
  tell(diary, running, workers);
  open(diary, programme, {
    name: "Drains of Salt Quay, spring",
    area: "Port Marov",
    site: "Salt Quay",
    daysAgo: 6,
    from: -66,
    until: -156,
  });
  draftRound(diary, programme);
}

interface Site {
  name: string;
  area: string;
  site: string;
  daysAgo: number;
  /** Days before today on which it begins and ends; below zero: after today. */
  from: number;
  until: number;
}

function open(diary: Diary, programme: ProgrammeName, site: Site): string {
  const ctx = diary.on(site.daysAgo);
  if (!ctx) throw new RangeError("a cycle is opened in the past");
  const { name, area } = site;
  const opened = decided(
    openCycle(ctx, {
      name,
      programme,
      area,
      site: site.site,
      from: dayOf(diary, site.from),
      until: dayOf(diary, site.until),
      wage: { amount: 60, currency: "MRV" },
      pay_working_days: 10,
      groups,
      creche: true,
    }),
  );
  diary.write(opened.changes);
  return opened.id;
}

/** Whoever takes part in the programme and was enrolled before it began, one in seven at light work. */
function staffed(diary: Diary, cycle: string): string[] {
  const ctx = diary.on(opened_days_ago - 1);
  if (!ctx) return [];
  const joined: string[] = [];
  const today = ctx.nowIso.slice(0, 10);
  for (const enrolment of diary.all("Enrolment")) {
    const began = textOf(enrolment.state, "enrolment_date");
    const person = enrolment.subject === null ? null : diary.record(enrolment.subject);
    if (!person || began >= today || !isEnrolledFor(enrolment, diary.record(cycle))) continue;
    const input = {
      person,
      enrolment,
      group: groups[joined.length % groups.length] ?? "",
      role: joined.length % 7 === 3 ? ("light_work" as const) : ("worker" as const),
    };
    const workers = joined.map((id) => diary.record(id));
    const line = decided(joinCycle(ctx, diary.record(cycle), workers, input));
    diary.write(line.changes);
    joined.push(line.id);
  }
  return joined;
}

/** The site's list of one day, written on the day itself. */
function listOf(diary: Diary, cycle: string, workers: readonly string[], day: number): void {
  const ctx = diary.on(day);
  if (!ctx) return;
  const marks = Object.fromEntries(workers.map((id) => [id, markOf(diary)]));
  const lines = workers.map((id) => diary.record(id));
  const list = { day: ctx.nowIso.slice(0, 10), marks };
  diary.write(decided(markDay(ctx, diary.record(cycle), lines, list)).changes);
}

function markOf({ random }: Diary): DayMark {
  return random.weighted([
    ["worked", 86],
    ["half", 5],
    ["absent", 5],
    ["excused", 4],
  ] as const);
}

/** Two days too hot to work, told on the second. */
function stand(diary: Diary, cycle: string, workers: readonly string[]): void {
  const ctx = diary.on(1);
  if (!ctx) return;
  const lines = workers.map((id) => diary.record(id));
  const stop = { from: dayOf(diary, 17), until: dayOf(diary, 16), reason: "heat" as const };
  diary.write(decided(stopSite(ctx, diary.record(cycle), lines, stop)).changes);
}

/** The first weeks were paid; since then nothing was, and some of it is late. */
function pay(diary: Diary, cycle: string, workers: readonly string[]): void {
  const ctx = diary.on(1);
  if (!ctx || workers.length === 0) return;
  const wage = (valueOf(diary.record(cycle).state, "wage") as { amount: number }).amount;
  for (const id of workers) {
    const { worked } = reckonWorker(diary.record(cycle), diary.record(id), dayOf(diary, 0));
    const days = Math.min(worked, weeks_paid * 5);
    const payment = { on: dayOf(diary, 14), days, amount: days * wage };
    diary.write(decided(notePayment(ctx, diary.record(id), payment)).changes);
  }
}

/** What social protection sees of it. */
function tell(diary: Diary, cycle: string, workers: readonly string[]): void {
  const ctx = diary.on(1);
  if (!ctx) return;
  for (const id of workers) {
    const line = diary.record(id);
    const key = textOf(line.state, "enrolment");
    const enrolment = diary.all("Enrolment").find((one) => one.key === key);
    const reckoned = reckonWorker(diary.record(cycle), line, dayOf(diary, 0));
    if (enrolment) diary.write(tellDays(ctx, enrolment, reckoned));
  }
}

function draftRound(diary: Diary, programme: ProgrammeName): void {
  const ctx = diary.on(3);
  if (!ctx) return;
  const partner = [...ctx.systems].find(([, kind]) => kind === "sp")?.[0];
  if (partner === undefined) return;
  const round = {
    name: "Drains of Salt Quay, spring: households of Port Marov",
    programme,
    partner,
    criteria: {
      all: [
        { attribute: "region", is: "eq", value: "Port Marov" },
        {
          some: "member_list",
          where: {
            all: [
              { attribute: "age", is: "gte", value: 18 },
              { attribute: "age", is: "lte", value: 59 },
              { attribute: "employment_status", is: "eq", value: "not_employed" },
            ],
          },
        },
      ],
    },
    places: 24,
    order: "draw" as const,
  };
  diary.write(decided(openRound(ctx, round)).changes);
}

/** Working days of the site, Sunday to Thursday, as days before today. */
function daysBetween(diary: Diary, from: number, until: number): number[] {
  const days = Array.from({ length: from - until + 1 }, (_, at) => from - at);
  return days.filter((day) => {
    const weekday = new Date(`${dayOf(diary, day)}T00:00:00Z`).getUTCDay();
    return weekday < 5;
  });
}

function dayOf({ today }: Diary, daysAgo: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) - daysAgo * 86_400_000)
    .toISOString()
    .slice(0, 10);
}
