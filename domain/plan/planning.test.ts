import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concurrentVersions, textOf, valueOf } from "../record.ts";
import { stepStates } from "../records/plan-values.ts";
import { bookOf, linesOf, plan_lines_max, stepState, stepTransitions } from "./plan-law.ts";
import {
  addGoal,
  addStep,
  closePlan,
  editLine,
  editPlan,
  moveStep,
  openPlan,
  withdrawLine,
  writeMessage,
} from "./planning.ts";
import { draftOf } from "./signing.ts";
import { carry, person, sha256, twoOffices, Office } from "./test-plan.ts";

const plan = { title: "", language: "en", template: "", reassess_on: null, data_shared: "" };

describe("a plan", () => {
  it("is opened once: asked again, the open one is the answer", () => {
    const { sp } = twoOffices();
    const again = openPlan(sp.ctx(), sp.person, sp.book, plan);
    expect(again).toEqual({ ok: true, changes: [], id: sp.book.plan.id });
  });

  it("opened by both offices in a cut network is one plan with the lines of both", () => {
    const about = person();
    const [sp, ess] = [new Office("sp", about), new Office("ess", about)];
    for (const office of [sp, ess]) {
      office.do(openPlan(office.ctx(), office.person, null, plan));
      const lane = office.kind === "sp" ? "social" : "employment";
      office.do(addStep(office.ctx(), office.person, office.book, lane, { what: "First" }));
    }
    carry(sp, ess);
    carry(ess, sp);
    expect(sp.book.plan.key).toBe(ess.book.plan.key);
    expect(linesOf(sp.book)).toHaveLength(2);
    expect(draftOf(sp.book, sha256)).toEqual(draftOf(ess.book, sha256));
    sp.do(closePlan(sp.ctx(), sp.book, "Goal reached"));
    expect(
      sp.about.filter(({ type, state }) => type === "Plan" && textOf(state, "state") === "closed"),
    ).toHaveLength(2);
  });

  it("is made with adults, and begins nothing for somebody told dead", () => {
    const child = new Office("sp", person({ birth_date: "2012-01-01" }));
    expect(openPlan(child.ctx(), child.person, null, plan)).toMatchObject({
      code: "err.plan.under_age",
    });
    const { sp } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "Visit" }));
    for (const told of ["reported", "confirmed"]) {
      sp.person.state.fields["vital_status"] = [{ v: told, h: "z", o: "sp.demo" }];
      const died = { code: "err.plan.died" };
      expect(openPlan(sp.ctx(), sp.person, null, plan)).toMatchObject(died);
      expect(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" })).toMatchObject(died);
      expect(moveStep(sp.ctx(), sp.person, sp.byId(id), "planned")).toMatchObject(died);
      const stopped = moveStep(sp.ctx(), sp.person, sp.byId(id), "stopped", { reason: "Death" });
      expect(stopped).toMatchObject({ ok: true });
    }
    // Taken back: everything goes on as it was.
    sp.person.state.fields["vital_status"] = [{ v: "alive", h: "zz", o: "sp.demo" }];
    expect(moveStep(sp.ctx(), sp.person, sp.byId(id), "planned")).toMatchObject({ ok: true });
  });

  it("takes so many lines and no more; of one that two offices overfilled none is lost", () => {
    const { sp, ess } = twoOffices();
    for (let n = 0; n < plan_lines_max; n += 1) {
      sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: `Step ${n}` }));
    }
    ess.do(addStep(ess.ctx(), ess.person, ess.book, "employment", { what: "One more" }));
    const full = { code: "err.plan.full" };
    expect(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" })).toMatchObject(full);
    expect(
      addGoal(sp.ctx(), sp.person, sp.book, { text: "G", by: null, how_known: "" }),
    ).toMatchObject(full);
    carry(ess, sp);
    expect(draftOf(sp.book, sha256).terms.steps).toHaveLength(plan_lines_max + 1);
  });

  it("that is closed takes nothing, and a new one begins empty", () => {
    const { sp } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "Visit" }));
    sp.do(closePlan(sp.ctx(), sp.book, "Moved away"));
    const closed = { code: "err.plan.closed" };
    expect(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" })).toMatchObject(closed);
    expect(editLine(sp.ctx(), sp.book, sp.byId(id), { changes: { what: "B" } })).toMatchObject(
      closed,
    );
    expect(editPlan(sp.ctx(), sp.book, { changes: { title: "B" } })).toMatchObject(closed);
    const old = sp.book.plan.id;
    sp.do(openPlan(sp.ctx(1_500), sp.person, sp.book, plan));
    expect(sp.book.plan.id).not.toBe(old);
    expect(linesOf(sp.book)).toEqual([]);
    expect(bookOf(sp.about, old)?.steps).toHaveLength(1);
  });
});

describe("a step", () => {
  it("moves by the table, and is locked by done and stopped", () => {
    for (const from of stepStates) {
      for (const to of stepStates) {
        const { sp } = twoOffices();
        const id = sp.do(
          addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A", state: from }),
        );
        const moved = moveStep(sp.ctx(), sp.person, sp.byId(id), to, { reason: "Because" });
        expect([from, to, moved.ok]).toEqual([from, to, stepTransitions[from].includes(to)]);
        const edit = editLine(sp.ctx(), sp.book, sp.byId(id), { changes: { what: "B" } });
        expect(edit.ok).toBe(stepTransitions[from].length > 0);
      }
    }
  });

  it("that one office finished while the other planned it is finished, on both sides", () => {
    const { sp, ess } = twoOffices();
    const id = sp.do(
      addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A", state: "planned" }),
    );
    const { key } = sp.byId(id);
    carry(sp, ess);
    sp.do(moveStep(sp.ctx(10), sp.person, sp.byKey(key), "done"));
    ess.do(moveStep(ess.ctx(20), ess.person, ess.byKey(key), "under_way"));
    carry(sp, ess);
    carry(ess, sp);
    expect([stepState(sp.byKey(key)), stepState(ess.byKey(key))]).toEqual(["done", "done"]);
  });

  it("is stopped with a reason", () => {
    const { sp } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" }));
    expect(moveStep(sp.ctx(), sp.person, sp.byId(id), "stopped")).toMatchObject({
      code: "err.bad_input",
      fields: ["reason"],
    });
  });

  it("edited by both offices apart keeps both: other fields merge, one field shows the later and the other beside it", () => {
    const { sp, ess } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" }));
    const { key } = sp.byId(id);
    carry(sp, ess);
    sp.do(
      editLine(sp.ctx(10), sp.book, sp.byKey(key), {
        changes: { where: "Here", due: "2027-01-01" },
      }),
    );
    ess.do(
      editLine(ess.ctx(20), ess.book, ess.byKey(key), {
        changes: { needs: "A card", due: "2027-01-02" },
      }),
    );
    carry(sp, ess);
    carry(ess, sp);
    for (const office of [sp, ess]) {
      const { state } = office.byKey(key);
      const shown = ["where", "needs", "due"].map((field) => valueOf(state, field));
      expect(shown).toEqual(["Here", "A card", "2027-01-02"]);
      expect(concurrentVersions(state, "due").map(({ v }) => v)).toEqual(["2027-01-01"]);
    }
  });

  it("that was changed since it was read is stale, and names what changed", () => {
    const { sp } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A", where: "X" }));
    const seen = { where: sp.byId(id).state.fields["where"]?.[0]?.h ?? "" };
    sp.do(editLine(sp.ctx(), sp.book, sp.byId(id), { changes: { where: "Y" } }));
    const late = editLine(sp.ctx(), sp.book, sp.byId(id), { changes: { where: "Z" }, seen });
    expect(late).toMatchObject({ code: "err.stale", fields: ["where"] });
    // Another field of the same step is no quarrel.
    const other = editLine(sp.ctx(), sp.book, sp.byId(id), { changes: { needs: "Z" }, seen });
    expect(other.ok).toBe(true);
  });

  it("is promised by the office that made it: the other office does not write its promise", () => {
    const { sp, ess } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" }));
    const { key } = sp.byId(id);
    carry(sp, ess);
    const who = { party: "social", role: "case manager" };
    expect(editLine(sp.ctx(), sp.book, sp.byKey(key), { changes: { who } }).ok).toBe(true);
    expect(editLine(ess.ctx(), ess.book, ess.byKey(key), { changes: { who } })).toMatchObject({
      code: "err.not_yours",
      fields: ["who"],
    });
  });

  it.each([
    [{ goal: "sp.demo/none" }, "goal"],
    [{ after: "sp.demo/none" }, "after"],
    [{ from: "2027-02-01", until: "2027-01-01" }, "from"],
    [{ times: { start: "2027-01-01T10:00", end: "2027-01-01T09:00", zone: "UTC" } }, "times"],
    [{ hours_per_week: 200 }, "hours_per_week"],
    [{ due: "2027-02-30" }, "due"],
    [{ what: "" }, "what"],
  ])("is refused with what is wrong: %o", (input, field) => {
    const { sp } = twoOffices();
    const said = addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A", ...input });
    expect(said).toMatchObject({ code: "err.bad_input", fields: [field] });
  });

  it("taken out leaves the draft and takes no edit; a message still reaches its thread", () => {
    const { sp } = twoOffices();
    const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" }));
    sp.do(withdrawLine(sp.ctx(), sp.book, sp.byId(id)));
    expect(draftOf(sp.book, sha256).terms.steps).toEqual([]);
    expect(withdrawLine(sp.ctx(), sp.book, sp.byId(id))).toMatchObject({ ok: true, changes: [] });
    expect(editLine(sp.ctx(), sp.book, sp.byId(id), { changes: { what: "B" } })).toMatchObject({
      code: "err.step.locked",
    });
    sp.do(writeMessage(sp.ctx(), sp.byId(id), { party: "person", text: "Why?" }));
    expect(sp.book.messages).toHaveLength(1);
    const empty = writeMessage(sp.ctx(), sp.byId(id), { party: "person", text: " " });
    expect(empty).toMatchObject({ code: "err.bad_input" });
  });

  it("comes to one state on both sides whatever either did, in any order", () => {
    const edit = fc.record({
      by: fc.constantFrom("sp" as const, "ess" as const),
      minute: fc.integer({ min: 5, max: 60 }),
      change: fc.constantFrom(
        { where: "A" },
        { where: "B" },
        { due: "2027-01-01" },
        { needs: "C" },
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), fc.gen(), (edits, g) => {
        const { sp, ess } = twoOffices();
        const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A" }));
        const { key } = sp.byId(id);
        carry(sp, ess);
        for (const { by, minute, change } of edits) {
          const office = by === "sp" ? sp : ess;
          office.do(
            editLine(office.ctx(minute), office.book, office.byKey(key), { changes: change }),
          );
        }
        const mixed = <T>(all: T[]) => g(fc.shuffledSubarray, all, { minLength: all.length });
        carry(sp, ess, mixed);
        carry(ess, sp, mixed);
        expect(sp.byKey(key).state).toEqual(ess.byKey(key).state);
        expect(draftOf(sp.book, sha256).root).toBe(draftOf(ess.book, sha256).root);
      }),
      { numRuns: 60 },
    );
  });
});
