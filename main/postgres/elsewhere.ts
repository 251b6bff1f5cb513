import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Names, in the folder asked for, the folder that holds its database instead. */
const note_file = "elsewhere";

/** Whether the folder asked for knows that its database lies in the other one. */
export function isNoted(wanted: string, dir: string): boolean {
  const file = join(wanted, note_file);
  return existsSync(file) && readFileSync(file, "utf8").trim() === dir;
}

/**
 * Notes where the database lies. A database that is there already, but not noted, belongs to a data
 * folder that was deleted: its keys are gone, so nothing could open it. It is set aside, not deleted.
 */
export async function settleElsewhere(
  asked: string,
  dir: string,
  say: (line: string) => void,
): Promise<void> {
  const wanted = resolve(asked);
  if (isNoted(wanted, dir)) return;
  if (existsSync(join(dir, "data"))) {
    const aside = join(dir, `aside-${Date.now()}`);
    await mkdir(aside, { mode: 0o700 });
    // The data last: killed in between, this is simply done again.
    await copyFile(join(dir, "server.json"), join(aside, "server.json"));
    await rename(join(dir, "data"), join(aside, "data"));
    await rm(join(dir, "server.json"), { force: true });
    say(`the database of a ${wanted} that was deleted is set aside in ${aside}`);
  }
  await mkdir(wanted, { recursive: true });
  await writeFile(join(wanted, note_file), `${dir}\n`);
}
