import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../main/project-root.ts";
import { numbersIn, readFigures, type RunFigures } from "./figures.ts";
import { page } from "./page.ts";
import { rows } from "./rows.ts";
import { namedTests } from "./runs.ts";
import { pageFile } from "./write.ts";

const run: RunFigures = {
  command: "npm run chaos -- --minutes 1 --seed 7",
  on: "2026-11-25",
  commit: "abc",
  ok: true,
  seconds: 60,
  numbers: { "faults.kill_node": 1234, "faults.freeze_node": 2, acknowledged: 99 },
};

describe("the fault matrix in docs/", () => {
  it("is what the last figures make of it: no figure is typed", () => {
    expect(readFileSync(pageFile, "utf8")).toBe(page(readFigures()));
  });

  it("has the 32 rows of the guarantees, each once", () => {
    expect(rows.map(({ nr }) => nr)).toEqual(Array.from({ length: 32 }, (_, at) => at + 1));
  });

  it("names tests that are there", () => {
    const missing = namedTests().filter((file) => !existsSync(join(projectRoot(), file)));
    expect(missing).toEqual([]);
  });
});

describe("a row", () => {
  it("shows how often its fault was injected in the last run", () => {
    expect(page({ chaos: run })).toContain("| `npm run chaos` | 1,234 | 2026-11-25 |");
  });

  it("says 'not run' of what was not run, whatever else was", () => {
    const text = page({ chaos: run });
    expect(text).toContain("| `npm run sim` | not run | |");
    expect(text).not.toContain("| `npm run sim` | 0 |");
  });

  it("that nothing proves is in the gaps", () => {
    const open = /No proof of its own, or none run yet:\*\* rows ([\d, ]+)\./.exec(page({}))?.[1];
    expect(open?.split(", ")).toHaveLength(rows.length);
  });

  it("of a failed run says so", () => {
    expect(page({ chaos: { ...run, ok: false } })).toContain("**failed**");
  });
});

describe("the figures to publish", () => {
  it("are the last run's; what it did not count is a dash, and what was not run says so", () => {
    const text = page({ chaos: { ...run, numbers: { faults_injected: 7, lost: 0 } } });
    expect(text).toContain("| Real processes (L3) | 7 | – | 0 | – | – | – | – |");
    expect(text).toContain("| Simulation (L2) | not run |");
  });

  it("never say 0 of a run that failed as a whole", () => {
    const sim = { ...run, ok: false, numbers: { faults: 7, acknowledged: 99 } };
    const line = page({ sim })
      .split("\n")
      .find((one) => one.startsWith("| Simulation (L2)"));
    expect(line).toBe(
      "| Simulation (L2) | 7 | 99 | **failed** | – | **failed** | **failed** | – |",
    );
  });
});

describe("figures", () => {
  it("are the numbers a run printed, by name; lists are counted, texts are none", () => {
    const said = { ok: true, seed: 3, faults: { cut: 2 }, failed: [1, 2], why: "x", empty: null };
    expect(numbersIn(said)).toEqual({ seed: 3, "faults.cut": 2, failed: 2 });
  });
});
