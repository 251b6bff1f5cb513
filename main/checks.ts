/** What `doctor` looks at. Nothing is changed. */
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config, ConfigReading } from "./config.ts";
import { postgres_major_min, probeDatabase } from "./database-probe.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { faultLine, nodeHealth } from "./node-health.ts";
import { planNodes } from "./node-settings.ts";
import { unprivilegedAccount } from "./postgres/account.ts";
import { findBinaries } from "./postgres/binaries.ts";
import { portProblems } from "./ports.ts";
import { databaseVariable } from "./preparing.ts";
import { readRunning, type Running } from "./run-file.ts";

const node_oldest = [20, 19] as const;
const disk_bytes_min = 500_000_000;
const clock_off_ms_max = 5_000;
/** No clock that is right shows a time before this was written. */
const earliest_ms = Date.UTC(2025, 0, 1);

/** One line of the doctor: fine, or a problem that says what to do. */
export interface Check {
  name: string;
  ok: boolean;
  line: string;
  code: ExitCode;
}

/** All checks, in the order they are told. */
export async function checkAll(reading: ConfigReading): Promise<Check[]> {
  const first = [checkNode(), await checkBinaries()];
  if (!reading.ok) {
    const ports = await portProblems(reading.host, reading.ports);
    const problems = [...reading.problems, ...ports];
    return [
      ...first,
      ...problems.map(({ code, line }) => bad("settings", line, code)),
      checkClock(),
    ];
  }
  const { config, secrets } = reading;
  const running = readRunning(config.dataDir);
  return [
    ...first,
    fine("settings", "all usable"),
    await checkFolder(config.dataDir),
    ...(await checkPorts(config, running)),
    ...(await checkDatabases(config, secrets.databaseUrls, running)),
    ...(await checkSoundness(running)),
    checkClock(),
  ];
}

/** Whether what runs takes anything in, by its own word. */
async function checkSoundness(running: Running | undefined): Promise<Check[]> {
  const nodes = running?.nodes ?? [];
  return Promise.all(
    nodes.map(async ({ name, host, port }) => {
      const title = `node ${name}`;
      const health = await nodeHealth(host, port);
      if (health === null) return bad(title, "does not answer. The supervisor restarts it.");
      const lines = health.faults.map(faultLine);
      return lines.length === 0 ? fine(title, "takes everything in") : bad(title, lines.join(" "));
    }),
  );
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = node_oldest;
  const ok = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (ok) return fine("node", `Node.js ${process.versions.node}`);
  const wanted = node_oldest.join(".");
  return bad("node", `Node.js ${process.versions.node} is too old. Install ${wanted} or newer.`);
}

async function checkBinaries(): Promise<Check> {
  const name = "database programs";
  try {
    const { postgres } = await findBinaries(unprivilegedAccount(), () => undefined);
    return fine(name, postgres);
  } catch (error) {
    return bad(
      name,
      `${(error as Error).message}. Run npm ci again, or set DATABASE_URL_SP and DATABASE_URL_ESS to a PostgreSQL of your own.`,
    );
  }
}

async function checkFolder(dataDir: string): Promise<Check> {
  let existing = dataDir;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const free_mb = Math.floor((bavail * bsize) / 1e6);
  if (bavail * bsize >= disk_bytes_min) return fine("folder", `${dataDir}, ${free_mb} MB free`);
  return bad(
    "folder",
    `${dataDir} has only ${free_mb} MB left. Free ${disk_bytes_min / 1e6} MB there, or set TANDEM_DATA to another disk.`,
    exitCodes.cannotWrite,
  );
}

async function checkPorts(config: Config, running: Running | undefined): Promise<Check[]> {
  const { host, integrated, ports } = config;
  const own = running?.run.nodes.map((node) => node.port) ?? [];
  const kinds = integrated ? (["sp"] as const) : (["sp", "ess"] as const);
  return Promise.all(
    kinds.map(async (kind) => {
      const port = ports[kind];
      if (own.includes(port)) return fine(`port ${port}`, "in use by this Tandem");
      const [problem] = await portProblems(host, { [kind]: port });
      return problem === undefined
        ? fine(`port ${port}`, "free")
        : bad(`port ${port}`, problem.line, problem.code);
    }),
  );
}

async function checkDatabases(
  config: Config,
  given: Readonly<Record<string, string | undefined>>,
  running: Running | undefined,
): Promise<Check[]> {
  const checks = planNodes(config).map(async ({ name }) => {
    const url = given[name] ?? running?.nodes.find((node) => node.name === name)?.ownerUrl;
    const title = `database ${name}`;
    if (url === undefined) return [fine(title, "the embedded one; it starts with npm start")];
    return checkDatabase(
      title,
      given[name] === undefined ? undefined : databaseVariable(name),
      url,
    );
  });
  return (await Promise.all(checks)).flat();
}

async function checkDatabase(
  title: string,
  variable: string | undefined,
  url: string,
): Promise<Check[]> {
  const probe = await probeDatabase(url);
  if (!probe.reached) {
    const remedy =
      variable === undefined ? "The supervisor restarts it" : `Start it or correct ${variable}`;
    return [bad(title, `cannot be reached: ${probe.reason}. ${remedy}.`)];
  }
  const { major, fsync, clock_off_ms } = probe;
  return [
    major >= postgres_major_min
      ? fine(title, `PostgreSQL ${major}`)
      : bad(title, `PostgreSQL ${major} is too old. Use ${postgres_major_min} or newer.`),
    fsync
      ? fine(`${title} fsync`, "on")
      : bad(`${title} fsync`, "off: a power cut loses data. Set fsync = on in postgresql.conf."),
    clock_off_ms <= clock_off_ms_max
      ? fine(`${title} clock`, "agrees with this machine")
      : bad(
          `${title} clock`,
          `differs by ${Math.round(clock_off_ms / 1000)} s from this machine. Set both by NTP.`,
        ),
  ];
}

function checkClock(): Check {
  if (Date.now() >= earliest_ms) return fine("clock", new Date().toISOString());
  return bad("clock", `shows ${new Date().toISOString()}. Set the time of this machine by NTP.`);
}

function fine(name: string, line: string): Check {
  return { name, ok: true, line, code: exitCodes.ok };
}

function bad(name: string, line: string, code: ExitCode = exitCodes.unavailable): Check {
  return { name, ok: false, line, code };
}
