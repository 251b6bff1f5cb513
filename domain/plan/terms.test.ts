import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import { stepSubstance } from "../records/step-records.ts";
import { valuesOfField } from "../test-records.ts";
import { addHiddenStep, addUnavailable, coverHolds, editHiddenStep } from "./hidden.ts";
import { addGoal, addStep, editLine, moveStep, withdrawLine, writeMessage } from "./planning.ts";
import { draftOf } from "./signing.ts";
import { canonical, commitmentOf, rootOf, type Terms } from "./terms.ts";
import { carry, hiding, sha256, twoOffices, type Office } from "./test-plan.ts";

const root = (office: Office) => draftOf(office.book, sha256).root;

/** A goal, two steps and a protected one, known to both. */
function filled() {
  const { sp, ess } = twoOffices();
  sp.do(
    addGoal(sp.ctx(), sp.person, sp.book, { text: "A job in a kitchen", by: null, how_known: "" }),
  );
  sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "Childcare place" }));
  carry(sp, ess);
  ess.do(addStep(ess.ctx(), ess.person, ess.book, "employment", { what: "Cook course" }));
  const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
  sp.do(
    addHiddenStep(sp.ctx(), hiding, sp.person, sp.book, "social", {
      what: "Shelter visit",
      where: "Linden House",
      times,
    }),
  );
  carry(sp, ess);
  carry(ess, sp);
  return { sp, ess };
}

describe("the root of a plan's terms", () => {
  it("is one on both sides, a hidden step included, whatever the order in which changes came", () => {
    const { sp, ess } = filled();
    expect(sp.book.privateSteps).toHaveLength(1);
    expect(ess.book.privateSteps).toHaveLength(0);
    expect(root(sp)).toBe(root(ess));
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const again = twoOffices().ess;
        const all = [...sp.done, ...ess.done];
        for (const change of g(fc.shuffledSubarray, all, { minLength: all.length })) {
          again.take(change);
        }
        for (const change of g(fc.subarray, all)) again.take(change);
        const book = { ...again.book, plan: sp.book.plan };
        expect(draftOf({ ...book, also: [] }, sha256).root).toBe(root(sp));
      }),
      { numRuns: 50 },
    );
  });

  it("is the same for lines in any order, and another for any other lines", () => {
    const line = fc.record({
      key: fc.nat(6).map((n) => `sp.demo/${n}`),
      terms: fc.dictionary(fc.constantFrom("what", "due", "where"), fc.string()),
    });
    const lines = fc.uniqueArray(line, { selector: ({ key }) => key, maxLength: 7 });
    const termsWith = (goals: Terms["goals"], steps: Terms["steps"]): Terms => ({
      terms_version: 1,
      plan: "sp.demo/plan",
      data_shared: "",
      goals,
      steps,
      hidden: [],
    });
    fc.assert(
      fc.property(lines, lines, fc.gen(), (goals, steps, g) => {
        const one = termsWith(goals, steps);
        const mixed = termsWith(
          g(fc.shuffledSubarray, goals, { minLength: goals.length }),
          g(fc.shuffledSubarray, steps, { minLength: steps.length }),
        );
        expect(rootOf(mixed, sha256)).toBe(rootOf(one, sha256));
        // What stands as a goal is not the same said as a step.
        if (goals.length > 0 || steps.length > 0) {
          const said = (terms: Terms) =>
            canonical({ goals: terms.goals, steps: terms.steps } as unknown as Json);
          const turned = termsWith(steps, goals);
          const isSame = said(turned) === said(one);
          expect(rootOf(turned, sha256) === rootOf(one, sha256)).toBe(
            isSame || sorted(turned) === sorted(one),
          );
        }
      }),
    );
  });

  it.each(stepSubstance)("is another when a step's %s changes", (field) => {
    fc.assert(
      fc.property(valuesOfField("Step", field), (value) => {
        const { sp } = filled();
        const [step] = sp.book.steps;
        if (!step) throw new Error("no step");
        const before = root(sp);
        const terms = draftOf(sp.book, sha256).terms;
        step.state.fields[field] = [{ v: value, h: "zzz", o: "sp.demo" }];
        const isSame =
          canonical(draftOf(sp.book, sha256).terms as never) === canonical(terms as never);
        expect(root(sp) === before).toBe(isSame);
        const isEmpty = Array.isArray(value) && value.length === 0;
        const isSaid = value !== null && value !== "" && value !== false && !isEmpty;
        expect(isSame).toBe(!isSaid);
      }),
      { numRuns: 20 },
    );
  });

  it("is another when a goal changes, a line comes or goes, or what is shared changes", () => {
    const { sp } = filled();
    const roots = new Set([root(sp)]);
    const [goal] = sp.book.goals;
    const [step] = sp.book.steps;
    if (!goal || !step) throw new Error("no lines");
    sp.do(editLine(sp.ctx(), sp.book, goal, { changes: { text: "A job" } }));
    roots.add(root(sp));
    sp.do(addStep(sp.ctx(), sp.person, sp.book, "person", { what: "Bring papers" }));
    roots.add(root(sp));
    sp.do(withdrawLine(sp.ctx(), sp.book, sp.byId(step.id)));
    roots.add(root(sp));
    sp.book.plan.state.fields["data_shared"] = [{ v: "The course's dates", h: "z", o: "sp.demo" }];
    roots.add(root(sp));
    expect(roots.size).toBe(5);
  });

  it("stays when the diary, the status, a reason, what shows it or a message changes", () => {
    const { sp, ess } = filled();
    const before = root(sp);
    const step = sp.book.steps.find(({ key }) => key.startsWith("sp.demo/"));
    if (!step) throw new Error("no step");
    const times = { start: "2026-12-03T09:00", end: "2026-12-03T10:00", zone: "Europe/Paris" };
    const diary = { times, meeting_place: "Room 2", accepted: null, activity: "work" };
    sp.do(editLine(sp.ctx(), sp.book, step, { changes: diary }));
    sp.do(moveStep(sp.ctx(), sp.person, sp.byId(step.id), "planned"));
    sp.do(moveStep(sp.ctx(), sp.person, sp.byId(step.id), "done", { evidence: "Signed list" }));
    sp.do(writeMessage(sp.ctx(), sp.byId(step.id), { party: "social", text: "Thank you" }));
    carry(sp, ess);
    expect([root(sp), root(ess)]).toEqual([before, before]);
  });
});

describe("a hidden step", () => {
  it("is nothing but a commitment and a time to the other side", () => {
    const { sp, ess } = filled();
    const told = JSON.stringify([...ess.records.values()]);
    expect(JSON.stringify([...sp.records.values()])).toContain("Shelter");
    for (const word of ["Shelter", "Linden"]) expect(told).not.toContain(word);
    const [cover] = ess.book.unavailable;
    expect(Object.keys(cover?.state.fields ?? {}).sort()).toEqual(
      ["commitment", "person", "plan", "times", "withdrawn"].sort(),
    );
    const change = sp.done.find(({ record }) => record.type === "Unavailable");
    expect(change?.by).toEqual({ name: "", role: "", system: "sp.demo" });
  });

  it("is told from no other private time", () => {
    const { sp } = filled();
    const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
    sp.do(addUnavailable(sp.ctx(), hiding, sp.person, sp.book, { times }));
    const shapes = sp.book.unavailable.map(({ state }) =>
      JSON.stringify(
        Object.entries(state.fields).map(([name, [version]]) => [
          name,
          JSON.stringify(version?.v).length,
        ]),
      ),
    );
    expect(shapes).toHaveLength(2);
    expect(new Set(shapes).size).toBe(1);
  });

  it("asks for new sign-offs when what it is changes, and not when its time does", () => {
    const { sp, ess } = filled();
    const [step] = sp.book.privateSteps;
    if (!step) throw new Error("no step");
    const before = root(sp);
    const times = { start: "2026-12-08T09:00", end: "2026-12-08T10:00", zone: "Europe/Paris" };
    sp.do(editHiddenStep(sp.ctx(), hiding, sp.book, step, { changes: { times } }));
    expect(root(sp)).toBe(before);
    sp.do(
      editHiddenStep(sp.ctx(), hiding, sp.book, sp.byId(step.id), { changes: { what: "Court" } }),
    );
    expect(root(sp)).not.toBe(before);
    carry(sp, ess);
    expect(root(ess)).toBe(root(sp));
    const [cover] = sp.book.unavailable;
    if (!cover) throw new Error("no cover");
    expect(coverHolds(sp.byId(step.id), cover, sha256)).toBe(true);
    expect(coverHolds(step, cover, sha256)).toBe(false);
  });

  it("commits to one content under one salt, and says nothing without it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, salt) => {
        const said = commitmentOf({ what: a }, salt, sha256);
        expect(said === commitmentOf({ what: b }, salt, sha256)).toBe(a === b);
        expect(said).not.toBe(commitmentOf({ what: a }, `${salt}x`, sha256));
        expect(said).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
});

function sorted(terms: Terms): string {
  const by = (lines: Terms["goals"]) => [...lines].sort((a, b) => (a.key < b.key ? -1 : 1));
  return canonical({ goals: by(terms.goals), steps: by(terms.steps) } as unknown as Json);
}
