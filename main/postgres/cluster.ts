import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";

const run = promisify(execFile);

/**
 * Makes the data folder `dir/data` at the first start. It is built under another name and renamed, so
 * a start that was killed in the middle leaves no half of a database.
 */
export async function makeCluster(
  dir: string,
  initdb: string,
  options: { account: Account | undefined; password: string; fsync: boolean },
): Promise<void> {
  if (existsSync(join(dir, "data"))) return;
  for (const name of await readdir(dir)) {
    if (name.startsWith("draft-")) await rm(join(dir, name), { recursive: true, force: true });
  }
  const draft = join(dir, `draft-${process.pid}`);
  const passwordFile = join(dir, `draft-${process.pid}.password`);
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (options.account !== undefined) {
    await chown(draft, options.account.uid, options.account.gid);
    await chown(passwordFile, options.account.uid, options.account.gid);
  }
  try {
    await runInitdb(initdb, draft, passwordFile, options);
    await rename(draft, join(dir, "data"));
    await syncFolder(dir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

async function runInitdb(
  initdb: string,
  draft: string,
  passwordFile: string,
  options: { account: Account | undefined; fsync: boolean },
): Promise<void> {
  const identity =
    options.account === undefined ? {} : { uid: options.account.uid, gid: options.account.gid };
  const settings = (letters: string[]): string[] => [
    `--pgdata=${draft}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The same order on every machine, whatever locales it has; letters beyond ASCII are still letters.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...letters,
    ...(options.fsync ? [] : ["--no-sync"]),
  ];
  const make = (letters: string[]): Promise<unknown> =>
    run(initdb, settings(letters), {
      cwd: draft,
      env: { PATH: process.env["PATH"] },
      ...identity,
    });
  try {
    // pg_trgm asks the system, not the builtin provider, what a letter is: under C it finds none in
    // Arabic or Amharic. It cannot be changed once the database is made.
    await make(["--lc-ctype=C.UTF-8"]);
  } catch (error) {
    // A system that does not have it: everything else works.
    if (!String(error).includes("invalid locale name")) throw error;
    await make([]);
  }
}

async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
