/**
 * The joint plans of the demo, told as the offices make them: over their own doors, by their
 * workers, once both systems run. So every plan is one that the product itself made, signed by the
 * keys of both.
 */
import { dayFromNow, openDesk, type Desk } from "./plan-desk.ts";
import {
  account,
  boots,
  childcare,
  course,
  fare,
  healthVisit,
  jobSearch,
  meeting,
  papers,
  placement,
  roads,
  safetyDay,
  sewing,
} from "./plan-steps.ts";
import { tellReferrals } from "./referrals.ts";
import { tellReviews } from "./reviews.ts";

/** Makes the plans that are not there yet, in every state; may be cut off and repeated. */
export async function tellPlans(sp: string, ess: string, signal: AbortSignal): Promise<void> {
  const leila = await openDesk(sp, "leila", signal);
  const marc = await openDesk(ess, "marc", signal);
  await leila.open("Amina Diallo", {
    goals: ["Steady income by summer, with the children's support as it is"],
    steps: [childcare, healthVisit, fare, sewing, placement],
  });
  await waiting(leila);
  await ended(leila);
  await agreed(leila, marc);
  await changed(leila, marc);
  await tellReferrals(sp, ess, signal);
  await tellReviews(sp, ess, signal);
  const theirs = ["Amina Diallo", "Karim Diallo", "Grace Otieno"];
  await leila.takeOn(theirs, "Their plans are made with me");
  await marc.takeOn(["Amina Diallo"], "Her work plan is made with me");
}

/** Grace Otieno: her case manager has signed, the others are asked. */
async function waiting(leila: Desk): Promise<void> {
  const plan = await leila.open("Grace Otieno", {
    goals: ["Work during school hours"],
    steps: [childcare, jobSearch],
  });
  if (!plan) return;
  await leila.told("Grace Otieno", {
    hours_a_week: 20,
    care_times: [
      {
        who: "Mary, my mother",
        hours: { days: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], from: "07:00", to: "11:00" },
        begins: null,
        ends: null,
        others: [{ who: "My sister", hours: { days: ["SA", "SU"], from: "07:00", to: "09:00" } }],
      },
    ],
  });
  await leila.sign(plan, "social");
}

/** Ruth Njoroge: a plan that came to its end. */
async function ended(leila: Desk): Promise<void> {
  const plan = await leila.open("Ruth Njoroge", {
    goals: ["Sell at the market twice a week"],
    steps: [account],
  });
  if (plan) await leila.end(plan, "She sells at the market now and asked for no more help.");
}

/** Samuel Njoroge: agreed by all three; one step is done, one under way. */
async function agreed(leila: Desk, marc: Desk): Promise<void> {
  const plan = await leila.open("Samuel Njoroge", {
    goals: ["Paid work until the harvest"],
    steps: [boots, fare, papers, roads, safetyDay, meeting, account],
  });
  if (!plan) return;
  const theirs = await marc.awaited("Samuel Njoroge", plan.root);
  if (!theirs) return;
  await signByAll(leila, marc, plan, theirs);
  await leila.move(plan, fare.what, ["planned", "done"], "Receipt of the bus company");
  await marc.move(theirs, roads.what, ["planned", "under_way"], "");
  await followed(leila, marc, plan, theirs);
}

/** What became of his steps: happened, only ticked, could not, missed; by both offices. */
async function followed(leila: Desk, marc: Desk, plan: Plan, theirs: Plan): Promise<void> {
  await leila.record(plan, boots.what, -3, {
    said: "could_not",
    side: "social",
    cause: "no_money",
    reason: "The fund is filled again on the first",
  });
  await leila.record(plan, papers.what, -2, {
    said: "happened",
    known: { kind: "persons_word", source: "" },
  });
  await leila.record(plan, fare.what, 0, {
    said: "happened",
    known: { kind: "document", source: "Receipt of the bus company, folder 12" },
  });
  await marc.record(theirs, safetyDay.what, -2, { said: "happened", known: null });
  await marc.record(theirs, meeting.what, -7, {
    said: "could_not",
    side: "person",
    cause: "not_known",
    reason: "",
  });
}

/** Yusuf Karimi: agreed, and changed since, so all three are asked again. */
async function changed(leila: Desk, marc: Desk): Promise<void> {
  const plan = await leila.open("Yusuf Karimi", {
    goals: ["A licence to drive a lorry"],
    steps: [course, fare],
  });
  if (!plan) return;
  // The permit runs out within the course, the fee is more than there is, and the hours grow.
  await leila.told("Yusuf Karimi", {
    hours_a_week: 10,
    papers: [{ paper: "work_permit", until: dayFromNow(40) }],
    money_at_hand: { amount: 150, currency: "MRV" },
  });
  const theirs = await marc.awaited("Yusuf Karimi", plan.root);
  if (!theirs) return;
  await signByAll(leila, marc, plan, theirs);
  await marc.change(theirs, course.what, { where: "Harbour training centre", hours_per_week: 12 });
}

type Plan = NonNullable<Awaited<ReturnType<Desk["open"]>>>;

async function signByAll(leila: Desk, marc: Desk, ours: Plan, theirs: Plan): Promise<void> {
  await leila.sign(ours, "social");
  await marc.sign(theirs, "employment");
  await leila.sign(ours, "person");
}
