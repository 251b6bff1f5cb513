import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "../../main/project-root.ts";
import { readFigures } from "./figures.ts";
import { page } from "./page.ts";

export const pageFile = join(projectRoot(), "docs", "fault-matrix.md");

/** Writes `docs/fault-matrix.md` from the last figures. */
export function writePage(): void {
  writeFileSync(pageFile, page(readFigures()));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writePage();
