/**
 * Applies unified diffs strictly: the lines a hunk names must stand in the file exactly, and in one
 * place only. Line numbers are not looked at, so that a patch survives what changes elsewhere in the
 * file, and fails as soon as the lines it is about are others.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A patch whose lines are not there any more (or not only once): the known bug must be written anew. */
export class DoesNotApply extends Error {}

interface Hunk {
  file: string;
  /** The file is made by the patch. */
  isNew: boolean;
  before: string[];
  after: string[];
}

/** Applies a patch's text to a folder. @throws DoesNotApply, and then changes nothing */
export function applyPatch(root: string, patch: string): void {
  for (const [path, text] of patched(root, patch)) writeFileSync(path, text);
}

/** The files of a folder as a patch makes them, by path. @throws DoesNotApply */
export function patched(root: string, patch: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, isNew, before, after } of hunksOf(patch)) {
    const path = join(root, file);
    if (isNew) {
      if (existsSync(path)) throw new DoesNotApply(`${file} is there already`);
      texts.set(path, after.map((line) => `${line}\n`).join(""));
      continue;
    }
    const text = texts.get(path) ?? read(path, file);
    texts.set(path, replaceOnce(text, before, after, file));
  }
  return texts;
}

/** Reads a unified diff. @throws DoesNotApply when it is none */
export function hunksOf(patch: string): Hunk[] {
  const hunks: Hunk[] = [];
  let file = "";
  let isNew = false;
  for (const line of patch.split("\n")) {
    const named = /^\+\+\+ b\/(\S+)$/.exec(line)?.[1];
    const hunk = hunks.at(-1);
    if (named !== undefined) file = named;
    else if (line === "--- /dev/null") isNew = true;
    else if (line.startsWith("--- ")) isNew = false;
    else if (line.startsWith("@@")) hunks.push({ file, isNew, before: [], after: [] });
    else if (!hunk || line.startsWith("diff ")) continue;
    else if (line.startsWith("-")) hunk.before.push(line.slice(1));
    else if (line.startsWith("+")) hunk.after.push(line.slice(1));
    else if (line.startsWith(" "))
      for (const side of [hunk.before, hunk.after]) side.push(line.slice(1));
  }
  if (hunks.length === 0 || file === "") throw new DoesNotApply("this is no unified diff");
  return hunks;
}

function replaceOnce(text: string, before: string[], after: string[], file: string): string {
  // Whole lines: the file is looked at between line breaks.
  const [wanted, given] = [before, after].map((lines) => lines.map((line) => `\n${line}`).join(""));
  const parts = `\n${text}`.split(`${wanted}\n`);
  if (before.length === 0 || parts.length !== 2) {
    const places = before.length === 0 ? "names no lines" : `stands in ${parts.length - 1} places`;
    throw new DoesNotApply(`${file}: a hunk ${places}: ${(before[0] ?? "").trim()} …`);
  }
  return parts.join(`${given}\n`).slice(1);
}

function read(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new DoesNotApply(`${file} is not there`, { cause: error });
  }
}
