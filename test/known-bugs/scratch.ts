import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "../../main/project-root.ts";
import { applyPatch } from "./patching.ts";

/** What a bug needs of the product: all rooms but the browser's. */
const rooms = [
  "wire",
  "domain",
  "exchange",
  "store",
  "server",
  "delivery",
  "main",
  "tools",
  "test",
];

/** Where scratch copies of this run lie: inside the project, so that its packages are found. */
export const scratchFolder = join(projectRoot(), ".build", `known-bugs-${process.pid}`);

/** Copies the sources and applies a patch. @throws DoesNotApply */
export function scratchCopy(name: string, patchFile: string): string {
  const copy = join(scratchFolder, name);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const room of rooms) {
    cpSync(join(projectRoot(), room), join(copy, room), {
      recursive: true,
      // Neither tests nor screens' sentences are needed.
      filter: (path) => !/\.(test|spec)\.tsx?$/.test(basename(path)),
    });
  }
  cpSync(join(projectRoot(), "package.json"), join(copy, "package.json"));
  applyPatch(copy, readFileSync(patchFile, "utf8"));
  return copy;
}

export function dropScratch(): void {
  rmSync(scratchFolder, { recursive: true, force: true });
}
