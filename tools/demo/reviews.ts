/**
 * Reviews, decisions and complaints of the demo, as the people of both offices make them at their own
 * doors: a question that waits, a plan that was looked at, somebody who is asked, an objection.
 */
import type { PersonMatters } from "../../server/api/hearing-schemas.ts";
import type { PersonPlan } from "../../server/api/plan-schemas.ts";
import type { PlanReview } from "../../server/api/review-schemas.ts";
import { openCaller, type Caller } from "./caller.ts";

const day_ms = 86_400_000;
const dayFromNow = (days: number) =>
  new Date(Date.now() + days * day_ms).toISOString().slice(0, 10);

/** Tells what is not there yet; may be cut off and repeated. */
export async function tellReviews(sp: string, ess: string, signal: AbortSignal): Promise<void> {
  const [leila, ines, omar, samira] = await Promise.all([
    openCaller(sp, "leila", signal),
    openCaller(sp, "ines", signal),
    openCaller(sp, "omar", signal),
    openCaller(ess, "samira", signal),
  ]);
  await asked(ines);
  await looked(samira);
  await hearings(leila, ines);
  await complaints(leila, omar);
}

async function reviewOf(office: Caller, name: string): Promise<PlanReview | null> {
  const person = await office.personOf(name);
  if (!person) return null;
  const { plan } = await office.call<PersonPlan>("GET", `/people/${person}/plan`);
  return plan ? office.call<PlanReview>("GET", `/plans/${plan.id}/review`) : null;
}

/** Yusuf Karimi: the plan was changed after the signing, and employment support is asked why. */
async function asked(ines: Caller): Promise<void> {
  const review = await reviewOf(ines, "Yusuf Karimi");
  if (review?.standing !== "none" || review.may !== "review") return;
  await ines.call("POST", `/plans/${review.plan_id}/reviews`, {
    root: review.root,
    after: review.after,
    checked: [],
    outcome: "returned",
    ask: "employment",
    text: "The course now takes twelve hours. Who spoke with him about the two more?",
    answer_by: dayFromNow(10),
    began_at: review.now,
  });
}

/** Samuel Njoroge: looked at by employment support's supervisor, line by line. */
async function looked(samira: Caller): Promise<void> {
  const review = await reviewOf(samira, "Samuel Njoroge");
  if (review?.standing !== "none" || review.may !== "review") return;
  const lines = [...review.ours, ...review.person];
  await samira.call("POST", `/plans/${review.plan_id}/reviews`, {
    root: review.root,
    after: review.after,
    checked: lines.map(({ key, state }) => ({
      line: key,
      how: state === "happened" ? "evidence_seen" : "worker_asked",
      found: "as_recorded",
    })),
    outcome: "approved",
    began_at: review.now,
  });
}

const clinic = "The growth check of the youngest child was missed";

/** Of two people who get support: one is asked and has time, one objected to what was decided. */
async function hearings(leila: Caller, ines: Caller): Promise<void> {
  await ask(leila, "Amina Diallo", clinic);
  const id = await ask(leila, "Yusuf Karimi", clinic);
  if (id === null) return;
  await leila.call("POST", `/hearings/${id}/answer`, {
    answer: "The bus did not run that morning, and the clinic gave no other day.",
    cause: "transport",
  });
  await leila.call("POST", `/hearings/${id}/help`, { help: "A day at the clinic nearer by" });
  await ines.call("POST", `/hearings/${id}/decide`, {
    outcome: "suspended",
    reason: "The bus company says that the line ran.",
    legal_source: "Law No. 14 of 2021, article 31",
    told_by: "letter",
  });
  await leila.call("POST", `/hearings/${id}/appeal`, {
    appeal: "The line ran, but it did not stop at our village.",
    on: dayFromNow(0),
  });
}

/** Null: not known here, not enrolled here, or asked before. */
async function ask(leila: Caller, name: string, fact: string): Promise<string | null> {
  const person = await leila.personOf(name);
  if (!person) return null;
  const known = await leila.call<PersonMatters>("GET", `/people/${person}/hearings`);
  const [enrolment] = known.enrolments;
  if (!enrolment || known.hearings.length > 0) return null;
  const made = await leila.call<{ id: string }>("POST", `/people/${person}/hearings`, {
    enrolment_id: enrolment.id,
    on: dayFromNow(-3),
    fact,
    asked_by: "phone",
    language: "en",
  });
  return made.id;
}

/** One complaint waits, one was answered and something put right. */
async function complaints(leila: Caller, omar: Caller): Promise<void> {
  const told = [
    ["Karim Diallo", "a_worker", "Nobody called back about the stipend, two weeks long."],
    ["Grace Otieno", "my_data", "My old phone number is still in the letters."],
  ] as const;
  for (const [name, about, text] of told) {
    const person = await leila.personOf(name);
    if (!person) continue;
    const known = await leila.call<PersonMatters>("GET", `/people/${person}/hearings`);
    if (known.complaints.length > 0) continue;
    const { id } = await leila.call<{ id: string }>("POST", `/people/${person}/complaints`, {
      about,
      text,
      on: dayFromNow(0),
    });
    if (about !== "my_data") continue;
    const answer =
      "The number was corrected today, and the letters of this week go to the new one.";
    await omar.call("POST", `/complaints/${id}/answer`, { answer, put_right: true });
  }
}
