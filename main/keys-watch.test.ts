import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createSoundness } from "../store/soundness.ts";
import { look } from "./keys-watch.ts";
import { ensureKeys, type NodeKeys } from "./keys.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-keys-watch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("keys that are gone, unreadable or others stop everything; back again, all goes on", async () => {
  const path = join(folder, "keys.json");
  const keys = await ensureKeys(path);
  const text = readFileSync(path, "utf8");
  const soundness = createSoundness({ nowMs: Date.now, monotonicMs: () => performance.now() });
  const codes = async () => {
    await look(path, keys, [soundness]);
    return soundness.faults().map(({ code }) => code);
  };
  expect(await codes()).toEqual([]);
  rmSync(path);
  expect(await codes()).toEqual(["keys_missing"]);
  writeFileSync(path, text.slice(0, 40));
  expect(await codes()).toEqual(["keys_missing"]);
  const others = JSON.parse(text) as NodeKeys;
  writeFileSync(path, JSON.stringify({ ...others, seal: Buffer.alloc(32).toString("base64") }));
  expect(await codes()).toEqual(["keys_missing"]);
  writeFileSync(path, text);
  expect(await codes()).toEqual([]);
});
