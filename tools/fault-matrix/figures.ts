/** The last figures of each proof (docs/figures.json), written by `npm run prove` and by nobody's hand. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../main/project-root.ts";
import type { RunName } from "./runs.ts";

/** What one run came to. */
export interface RunFigures {
  command: string;
  /** Day of the run, and the commit it ran on. */
  on: string;
  commit: string;
  ok: boolean;
  seconds: number;
  /** Numbers by name; a run that counts faults does so under `faults.<name>`. */
  numbers: Record<string, number>;
}
export type Figures = Partial<Record<RunName, RunFigures>>;

export const figuresFile = join(projectRoot(), "docs", "figures.json");

export function readFigures(): Figures {
  if (!existsSync(figuresFile)) return {};
  return JSON.parse(readFileSync(figuresFile, "utf8")) as Figures;
}

/** Puts the figures of one run in the place of its last ones. */
export function putFigures(name: RunName, figures: RunFigures): void {
  const all = { ...readFigures(), [name]: figures };
  writeFileSync(figuresFile, `${JSON.stringify(all, null, 2)}\n`);
}

/** Every number in what a run printed as JSON, nested names joined by dots; texts and lists are not figures. */
export function numbersIn(value: unknown, path = ""): Record<string, number> {
  if (typeof value === "number" && Number.isFinite(value)) return { [path]: value };
  if (typeof value !== "object" || value === null) return {};
  if (Array.isArray(value)) return { [path]: value.length };
  const numbers: Record<string, number> = {};
  for (const [name, member] of Object.entries(value)) {
    Object.assign(numbers, numbersIn(member, path === "" ? name : `${path}.${name}`));
  }
  return numbers;
}
