import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isNoted } from "./elsewhere.ts";

/** The account PostgreSQL runs under when we are root: it refuses to run as root itself. */
export type Account = { name: string; uid: number; gid: number };

/** Where a server's files lie; `moved` says why they lie elsewhere than asked, or is "". */
export type Place = { dir: string; moved: string };

/** As root the account `postgres`, else `nobody`; otherwise none: we run as who we are. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n").map(parseAccount);
  for (const wanted of ["postgres", "nobody"]) {
    const found = accounts.find((account) => account?.name === wanted);
    if (found !== undefined && found.uid !== 0) return found;
  }
  throw new Error(
    "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'",
  );
}

/** Decides and makes the folder of a server: the wanted one, if the account can enter it. */
export function makePlace(wanted: string, account: Account | undefined): Place {
  const dir = resolve(wanted);
  const hash = createHash("sha256").update(dir).digest("hex").slice(0, 12);
  const fallback = `/var/tmp/tandem-${hash}`;
  const barrier = account === undefined ? "" : barrierOf(dir, account);
  if (barrier !== "" && existsSync(join(dir, "data"))) {
    throw new Error(`${dir} holds a database, but '${account?.name}' cannot enter ${barrier}`);
  }
  // A database that was made elsewhere stays there when the wanted folder can be entered later.
  const stays =
    isNoted(dir, fallback) && existsSync(join(fallback, "data")) && !existsSync(join(dir, "data"));
  if (account === undefined || (barrier === "" && !stays)) {
    makeFolders(dir);
    return { dir: realpathSync(dir), moved: "" };
  }
  makeFolders(fallback);
  assertOwn(fallback);
  const why = barrier === "" ? "it was made there" : `'${account.name}' cannot enter ${barrier}`;
  return { dir: fallback, moved: `database of ${dir} lies in ${fallback}: ${why}` };
}

/** The first folder on the way to `path` that the account cannot enter, or "". */
export function barrierOf(path: string, account: Account): string {
  const parent = dirname(path);
  const above = parent === path ? "" : barrierOf(parent, account);
  if (above !== "" || !existsSync(path)) return above;
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) === 0 ? path : "";
}

/** In a folder that everybody can write to, another user may have been there first. */
export function assertOwn(path: string): void {
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${path} belongs to another user; remove it`);
  }
}

/** Makes a folder and what is missing above it, each to be entered but not listed by others. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o711);
}

function parseAccount(line: string): Account | undefined {
  const [name, , uid, gid] = line.split(":");
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
}
