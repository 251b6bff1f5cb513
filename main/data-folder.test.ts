import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emptyDataFolder, folderProblem, makeDataFolder } from "./data-folder.ts";
import { ensureKeys } from "./keys.ts";
import { claimRun, newRun, readRunning, removeRun, run_file, writeRun } from "./run-file.ts";

let dir = "";
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), "tandem-folder-")), "data");
});
afterEach(() => rmSync(join(dir, ".."), { recursive: true }));

describe("the data folder", () => {
  test("is emptied only when it is ours", () => {
    makeDataFolder(dir);
    writeFileSync(join(dir, "some"), "");
    expect(folderProblem(dir)).toBeUndefined();
    rmSync(join(dir, ".tandem-data"));
    expect(folderProblem(dir)?.line).toContain("not Tandem's");
    emptyDataFolder(dir, run_file);
    expect(existsSync(join(dir, "some"))).toBe(true);
    makeDataFolder(dir);
    emptyDataFolder(dir, run_file);
    expect(existsSync(join(dir, "some"))).toBe(false);
  });

  test("belongs to one living process; what a dead one left is taken over", () => {
    makeDataFolder(dir);
    const run = newRun("starting");
    expect(claimRun(dir, run)).toBe(true);
    expect(claimRun(dir, run)).toBe(false);
    expect(readRunning(dir)?.run).toEqual(run);
    writeRun(dir, { ...run, supervisor: { ...run.supervisor, started: "0", command: "other" } });
    expect(readRunning(dir)).toBeUndefined();
    expect(claimRun(dir, run)).toBe(true);
    writeFileSync(join(dir, run_file), "{");
    expect(claimRun(dir, run)).toBe(true);
    removeRun(dir);
    expect(existsSync(join(dir, run_file))).toBe(false);
  });

  test("keeps keys that only their owner reads, made once and never replaced", async () => {
    const path = join(dir, "sp", "keys.json");
    const keys = await ensureKeys(path);
    expect(await ensureKeys(path)).toEqual(keys);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from(keys.seal, "base64")).toHaveLength(32);
    writeFileSync(path, "{}");
    await expect(ensureKeys(path)).rejects.toThrow("backup");
    expect(readFileSync(path, "utf8")).toBe("{}");
  });
});
