/** The conformance run as a person types it, against both systems of a demo that runs. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePorts, startTandem } from "./stranger.ts";

const tandem = fileURLToPath(new URL("../bin/tandem.mjs", import.meta.url));
const start_wait_ms = 90_000;
const run_wait_ms = 240_000;

interface Report {
  runs: {
    system: string;
    conforms: boolean;
    results: { id: string; level: string; verdict: string; said: string[] }[];
  }[];
}

let folder = "";
let env: NodeJS.ProcessEnv = {};
let stop: () => Promise<unknown> = () => Promise.resolve();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tandem-conformance-test-"));
  const [sp, ess] = await freePorts();
  env = {
    ...process.env,
    TANDEM_DATA: join(folder, "data"),
    TANDEM_PORT_SP: String(sp),
    TANDEM_PORT_ESS: String(ess),
    TANDEM_PORT_WORKS: "off",
    TANDEM_HOST: "",
    TANDEM_LOG_LEVEL: "silent",
    DATABASE_URL_SP: "",
    DATABASE_URL_ESS: "",
  };
  stop = await startTandem(env);
}, start_wait_ms);

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

it(
  "both our systems pass every clause, and offer every operation",
  async () => {
    const file = join(folder, "report.json");
    const args = [tandem, "dci", "conformance", "--self", "--strict", "--json", file];
    const code = await new Promise((resolve) => {
      execFile(process.execPath, args, { env, maxBuffer: 1 << 26 }, (error) =>
        resolve(error === null ? 0 : error.code),
      );
    });
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    const troubles = report.runs.flatMap(({ system, results }) =>
      results
        .filter(({ level, verdict }) => verdict !== "pass" && level !== "info")
        .map(({ id, verdict, said }) => `${system} ${verdict} ${id}: ${said.join(" ")}`),
    );
    expect(troubles).toEqual([]);
    expect(report.runs.map(({ system }) => system)).toEqual(["sp", "ess"]);
    expect(code).toBe(0);
  },
  run_wait_ms,
);
