import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { goodRun, type Step } from "./good-run.ts";
import { readJournal, Unreadable, type Journal } from "./journal.ts";
import { check } from "./rules.ts";
import { seeded } from "./seeded.ts";

const steps: Step[] = [
  ...[0, 0, 1, 2, 0].map((field): Step => ({ do: "edit", system: 0, record: 0, field })),
  { do: "send", from: 0, to: 1, lost: true },
  { do: "edit", system: 1, record: 0, field: 0 },
  { do: "send", from: 0, to: 1, lost: false },
  { do: "send", from: 1, to: 0, lost: false },
  { do: "edit", system: 0, record: 0, field: 0 },
  { do: "edit", system: 1, record: 1, field: 1 },
];
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("edit" as const),
    system: fc.nat(2),
    record: fc.nat(3),
    field: fc.nat(2),
  }),
  fc.record({
    do: fc.constant("send" as const),
    from: fc.nat(2),
    to: fc.nat(2),
    lost: fc.boolean(),
  }),
);
const folder = mkdtempSync(join(tmpdir(), "tandem-checker-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the checker", () => {
  it("finds nothing in the journals of an honest run", () => {
    const verdict = check(goodRun(steps));
    expect(verdict.violations).toEqual([]);
    expect(verdict.not_checked).toEqual([]);
    expect(Object.entries(verdict.checked).filter(([, count]) => count === 0)).toEqual([]);
  });

  it("finds nothing in any honest run of two or three systems", () => {
    const runs = fc.tuple(fc.array(anyStep, { maxLength: 40 }), fc.integer({ min: 2, max: 3 }));
    fc.assert(
      fc.property(runs, ([all, count]) => {
        expect(check(goodRun(all, count)).violations).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(seeded)("finds $name", ({ rule, spoil }) => {
    const journal = goodRun(steps);
    spoil(journal);
    const found = check(journal);
    expect(found.ok).toBe(false);
    expect(found.violations.map((one) => one.rule)).toContain(rule);
  });

  it("misses no acknowledged write, whichever of them is lost", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), fc.nat(), (all, which) => {
        const journal = goodRun(all);
        const own = [...journal.systems].flatMap(([system, { events = [] }]) =>
          events.filter(({ origin }) => origin === system).map((event) => ({ event, events })),
        );
        const victim = own[which % Math.max(own.length, 1)];
        fc.pre(victim !== undefined);
        victim.events.splice(victim.events.indexOf(victim.event), 1);
        const lost = check(journal).violations.filter(({ rule }) => rule === "G1.lost");
        expect(lost.map(({ key }) => key)).toContain(victim.event.key);
      }),
      { numRuns: 200 },
    );
  });

  it("misses no value that differs at one system", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 5, maxLength: 40 }), fc.nat(), (all, which) => {
        const journal = goodRun(all, 3);
        const shown = [...journal.systems.values()].flatMap(({ dump = [] }) =>
          dump.flatMap(({ key, fields = {} }) =>
            Object.values(fields).map((winner) => ({ key, winner })),
          ),
        );
        const victim = shown[which % Math.max(shown.length, 1)];
        fc.pre(victim !== undefined);
        victim.winner.v = "other";
        const found = check(journal).violations.filter(({ rule }) => rule === "G6.divergent");
        expect(found.map(({ key }) => key)).toContain(victim.key);
      }),
      { numRuns: 200 },
    );
  });

  it("says what it could not check, and does not call it passed", () => {
    const journal = goodRun(steps);
    journal.systems.set("ess.b", {});
    const { not_checked } = check(journal);
    for (const name of ["acked", "events", "dump", "received", "sent", "agreements"]) {
      expect(not_checked.filter((what) => what.includes(`ess.b/${name}.jsonl`))).not.toEqual([]);
    }
  });

  it("compares no states of a run that was not healed, and says so", () => {
    const journal = goodRun(steps);
    journal.meta.healed_at = null;
    expect(check(journal).not_checked).toContain("G6: the run was not healed");
  });
});

describe("journals in files", () => {
  it("are read as they were written", () => {
    const journal = goodRun(steps);
    const at = written("whole", journal);
    expect(readJournal(at)).toEqual(journal);
    expect(check(readJournal(at))).toEqual(check(journal));
  });

  it.each([
    ["no meta.json", "meta.json", null],
    ["another format", "meta.json", '{"format":2,"systems":["sp.a"]}'],
    ["no systems", "meta.json", '{"format":1,"systems":[]}'],
    ["half a line", "sp.a/acked.jsonl", '{"at":1,"key":"sp.a/1"}\n{"at":2,"ke'],
    ["a line that is no object", "sp.a/dump.jsonl", "7\n"],
    ["a line without what it needs", "sp.a/events.jsonl", '{"seq":1,"key":"sp.a/1"}\n'],
  ])("prove nothing with %s", (name, file, text) => {
    const at = written(name.replaceAll(" ", "-"), goodRun(steps));
    if (text === null) rmSync(join(at, file));
    else writeFileSync(join(at, file), text);
    expect(() => readJournal(at)).toThrow(Unreadable);
  });
});

function written(name: string, { meta, systems }: Journal): string {
  const at = join(folder, name);
  mkdirSync(at);
  writeFileSync(join(at, "meta.json"), JSON.stringify(meta));
  for (const [system, journals] of systems) {
    mkdirSync(join(at, system));
    for (const [kind, lines] of Object.entries(journals)) {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      writeFileSync(join(at, system, `${kind}.jsonl`), text);
    }
  }
  return at;
}
