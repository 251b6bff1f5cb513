/** Steps that the offices of Marovia often make together. Nobody's words: only what is always so. */
import { keepTemplate, type TemplateInput } from "../../domain/directory/template.ts";
import type { TemplateStep } from "../../domain/records/directory-records.ts";
import { decided, type Diary } from "./diary.ts";

const kept_days_ago = 50;

export function keepTemplates(diary: Diary): void {
  for (const template of templates) {
    const ctx = diary.on(kept_days_ago);
    if (ctx) diary.write(decided(keepTemplate(ctx, [], template)).changes);
  }
}

type Line = Partial<TemplateStep> & Pick<TemplateStep, "lane" | "what" | "starts">;

function step(line: Line): TemplateStep {
  const party = line.lane;
  const role = { social: "case manager", employment: "counsellor", person: "" }[line.lane];
  return {
    service: "",
    who: { party, role },
    obligation: { kind: "voluntary", source: "", consequence: "" },
    lasts: null,
    due: null,
    repeats: "once",
    clock: null,
    hours_per_week: null,
    where: "",
    condition: "",
    how_known: "",
    adjustments: "",
    needs: "",
    goal: 0,
    after: null,
    for_household: false,
    ...line,
  };
}

const promised = (source: string): TemplateStep["obligation"] => ({
  kind: "required",
  source,
  consequence: "",
});
const law = "Law on Social Protection and Work (No. 14 of 2021), article 22";
const common = { language: "en", zone: "Africa/Tunis" };

const templates: readonly TemplateInput[] = [
  {
    ...common,
    name: "First job with small children",
    about: "Childcare first, then a course, then work; the transfer goes on meanwhile.",
    for_programme: "Family Cash Transfer",
    for_goal: "A steady job",
    goals: [
      {
        text: "A steady job that fits the children's day",
        by_days: 240,
        how_known: "A work contract",
      },
    ],
    steps: [
      step({
        lane: "social",
        what: "A childcare place",
        service: "neighbourhood-nursery",
        starts: 3,
        due: 21,
        obligation: promised(law),
        how_known: "A letter that the child has a place",
        needs: "Birth certificate and vaccination card",
      }),
      step({
        lane: "social",
        what: "Bus pass",
        service: "bus-pass-for-work-and-training",
        starts: 3,
        due: 14,
        obligation: promised(law),
        how_known: "The pass is in hand",
      }),
      step({
        lane: "employment",
        what: "Skills check",
        starts: 7,
        clock: { days: ["MO", "TU", "WE"], from: "09:30", to: "11:00" },
        where: "Old Harbour 3, Port Marov",
        how_known: "Written result, read out together",
      }),
      step({
        lane: "employment",
        what: "Kitchen helper course",
        service: "kitchen-helper-course",
        starts: 14,
        after: 0,
        condition: "The family cash transfer stays as it is during the course.",
        how_known: "The list of the course",
      }),
      step({
        lane: "person",
        what: "Open a bank account",
        starts: 0,
        due: 28,
        needs: "Identity card",
        how_known: "The account number",
      }),
      step({
        lane: "person",
        what: "Try-out days at a kitchen",
        starts: 60,
        lasts: 5,
        after: 3,
        where: "Old Harbour Canteen",
        condition: "Pay of up to five try-out days is not counted.",
        how_known: "The kitchen says how it went",
      }),
    ],
  },
  {
    ...common,
    name: "Papers first",
    about: "For people without identity papers: everything else waits for them.",
    for_programme: "",
    for_goal: "Identity papers",
    goals: [{ text: "Valid identity papers", by_days: 60, how_known: "The card" }],
    steps: [
      step({
        lane: "social",
        what: "Go with the person to the identity papers desk",
        service: "identity-papers-desk",
        starts: 2,
        due: 10,
        obligation: promised(law),
        how_known: "Receipt of the desk",
      }),
      step({
        lane: "person",
        what: "Fetch the card",
        starts: 14,
        due: 40,
        after: 0,
        where: "Town hall, ground floor",
        how_known: "The card",
      }),
      step({
        lane: "employment",
        what: "First talk about work",
        starts: 21,
        after: 1,
        clock: { days: ["SU", "WE"], from: "09:00", to: "10:00" },
        where: "Old Harbour 3, Port Marov",
        how_known: "A next step is written down",
      }),
    ],
  },
  {
    ...common,
    name: "Own business, step by step",
    about: "From an idea to the first customers, with what it means for the transfer.",
    for_programme: "Family Cash Transfer",
    for_goal: "Own business",
    goals: [
      { text: "Regular income of one's own", by_days: 300, how_known: "Three months of sales" },
    ],
    steps: [
      step({
        lane: "employment",
        what: "First steps of an own business",
        service: "first-steps-of-an-own-business",
        starts: 7,
        how_known: "The list of the course",
      }),
      step({
        lane: "social",
        what: "Say in writing what may be earned beside the transfer",
        starts: 0,
        due: 10,
        obligation: promised(law),
        condition: "Income from the business is counted only after six months.",
        how_known: "A letter, read out together",
      }),
      step({
        lane: "social",
        what: "Debt advice",
        service: "debt-advice",
        starts: 7,
        how_known: "The person's word is enough",
      }),
      step({
        lane: "person",
        what: "Write down a month of income and spending",
        starts: 10,
        lasts: 30,
        how_known: "The person's word is enough",
      }),
    ],
  },
];
