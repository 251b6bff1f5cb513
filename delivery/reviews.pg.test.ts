import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { drawOrder, sealOf } from "../domain/rounds/order.ts";
import type { Today } from "../server/api/schemas.ts";
import type { DrawList, PlanReview, Reviewers, ReviewQueue } from "../server/api/review-schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { sha256 } from "../server/staff/sha256.ts";
import { made, openDesk, openPlanFor, step, type Desk } from "../server/staff/test-plans.ts";
import { reviewQueue } from "../store/review-queue.ts";
import { sequenceEvents } from "../store/sequencer.ts";
import { watchReviews } from "./review-watch.ts";
import { byKey, carryBothWays, newMember, register } from "./test-carry.ts";

/** Reviews of a plan that two offices share: the queue, who may judge, questions and answers. */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let ines: Desk;
let samira: Desk;
let here: string;
let there: string;
let plan: string;

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = await openDesk(sp, "leila");
  ines = await openDesk(sp, "ines");
  marc = await openDesk(ess, "marc");
  samira = await openDesk(ess, "samira");
});
afterAll(async () => {
  await Promise.all([leila, ines, marc, samira].map(({ app }) => app.close()));
  await at.close();
});

async function inStep(): Promise<void> {
  at.clock.ms += 1_000;
  await carryBothWays(sp, ess);
}

async function watched(): Promise<void> {
  for (const { store } of [sp, ess]) {
    while ((await sequenceEvents(store)) > 0);
    while (await watchReviews(store));
  }
}

beforeEach(async () => {
  const { people } = await register(sp, newMember());
  here = people[0]?.id ?? "";
  await inStep();
  plan = await openPlanFor(leila.staff, here);
  await made(leila.staff, `/plans/${plan}/steps`, late("A bus card"));
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
  await watched();
});

/** A step of an office whose day is over. */
function late(what: string) {
  return step(what, "social", { due: "2026-11-02", who: { party: "social", role: "" } });
}

async function queueOf({ staff }: Desk): Promise<ReviewQueue> {
  return (await staff.get<ReviewQueue>("/reviews")).body;
}
async function reviewOf({ staff }: Desk, id = plan): Promise<PlanReview> {
  return (await staff.get<PlanReview>(`/plans/${id}/review`)).body;
}
async function planThere(): Promise<string> {
  const { body } = await marc.staff.get<{ plan: { id: string } }>(`/people/${there}/plan`);
  return body.plan.id;
}
/** What a supervisor sends after looking at every line. */
function judged(seen: PlanReview, change: object = {}) {
  const lines = [...seen.ours, ...seen.person].map(({ key }) => key);
  return {
    root: seen.root,
    after: seen.after,
    checked: lines.map((line) => ({ line, how: "evidence_seen", found: "as_recorded" })),
    outcome: "approved",
    began_at: seen.now,
    ...change,
  };
}

describe("the queue", () => {
  it("has a late promise with its reason, for a supervisor only, until it was looked at", async () => {
    expect((await leila.staff.get("/reviews")).status).toBe(403);
    const waiting = (await queueOf(ines)).items.find(({ plan_id }) => plan_id === plan);
    expect(waiting?.reasons).toMatchObject([{ why: "promise_late", lines: 1 }]);
    const seen = await reviewOf(ines);
    expect(seen.ours).toMatchObject([{ what: "A bus card", state: "late" }]);
    await made(ines.staff, `/plans/${plan}/reviews`, judged(seen));
    await watched();
    expect((await queueOf(ines)).items.map(({ plan_id }) => plan_id)).not.toContain(plan);
    expect((await reviewOf(ines)).standing).toBe("approved");
  });

  it("is no longer than the reviewers' week", async () => {
    const { rhythm, made: done } = await queueOf(ines);
    const short = { ...rhythm, minutes_each: 60, hours_per_week: done + 1 };
    expect((await ines.staff.post("/review-rhythm", short)).status).toBe(200);
    const queue = await queueOf(ines);
    expect(queue.items).toHaveLength(1);
    expect(queue.total).toBeGreaterThanOrEqual(1);
    expect((await ines.staff.post("/review-rhythm", rhythm)).status).toBe(200);
    expect((await leila.staff.post("/review-rhythm", rhythm)).status).toBe(403);
  });

  it("has a plan of which nothing is late by the time alone", async () => {
    const id = await made(
      leila.staff,
      `/plans/${plan}/steps`,
      step("A call", "social", { due: "2026-11-25", who: { party: "person", role: "" } }),
    );
    expect(id).not.toBe("");
    await made(ines.staff, `/plans/${plan}/reviews`, judged(await reviewOf(ines)));
    await watched();
    const has = async () =>
      (await reviewQueue(sp.store, 200)).plans.some((queued) => queued.plan === plan);
    expect(await has()).toBe(false);
    at.clock.ms += 3 * 86_400_000;
    expect(await has()).toBe(true);
    at.clock.ms -= 3 * 86_400_000;
  });
});

describe("a reviewer", () => {
  it("is never an author: refused by the office's rule, and by the database without it", async () => {
    await made(ines.staff, `/plans/${plan}/steps`, step("A loan", "social"));
    await watched();
    const owns = (await queueOf(ines)).items.filter(({ own }) => own);
    expect(owns.map(({ plan_id }) => plan_id)).toEqual([plan]);
    const seen = await reviewOf(ines);
    expect(seen.may).toBe("hand_over");
    const refusal = await ines.staff.post(`/plans/${plan}/reviews`, judged(seen));
    expect(refusal).toMatchObject({ status: 409, body: { code: "err.review.own" } });
    const row = [sp.store.system.id, here, plan, "Ines Moreau", ["Leila Haddad", "Ines Moreau"]];
    await expect(
      sp.store.query(
        {
          name: "",
          text: `insert into reviews_made
            (system, review, plan, after, reviewer, authors, outcome, began_at, at)
            values ($1, $2, $3, $2, $4, $5, 'approved', now(), now())`,
        },
        row,
      ),
    ).rejects.toMatchObject({ constraint: "reviews_made_by_other_eyes" });
  });

  it("of two at once is the first; nothing of the second's stays", async () => {
    const seen = await reviewOf(ines);
    const both = await Promise.all(
      [1, 2].map(() => ines.staff.post(`/plans/${plan}/reviews`, judged(seen))),
    );
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect((await reviewOf(ines)).reviews).toHaveLength(1);
  });

  it("has figures of the work that its own office sees, and no other", async () => {
    const seen = await reviewOf(ines);
    at.clock.ms += 10 * 60_000;
    await made(ines.staff, `/plans/${plan}/reviews`, judged(seen));
    const { body } = await ines.staff.get<Reviewers>("/reviewers");
    expect(body.items).toMatchObject([{ reviewer: "Ines Moreau" }]);
    await inStep();
    const { body: theirs } = await samira.staff.get<Reviewers>("/reviewers");
    expect(theirs.items).toEqual([]);
    const [there1] = (await reviewOf(samira, await planThere())).reviews;
    expect(there1).toMatchObject({ outcome: "approved", office: { kind: "sp" } });
  });
});

describe("a question", () => {
  it("goes to the other office, waits in its Today, is answered there and looked at again here", async () => {
    const seen = await reviewOf(ines);
    const asked = judged(seen, {
      outcome: "returned",
      checked: [],
      ask: "employment",
      text: "Did the training centre confirm?",
      answer_by: "2026-12-10",
    });
    await made(ines.staff, `/plans/${plan}/reviews`, asked);
    await inStep();
    await watched();
    const { body: today } = await marc.staff.get<Today>("/today");
    const theirs = await planThere();
    const item = today.items.find(
      ({ kind, target }) => kind === "review_question" && target === theirs,
    );
    expect(item).toBeDefined();
    const { question } = await reviewOf(marc, theirs);
    const early = await leila.staff.post(`/plans/${plan}/review-replies`, {
      review: question,
      text: "Not mine to say.",
    });
    expect(early).toMatchObject({ status: 409, body: { code: "err.review.not_asked" } });
    const answer = { review: question, text: "Yes, on Friday." };
    await made(marc.staff, `/plans/${theirs}/review-replies`, answer);
    await inStep();
    await watched();
    expect((await reviewOf(ines)).standing).toBe("answered");
    const again = (await queueOf(ines)).items.find(({ plan_id }) => plan_id === plan);
    expect(again?.reasons[0]?.why).toBe("answered");
    const { body: after } = await marc.staff.get<Today>("/today");
    expect(
      after.items.some(({ kind, target }) => kind === "review_question" && target === theirs),
    ).toBe(false);
  });

  it("needs words, an office and a day; the person is never asked to justify a plan", async () => {
    const seen = await reviewOf(ines);
    const asked = judged(seen, { outcome: "returned", checked: [], ask: "person", text: "Why?" });
    expect(await ines.staff.post(`/plans/${plan}/reviews`, asked)).toMatchObject({ status: 400 });
  });

  it("that is passed on stands in the other supervisor's queue", async () => {
    const seen = await reviewOf(ines);
    const over = judged(seen, {
      outcome: "escalated",
      checked: [],
      ask: "employment",
      text: "Yours.",
    });
    await made(ines.staff, `/plans/${plan}/reviews`, over);
    await inStep();
    await watched();
    const theirs = await planThere();
    const item = (await queueOf(samira)).items.find(({ plan_id }) => plan_id === theirs);
    expect(item?.reasons.map(({ why }) => why)).toContain("handed_over");
    await made(samira.staff, `/plans/${theirs}/reviews`, judged(await reviewOf(samira, theirs)));
    await watched();
    expect((await queueOf(samira)).items.some(({ plan_id }) => plan_id === theirs)).toBe(false);
  });
});

it("the same words in three people's cases are a reason in each", async () => {
  const words = "Came to the office and spoke about the household's situation and the next steps.";
  const people = [here];
  for (let nth = 0; nth < 2; nth += 1) {
    const { people: more } = await register(sp, newMember());
    people.push(more[0]?.id ?? "");
    await openPlanFor(leila.staff, more[0]?.id ?? "");
  }
  for (const person of people) {
    await made(leila.staff, `/people/${person}/contacts`, {
      kind: "in_office",
      on: "2026-11-02",
      outcome: "met",
      note: words,
    });
    await watched();
  }
  const queue = await queueOf(ines);
  const same = queue.items.filter(({ reasons }) => reasons.some(({ why }) => why === "same_words"));
  expect(same.map(({ person_id }) => person_id).sort()).toEqual([...people].sort());
});

it("the draw shows its seal before and its seed after, and anybody with the list draws the same", async () => {
  const sealed = await made(ines.staff, "/review-draws", {});
  const { body: before } = await ines.staff.get<DrawList>("/review-draws");
  expect(before).toMatchObject({ may_seal: false, items: [{ seed: null, drawn: null }] });
  expect((await ines.staff.post("/review-draws", {})).status).toBe(409);
  await made(ines.staff, `/review-draws/${sealed}/draw`, {});
  const [drawn] = (await ines.staff.get<DrawList>("/review-draws")).body.items;
  expect(sealOf(drawn?.seed ?? "", sha256)).toBe(before.items[0]?.seed_hash);
  const keys = (
    await sp.store.query<{ key: string }>({
      name: "",
      text: "select key from records where type = 'Plan'",
    })
  ).map(({ key }) => key);
  const [first = ""] = drawOrder(drawn?.seed ?? "", keys, sha256);
  await watched();
  const queue = await queueOf(ines);
  const chosen = queue.items.filter(({ reasons }) => reasons.some(({ why }) => why === "random"));
  const drawnPlans = await Promise.all(
    chosen.map(({ plan_id }) =>
      sp.store.query<{ key: string }>({ name: "", text: "select key from records where id = $1" }, [
        plan_id,
      ]),
    ),
  );
  expect(drawnPlans.flat().map(({ key }) => key)).toContain(first);
});
