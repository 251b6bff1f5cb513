/** Steps that stand in the demo's plans; days are counted from today. */
import type { NewStepBody } from "../../server/api/plan-schemas.ts";

export interface DemoStep {
  lane: NewStepBody["lane"];
  what: string;
  fields: (day: (days: number) => string) => Partial<NewStepBody["fields"]>;
}

const zone = "Africa/Tunis";

/** The next Monday. */
function monday(day: (days: number) => string): string {
  const days = [1, 2, 3, 4, 5, 6, 7].map(day);
  return days.find((one) => new Date(`${one}T00:00:00Z`).getUTCDay() === 1) ?? day(1);
}

export const childcare: DemoStep = {
  lane: "social",
  what: "Childcare place, mornings",
  fields: (day) => ({
    due: day(10),
    who: { party: "social", role: "case manager" },
    where: "Kasbah day nursery",
    how_known: "The nursery confirms the place",
  }),
};

export const healthVisit: DemoStep = {
  lane: "person",
  what: "Child health visit",
  fields: (day) => ({
    who: { party: "person", role: "" },
    obligation: {
      kind: "required",
      source: "Family Cash Transfer, conditions",
      consequence: "a talk; nothing stops by itself",
    },
    times: {
      start: `${day(2)}T10:00`,
      end: `${day(2)}T10:45`,
      zone,
      rrule: "FREQ=MONTHLY",
    },
    repeats: "monthly",
    condition: "Family Cash Transfer asks for one visit a month until Sara is five",
    how_known: "Stamp in the health card",
  }),
};

export const fare: DemoStep = {
  lane: "social",
  what: "Bus fare for the first month",
  fields: (day) => ({
    due: day(5),
    who: { party: "social", role: "" },
    how_known: "Receipt of the bus company",
  }),
};

export const sewing: DemoStep = {
  lane: "employment",
  what: "Sewing workshop",
  fields: (day) => ({
    who: { party: "provider", role: "Atelier Kasbah" },
    from: day(1),
    until: day(50),
    times: {
      start: `${monday(day)}T08:30`,
      end: `${monday(day)}T12:30`,
      zone,
      rrule: `FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;UNTIL=${day(50).replaceAll("-", "")}`,
    },
    hours_per_week: 16,
    where: "Atelier Kasbah, 2 Dyers' Street",
    condition: "The stipend of the workshop is not counted as income",
    adjustments: "Seated work, a break at ten",
    needs: "Childcare in the mornings",
    how_known: "Attendance list",
  }),
};

export const placement: DemoStep = {
  lane: "employment",
  what: "Work placement, paid",
  fields: (day) => ({
    who: { party: "employer", role: "Atelier Kasbah" },
    from: day(52),
    until: day(140),
    hours_per_week: 20,
    earnings: { amount: 3_000, currency: "MRV" },
    condition:
      "Above the limit of the transfer it goes down step by step; the benefits office decides",
    how_known: "Pay slips",
  }),
};

export const account: DemoStep = {
  lane: "person",
  what: "Open a bank account",
  fields: (day) => ({ due: day(14), who: { party: "person", role: "" }, needs: "Identity card" }),
};

export const jobSearch: DemoStep = {
  lane: "employment",
  what: "Job search with the counsellor",
  fields: (day) => ({
    who: { party: "employment", role: "counsellor" },
    times: { start: `${day(6)}T09:30`, end: `${day(6)}T10:30`, zone },
    meeting_place: "Employment office, room 4",
    how_known: "Two applications sent",
  }),
};

export const roads: DemoStep = {
  lane: "employment",
  what: "Green Roads, work group East",
  fields: (day) => ({
    who: { party: "employment", role: "public works" },
    from: day(1),
    until: day(60),
    hours_per_week: 30,
    condition: "Public works pay is not counted for the Social Pension of the household",
    how_known: "The site's list of each day",
  }),
};

export const course: DemoStep = {
  lane: "employment",
  what: "Lorry driving course",
  fields: (day) => ({
    who: { party: "provider", role: "training centre" },
    from: day(8),
    until: day(70),
    hours_per_week: 10,
    adjustments: "Written test in Urdu",
    activity: "training",
    costs: [
      {
        kind: "fee",
        amount: 600,
        currency: "MRV",
        each: false,
        paid_by: "person",
        back_on: day(75),
      },
    ],
    permits: ["work_permit"],
    how_known: "Certificate of the training centre",
  }),
};

/** Steps whose day is over, so that something became of each. */
export const boots: DemoStep = {
  lane: "social",
  what: "Work boots",
  fields: (day) => ({
    due: day(-3),
    who: { party: "social", role: "case manager" },
    how_known: "Receipt of the shop",
  }),
};

export const safetyDay: DemoStep = {
  lane: "employment",
  what: "Safety day of the site",
  fields: (day) => ({
    due: day(-2),
    who: { party: "provider", role: "Green Roads, site East" },
    how_known: "The site's list of the day",
  }),
};

export const papers: DemoStep = {
  lane: "person",
  what: "Bring the residence paper",
  fields: (day) => ({ due: day(-2), who: { party: "person", role: "" } }),
};

export const meeting: DemoStep = {
  lane: "person",
  what: "Meet the counsellor",
  fields: (day) => ({
    who: { party: "person", role: "" },
    times: { start: `${day(-7)}T09:30`, end: `${day(-7)}T10:15`, zone, rrule: "FREQ=WEEKLY" },
    repeats: "weekly",
    meeting_place: "Employment office, room 4",
  }),
};
