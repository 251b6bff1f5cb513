/** The example of docs/plan-format.md is what the command answers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kinds } from "../domain/conflicts/finding.ts";
import { rules } from "../domain/conflicts/facts.ts";
import { answerFile } from "../main/commands/plan/file.ts";
import { projectRoot } from "../main/project-root.ts";

const page = readFileSync(join(projectRoot(), "docs", "plan-format.md"), "utf8");

function example(name: string): unknown {
  const found = new RegExp(`<!-- example: ${name} -->\\s*\`\`\`json\\n([^]*?)\`\`\``).exec(page);
  if (!found) throw new Error(`no example ${name}`);
  return JSON.parse(found[1] ?? "");
}

describe("docs/plan-format.md", () => {
  it("answers its example with the answer it prints, each with a way out", () => {
    const answer = answerFile(JSON.stringify(example("facts")), null);
    if (!("conflicts" in answer)) throw new Error(JSON.stringify(answer));
    const told = answer.conflicts.map(({ kind, steps, on, certainty }) => {
      return { kind, steps, on, certainty };
    });
    expect(told).toEqual(example("answer"));
    expect(answer.conflicts.every(({ ways_out }) => ways_out.length > 0)).toBe(true);
    expect(answer.notes).toEqual([]);
  });

  it("without the linked right what it says holds too: a note, no conflict", () => {
    const facts = example("facts") as { rules: { benefit: { linked?: unknown } }[] };
    delete facts.rules[0]?.benefit.linked;
    const answer = answerFile(JSON.stringify(facts), null);
    expect(answer).toMatchObject({
      conflicts: [{ kind: "time-overlap" }],
      notes: [{ code: "you-keep" }],
    });
  });

  it("names every kind of conflict and every type of rule", () => {
    const unnamed = [...kinds, ...Object.keys(rules)].filter((one) => !page.includes(`\`${one}\``));
    expect(unnamed).toEqual([]);
  });
});
