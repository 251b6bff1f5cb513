/**
 * The labelled plans of tools/plan-cases, checked: precision and recall by kind. The labels are another
 * reader's and older than the rules; none is changed to please a rule.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkPlan } from "../domain/conflicts/check.ts";
import { kinds } from "../domain/conflicts/finding.ts";
import { readPlan } from "../domain/conflicts/reading.ts";
import { projectRoot } from "../main/project-root.ts";

/** Of every kind that is labelled, and of all together. */
const precision_min = 1;
const recall_min = 1;

interface Labelled {
  id: string;
  expected: { kind: string; steps: string[] }[];
  facts: unknown;
}

const folder = join(projectRoot(), "tools", "plan-cases");
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap(
    (name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { cases: Labelled[] }).cases,
  );

it("finds what is labelled, and nothing else", () => {
  const tallies = new Map<string, { right: number; missed: number; wrong: number }>();
  const faults = cases.flatMap(({ id, facts, expected }) => {
    const labelled = new Set(expected.map(({ kind, steps }) => `${kind}: ${steps.join("+")}`));
    const found = foundIn(facts);
    const add = (name: string, what: "right" | "missed" | "wrong") => {
      const kind = name.split(":")[0] ?? "";
      const tally = tallies.get(kind) ?? { right: 0, missed: 0, wrong: 0 };
      tally[what] += 1;
      tallies.set(kind, tally);
      return what === "right" ? [] : [`${id} ${what} ${name}`];
    };
    return [
      ...[...labelled].flatMap((name) => add(name, found.has(name) ? "right" : "missed")),
      ...[...found].flatMap((name) => (labelled.has(name) ? [] : add(name, "wrong"))),
    ];
  });
  const shares = kinds.flatMap((kind) => {
    const tally = tallies.get(kind);
    if (tally === undefined) return [];
    const { right, missed, wrong } = tally;
    const precision = right + wrong === 0 ? 1 : right / (right + wrong);
    const recall = right + missed === 0 ? 1 : right / (right + missed);
    return [{ kind, right, missed, wrong, precision, recall }];
  });
  const lines = shares.map(
    ({ kind, right, precision, recall }) =>
      `${kind.padEnd(26)} precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  (${right} right)`,
  );
  process.stdout.write(`${cases.length} labelled plans\n${lines.join("\n")}\n`);
  const under = shares.filter(
    ({ precision, recall }) => precision < precision_min || recall < recall_min,
  );
  expect({ under, faults }).toEqual({ under: [], faults: [] });
});

function foundIn(facts: unknown): Set<string> {
  const read = readPlan(facts);
  if (!read.ok) return new Set([`refused: ${read.fault.code} at ${read.fault.place}`]);
  const { conflicts } = checkPlan(read.value);
  return new Set(conflicts.map(({ kind, steps }) => `${kind}: ${steps.join("+")}`));
}
