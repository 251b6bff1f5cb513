/**
 * The data folder. A mark file shows that it is ours: `--reset` deletes only a folder that carries
 * the mark, so a mistyped TANDEM_DATA never costs anybody their files.
 */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { exitCodes, type Problem } from "./exit-codes.ts";

const mark_file = ".tandem-data";

/** Why Tandem cannot keep its data here, or nothing. Changes nothing. */
export function folderProblem(dir: string): Problem | undefined {
  const other = "or set TANDEM_DATA to another folder.";
  let existing = dir;
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
  if (!isFolder(existing)) {
    return problem(
      `The data folder ${dir} cannot be used: ${existing} is a file. Move it away, ${other}`,
    );
  }
  if (!mayWrite(existing)) {
    return problem(
      `The data folder ${dir} cannot be written by this user. Change the rights of ${existing}, ${other}`,
    );
  }
  if (existing === dir && !isOurs(dir)) {
    return problem(
      `The folder ${dir} holds files that are not Tandem's. Set TANDEM_DATA to an empty or new folder.`,
    );
  }
  return undefined;
}

function problem(line: string): Problem {
  return { code: exitCodes.cannotWrite, line };
}

/** Makes the folder, with its mark. */
export function makeDataFolder(dir: string): void {
  makeFolder(dir);
  writeFileSync(join(dir, mark_file), "Tandem keeps its data here.\n");
}

/** Step by step: Node's own recursive mkdir never ends where a folder cannot be made (/proc). */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  mkdirSync(dir);
}

/** Deletes what the folder holds but `keep`; the folder itself stays, it may be a mount. */
export function emptyDataFolder(dir: string, keep: string): void {
  if (!existsSync(dir) || !isOurs(dir)) return;
  for (const entry of readdirSync(dir)) {
    if (entry !== mark_file && entry !== keep)
      rmSync(join(dir, entry), { recursive: true, force: true });
  }
}

/** Writes a file in one step, so that a reader never sees half of it. */
export function replaceFile(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}.new`;
  writeFileSync(fresh, text, { mode });
  chmodSync(fresh, mode);
  renameSync(fresh, path);
}

function isOurs(dir: string): boolean {
  const entries = readdirSync(dir);
  return entries.includes(mark_file) || entries.every((entry) => entry === "lost+found");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function mayWrite(dir: string): boolean {
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
