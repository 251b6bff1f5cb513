/** `npx tandem link|parked|replay` as an operator uses them, beside running nodes. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../main/project-root.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems("federated");
});
afterAll(() => systems?.close());

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function tandem(...args: string[]): Promise<Ended> {
  const cli = join(projectRoot(), "bin", "tandem.mjs");
  const env = { ...process.env, TANDEM_DATA: systems.folder };
  return new Promise((done) => {
    const told = (error: { code?: unknown } | null, stdout: string, stderr: string) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    execFile(process.execPath, [cli, ...args], { env, cwd: projectRoot() }, told);
  });
}
async function linkOf(partner: string): Promise<Record<string, unknown>> {
  const { stdout } = await tandem("link", "show", partner, "--system", "sp", "--json");
  const { links } = JSON.parse(stdout) as { links: Record<string, unknown>[] };
  return links[0] ?? {};
}

it("lists every link of both systems", async () => {
  const { code, stdout } = await tandem("link", "list");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^sp\.demo → ess\.demo \(tandem\): in step/m);
  expect(stdout).toMatch(/^ess\.demo → sp\.demo \(tandem\): in step/m);
});

it("pauses with a reason that is shown, and goes on", async () => {
  const to = ["ess.demo", "--system", "sp"];
  expect((await tandem("link", "pause", ...to, "--reason", " ")).code).toBe(64);
  expect((await tandem("link", "pause", ...to, "--reason", "keys", "--by", "Omar")).code).toBe(0);
  const subscriptions = [{ status: "paused", paused_by: "Omar", pause_note: "keys" }];
  expect(await linkOf("ess.demo")).toMatchObject({ state: "paused", subscriptions });
  expect((await tandem("link", "resume", ...to)).stdout).toContain("Resumed");
  expect(await linkOf("ess.demo")).toMatchObject({ subscriptions: [{ status: "active" }] });
});

it("names the partners there are when one is not known", async () => {
  const { code, stderr } = await tandem("link", "show", "nobody", "--system", "sp");
  expect([code, stderr]).toEqual([64, expect.stringContaining("It has: ess.demo")]);
});

it("says that nothing is parked, and that an unknown record does not wait", async () => {
  expect((await tandem("parked", "list")).stdout).toBe("Nothing is parked.\n");
  const nobody = "00000000-0000-7000-8000-000000000000";
  const discarded = await tandem("parked", "discard", nobody, "--system", "sp", "--reason", "x");
  expect([discarded.code, discarded.stdout]).toEqual([1, "It does not wait any more.\n"]);
});

it("counts what a replay would send, and sends it only when told to", async () => {
  const replay = ["replay", "--system", "sp", "--partner", "ess.demo", "--since", "2020-01-01"];
  const { code, stdout } = await tandem(...replay, "--dry-run", "--json");
  const { records, types, queued } = JSON.parse(stdout) as Record<string, unknown>;
  expect([code, queued]).toEqual([0, false]);
  expect(records).toBeGreaterThan(0);
  expect(types).toMatchObject({ Person: expect.any(Number) });
  const done = await tandem(...replay);
  expect([done.code, done.stdout]).toEqual([
    0,
    expect.stringContaining(`${String(records)} records`),
  ]);
  expect((await tandem(...replay.slice(0, -1), "yesterday")).code).toBe(64);
});
