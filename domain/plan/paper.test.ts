import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addHiddenStep, addUnavailable } from "./hidden.ts";
import { paperOf, type Paper } from "./paper.ts";
import { paper_weeks, weeksAhead } from "./paper-calendar.ts";
import { addGoal, addStep, editLine, moveStep } from "./planning.ts";
import { draftOf } from "./signing.ts";
import { carry, hiding, sha256, twoOffices, type Office } from "./test-plan.ts";
import type { Terms } from "./terms.ts";

const today = "2026-11-25";
const nobody = new Set<string>();
const paper = ({ book }: Office, terms?: Terms, refused: ReadonlySet<string> = nobody): Paper =>
  paperOf({ terms: terms ?? draftOf(book, sha256).terms, book, refused }, today);
const add = (office: Office, lane: "social" | "employment" | "person", fields: object) =>
  office.byId(
    office.do(addStep(office.ctx(), office.person, office.book, lane, { what: "x", ...fields })),
  );
const whats = ({ steps }: Paper) => steps.map(({ terms }) => terms["what"]);
const times = (start: string, end: string, more: object = {}) => ({
  times: { start, end, zone: "Europe/Paris", ...more },
});

describe("the paper of a plan", () => {
  it("has what the offices promise first, then what the person does, and counts them so", () => {
    const { sp } = twoOffices();
    const goalId = sp.do(
      addGoal(sp.ctx(), sp.person, sp.book, { text: "A job", by: null, how_known: "" }),
    );
    const goal = sp.byId(goalId).key;
    const own = add(sp, "person", { what: "Open an account", goal });
    add(sp, "employment", { what: "Course", who: { party: "provider", role: "school" } });
    add(sp, "employment", { what: "Skills check", after: own.key });
    add(sp, "social", { what: "Childcare place", due: "2026-12-01" });
    add(sp, "social", { what: "Home visit", ...times("2026-11-27T09:00", "2026-11-27T10:00") });
    const made = paper(sp);
    expect(whats(made)).toEqual([
      "Home visit",
      "Childcare place",
      "Skills check",
      "Course",
      "Open an account",
    ]);
    expect(made.steps.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(made.steps[2]).toMatchObject({ party: "employment", after: 5 });
    expect(made.steps[4]).toMatchObject({ party: "person", goal: 1 });
  });

  it("reads as the version that the root names, whatever was changed since", () => {
    const { sp } = twoOffices();
    const step = add(sp, "social", { what: "Childcare place", where: "Town hall" });
    const signed = draftOf(sp.book, sha256).terms;
    sp.do(editLine(sp.ctx(), sp.book, step, { changes: { where: "Market" } }));
    add(sp, "social", { what: "Added later" });
    expect(paper(sp, signed).steps.map(({ terms }) => terms["where"])).toEqual(["Town hall"]);
    expect(whats(paper(sp))).toEqual(["Added later", "Childcare place"].sort());
  });

  it("does not have what is kept off paper, by either office's word, nor a gap where it was", () => {
    const { sp, ess } = twoOffices();
    add(sp, "social", { what: "First" });
    const secret = add(sp, "social", { what: "Shelter visit", keep_off: ["sms"] });
    add(sp, "person", { what: "After it", after: secret.key });
    carry(sp, ess);
    const both = [sp, ess].map((office, minutes) => ({
      office,
      ctx: office.ctx(100 + minutes),
      changes: { keep_off: minutes === 0 ? ["paper" as const] : ["sms" as const] },
    }));
    for (const { office, ctx, changes } of both) {
      office.do(editLine(ctx, office.book, office.byKey(secret.key), { changes }));
    }
    carry(sp, ess);
    carry(ess, sp);
    for (const office of [sp, ess]) {
      const made = paper(office);
      expect(whats(made)).toEqual(["First", "After it"]);
      expect(made.steps).toMatchObject([{ number: 1 }, { number: 2, after: null }]);
    }
  });

  it("is the same, sign for sign, with a protected step, with any private time, and with neither", () => {
    const one = (hide: (office: Office) => void) => {
      const { sp } = twoOffices();
      hide(sp);
      const { steps, weeks, goals } = paper(sp);
      return JSON.stringify({ steps, weeks, goals });
    };
    const at = { start: "2026-11-26T09:00", end: "2026-11-26T10:00", zone: "Europe/Paris" };
    const secret = one((sp) =>
      sp.do(
        addHiddenStep(sp.ctx(), hiding, sp.person, sp.book, "social", {
          what: "Shelter",
          times: at,
        }),
      ),
    );
    const plain = one((sp) =>
      sp.do(addUnavailable(sp.ctx(), hiding, sp.person, sp.book, { times: at })),
    );
    expect(secret).toBe(plain);
    expect(secret).toBe(one(() => undefined));
  });

  it("marks the lines that the person said no to, and puts them in no week", () => {
    const { sp } = twoOffices();
    const step = add(sp, "person", times("2026-11-26T09:00", "2026-11-26T10:00"));
    const made = paper(sp, undefined, new Set([step.key]));
    expect(made.steps).toMatchObject([{ refused: true }]);
    expect(made.weeks.flatMap(({ entries }) => entries)).toEqual([]);
  });

  it("has no day ahead for what is done or stopped", () => {
    const { sp } = twoOffices();
    const step = add(sp, "social", { state: "planned", due: "2026-11-30" });
    const days = () => paper(sp).weeks.flatMap(({ entries }) => entries);
    expect(days()).toMatchObject([{ day: "2026-11-30", kind: "due" }]);
    sp.do(moveStep(sp.ctx(), sp.person, sp.byKey(step.key), "done"));
    expect(days()).toEqual([]);
  });

  it("is one paper at both offices, whatever came when", () => {
    const lane = fc.constantFrom("social", "employment", "person");
    fc.assert(
      fc.property(
        fc.array(lane, { maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        (all, turns) => {
          const { sp, ess } = twoOffices();
          for (const one of all) {
            const office = turns.next().value ? sp : ess;
            add(office, one as "social", { what: one });
          }
          carry(sp, ess, (changes) => changes.toReversed());
          carry(ess, sp);
          expect(paper(ess)).toEqual(paper(sp));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("the weeks on paper", () => {
  const line = { number: 1, what: "x", where: "" };

  it("are four from the Monday of today's week, with what repeats on each of its days", () => {
    const weekly = { start: "2026-11-03T08:30", end: "2026-11-03T12:00", zone: "Europe/Paris" };
    const rule = { rrule: "FREQ=WEEKLY;BYDAY=TU,TH", exdate: ["2026-12-03T08:30"] };
    const weeks = weeksAhead([{ ...line, times: { ...weekly, ...rule } }], today);
    expect(weeks.map(({ monday }) => monday)).toEqual([
      "2026-11-23",
      "2026-11-30",
      "2026-12-07",
      "2026-12-14",
    ]);
    expect(weeks.map(({ entries }) => entries.map(({ day }) => day.slice(5)))).toEqual([
      ["11-26"],
      ["12-01"],
      ["12-08", "12-10"],
      ["12-15", "12-17"],
    ]);
    expect(weeks[0]?.entries[0]).toMatchObject({ start: "08:30", end: "12:00", kind: "at" });
  });

  it("keep the wall time over a change of the clock", () => {
    const daily = { start: "2027-03-25T09:00", end: "2027-03-25T10:00", zone: "Europe/Paris" };
    const weeks = weeksAhead(
      [{ ...line, times: { ...daily, rrule: "FREQ=DAILY;COUNT=7" } }],
      "2027-03-25",
    );
    const entries = weeks.flatMap((week) => week.entries);
    expect(entries).toHaveLength(7);
    expect(new Set(entries.map(({ start }) => start))).toEqual(new Set(["09:00"]));
  });

  it("hold nothing of days that are over, nor of days after them", () => {
    const days = fc.integer({ min: -40, max: 60 });
    fc.assert(
      fc.property(days, (offset) => {
        const at = new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);
        const shown = weeksAhead([{ ...line, kind: "due", day: at }], today)
          .flatMap(({ entries }) => entries)
          .map(({ day }) => day);
        // Wednesday: two days of the first week are over.
        const isAhead = offset >= 0 && offset < paper_weeks * 7 - 2;
        expect(shown).toEqual(isAhead ? [at] : []);
      }),
    );
  });

  it("show the first time of a rule that cannot be followed", () => {
    const bad = { start: "2026-11-27T09:00", end: "2026-11-27T10:00", zone: "Europe/Paris" };
    const weeks = weeksAhead([{ ...line, times: { ...bad, rrule: "FREQ=HOURLY" } }], today);
    expect(weeks[0]?.entries).toMatchObject([{ day: "2026-11-27", start: "09:00", end: "10:00" }]);
  });
});
