/**
 * What checking a plan costs, warm: 40 steps, each weekly for a year, of a household of two adults and
 * a child that needs care, with rules, journeys and a weekly limit. Everything counts: from the JSON
 * that was read to the conflicts; ways out are computed when somebody looks.
 */
import { checkPlan } from "../../domain/conflicts/check.ts";
import { readPlan } from "../../domain/conflicts/reading.ts";

export interface PlanCost {
  steps: number;
  occurrences: number;
  conflicts: number;
  p50_ms: number;
  p99_ms: number;
}

/** `rounds` checks after a tenth as many that only warm up. */
export function measurePlan(rounds: number): PlanCost {
  const given: unknown = JSON.parse(JSON.stringify(yearOfWeeks(40)));
  const times: number[] = [];
  let conflicts = 0;
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    const began = performance.now();
    const read = readPlan(given);
    if (!read.ok) throw new Error(`${read.fault.code} at ${read.fault.place}`);
    conflicts = checkPlan(read.value).conflicts.length;
    if (round >= 0) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  return { steps: 40, occurrences: 40 * 52, conflicts, p50_ms: at(0.5), p99_ms: at(0.99) };
}

/** A plan of so many weekly steps: full days, most of them in order, a few in each other's way. */
export function yearOfWeeks(count: number): object {
  const days = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"];
  const places = ["home", "office", "site", "clinic", "school"];
  const steps = Array.from({ length: count }, (_, index) => {
    const day = days[index % days.length] ?? "";
    const hour = 7 + (Math.floor(index / days.length) % 8) + (index % 13 === 0 ? 0.5 : 0);
    const time = (at: number) =>
      `${String(Math.floor(at)).padStart(2, "0")}:${at % 1 ? "30" : "00"}`;
    return {
      id: `step-${index}`,
      lane: index % 3 === 0 ? "social" : "employment",
      title: `Step ${index}`,
      for: index % 4 === 3 ? "yusuf" : "amina",
      place: places[Math.floor(index / days.length) % places.length],
      state: "planned",
      start: `${day}T${time(hour)}`,
      end: `${day}T${time(hour + 0.75 - 0.25)}`,
      zone: "Africa/Casablanca",
      rrule: "FREQ=WEEKLY;COUNT=52",
      service: `service-${index}`,
      enrolment: "cash",
      ...(index % 3 === 0 ? {} : { activity: "training" }),
      demands: [{ code: "stairs", domain: "walking", maxSeverity: 3, text: "Stairs." }],
      ...(index % 10 === 5 ? { earningsPerMonth: { amount: 400, currency: "MAD" } } : {}),
    };
  });
  return { ...household(places, count), steps };
}

function household(places: readonly string[], services: number): object {
  const zone = "Africa/Casablanca";
  const weekdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261231";
  const window = { days: ["MO", "WE"], from: "12:00", to: "13:00", zone };
  return {
    country: "MA",
    zone,
    asOf: "2026-01-01",
    horizon: { from: "2026-01-01", until: "2026-12-31" },
    person: "amina",
    household: {
      home: "home",
      members: [
        { id: "amina", name: "Amina", age: 34, limitations: [{ domain: "walking", severity: 2 }] },
        { id: "yusuf", name: "Yusuf", age: 36 },
        { id: "noor", name: "Noor", age: 3 },
      ],
      care: [
        {
          id: "care",
          member: "noor",
          place: "home",
          need: { start: "2026-01-05T07:00", end: "2026-01-05T18:00", zone, rrule: weekdays },
          carers: [{ member: "amina" }, { member: "yusuf" }],
        },
      ],
    },
    places: places.map((id) => ({ id, name: id, area: "north" })),
    travel: places.flatMap((from) =>
      places
        .filter((to) => to !== from)
        .map((to) => ({ from, to, minutes: from === "site" || to === "clinic" ? 35 : 20 })),
    ),
    travelMarginMinutes: 5,
    services: Array.from({ length: services }, (_, index) => ({
      code: `service-${index}`,
      title: `Service ${index}`,
      repeat: "never",
    })),
    enrolments: [
      { id: "cash", member: "amina", history: [{ status: "Active", from: "2025-01-01" }] },
    ],
    rules: [
      {
        type: "earnings-limit",
        enrolment: "cash",
        per: "month",
        scope: "household",
        currency: "MAD",
        allowed: "<=",
        limit: 1_000,
        otherEarnings: 0,
      },
      {
        type: "hours-limit",
        enrolment: "cash",
        activity: "training",
        per: "week",
        allowed: "<=",
        limit: 20,
      },
      {
        type: "keep-free",
        enrolment: "cash",
        ...window,
        exceptLanes: ["social"],
        toleratedHoursPerWeek: 2,
      },
    ],
    weeklyLoad: {
      member: "amina",
      limitHours: 30,
      allowed: "<=",
      weekStarts: "MO",
      countsTravel: true,
    },
  };
}
