/**
 * Settings from the environment. The only reader of `process.env`. Everything wrong is told at
 * once; addresses with passwords stand apart, so that the config itself can be logged.
 */
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { rangesOf } from "../wire/reach/addresses.ts";
import { exitCodes, type Problem } from "./exit-codes.ts";
import { folderProblem } from "./data-folder.ts";
import type { NodeName, SystemKind } from "./node-settings.ts";
import { projectRoot } from "./project-root.ts";

/** What can be shown to anybody. */
export interface Config {
  integrated: boolean;
  demo: boolean;
  host: string;
  ports: Record<SystemKind, number>;
  /** Where partners reach a system whose node stands behind a proxy; else its host and port. */
  publicUrls: Partial<Record<SystemKind, string>>;
  /** Port of the demo's public works programme; null: it is not started. */
  worksPort: number | null;
  dataDir: string;
  logLevel: string;
  /** Where the DCI operations stand, and whether `/ess/…` and `/sp/…` are served beside it. */
  registryPath: string;
  peerPaths: boolean;
  /** Addresses or ranges of the proxies that end TLS before the node and say who called. */
  trustedProxies: string[];
  /** Events older than this need not be kept for delivery: a partner behind them gets a snapshot. */
  retentionDays: number;
  /** Minutes of the day (UTC) between which plain partners are asked what they have; null: never. */
  night: { from: number; to: number } | null;
  /** Whether the node brings its own PostgreSQL or was given one. */
  databases: Partial<Record<NodeName, "embedded" | "given">>;
}

/** What must never be logged: the database addresses that were given. */
export interface Secrets {
  databaseUrls: Partial<Record<NodeName, string>>;
}

/** What the command line says about the same matters. */
export interface ConfigOptions {
  integrated?: boolean;
  demo?: boolean;
}

/** The settings, or every problem with them; the ports are told as far as they could be read. */
export type ConfigReading =
  | { ok: true; config: Config; secrets: Secrets }
  | { ok: false; problems: Problem[]; host: string; ports: Partial<Record<SystemKind, number>> };

type Environment = Readonly<Record<string, string | undefined>>;

const log_levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const port_names: Record<SystemKind, string> = { sp: "TANDEM_PORT_SP", ess: "TANDEM_PORT_ESS" };
const url_names: Record<SystemKind, string> = { sp: "DATABASE_URL_SP", ess: "DATABASE_URL_ESS" };
const public_names: Record<SystemKind, string> = { sp: "TANDEM_URL_SP", ess: "TANDEM_URL_ESS" };

/** Reads the settings of this process. */
export function readOwnConfig(options: ConfigOptions = {}): ConfigReading {
  return readConfig(process.env, options);
}

/** The environment of a child process: without passwords, which it gets by its settings file. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env);
  return Object.fromEntries(own.filter(([name]) => !/^(TANDEM_|DATABASE_URL|PG)/.test(name)));
}

/** Typed settings of an environment, or all problems with it. */
export function readConfig(env: Environment, options: ConfigOptions = {}): ConfigReading {
  const problems: Problem[] = [];
  const wrong = (line: string) => problems.push({ code: exitCodes.usage, line });
  const integrated = options.integrated ?? false;
  const kinds: SystemKind[] = integrated ? ["sp"] : ["sp", "ess"];

  const host = readHost(env, wrong);
  const ports = readPorts(env, kinds, wrong);
  const publicUrls = readPublicUrls(env, kinds, wrong);
  const worksPort = readWorksPort(env, options.demo ?? true, ports, wrong);
  const logLevel = readLogLevel(env, wrong);
  const registryPath = readRegistryPath(env, wrong);
  const trustedProxies = readTrustedProxies(env, wrong);
  const retentionDays = readRetentionDays(env, wrong);
  const night = readNight(env, wrong);
  const peerPaths = readPeerPaths(env, options.demo ?? true, wrong);
  const databaseUrls = readDatabaseUrls(env, kinds, integrated, wrong);
  const dataDir = readDataDir(env);
  const folder = folderProblem(dataDir);
  if (folder !== undefined) problems.push(folder);

  if (problems.length > 0) return { ok: false, problems, host, ports };
  const names: NodeName[] = integrated ? ["both"] : ["sp", "ess"];
  const databases = Object.fromEntries(
    names.map((name) => [name, databaseUrls[name] === undefined ? "embedded" : "given"]),
  );
  const config: Config = {
    integrated,
    demo: options.demo ?? true,
    host,
    ports: { sp: ports.sp ?? 4001, ess: ports.ess ?? 4002 },
    publicUrls,
    worksPort,
    dataDir,
    logLevel,
    registryPath,
    trustedProxies,
    retentionDays,
    night,
    peerPaths,
    databases,
  };
  return { ok: true, config, secrets: { databaseUrls } };
}

type Wrong = (line: string) => void;

function readHost(env: Environment, wrong: Wrong): string {
  const host = given(env, "TANDEM_HOST") ?? "127.0.0.1";
  if (isIP(host) === 0 && !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(host)) {
    wrong(
      `TANDEM_HOST is "${host}", which is no address. Set it to 127.0.0.1 (this machine only), 0.0.0.0 (reachable from others) or an address of this machine.`,
    );
    return "127.0.0.1";
  }
  return host;
}

function readPorts(env: Environment, kinds: SystemKind[], wrong: Wrong) {
  const ports: Partial<Record<SystemKind, number>> = {};
  for (const kind of kinds) {
    const name = port_names[kind];
    const fallback = kind === "sp" ? 4001 : 4002;
    const text = given(env, name) ?? String(fallback);
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) ports[kind] = port;
    else wrong(`${name} is "${text}", which is no port. Set it to a number from 1 to 65535.`);
  }
  if (ports.sp !== undefined && ports.sp === ports.ess) {
    wrong(
      `TANDEM_PORT_SP and TANDEM_PORT_ESS are both ${ports.sp}. Give each system a port of its own, for example TANDEM_PORT_ESS=${ports.sp < 65_535 ? ports.sp + 1 : ports.sp - 1}.`,
    );
  }
  return ports;
}

/** What stands before a node gives it another address; partners are told this one. */
function readPublicUrls(env: Environment, kinds: SystemKind[], wrong: Wrong) {
  const urls: Partial<Record<SystemKind, string>> = {};
  for (const kind of kinds) {
    const text = given(env, public_names[kind]);
    if (text === undefined) continue;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const plain = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    if (plain) urls[kind] = url.origin;
    else {
      wrong(
        `${public_names[kind]} is no address. Write it as https://sp.example, without a path, or unset it when partners reach the node by its own host and port.`,
      );
    }
  }
  return urls;
}

/** Beside the two systems, unless said otherwise; `off` leaves the programme out. */
function readWorksPort(
  env: Environment,
  demo: boolean,
  { sp = 4001, ess = 4002 }: Partial<Record<SystemKind, number>>,
  wrong: Wrong,
): number | null {
  const text = given(env, "TANDEM_PORT_WORKS") ?? String(Math.max(sp, ess) + 1);
  if (!demo || text === "off") return null;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 && port !== sp && port !== ess) {
    return port;
  }
  wrong(
    `TANDEM_PORT_WORKS is "${text}". Set it to a port from 1 to 65535 that no other system has, or to off.`,
  );
  return null;
}

/** Single addresses count as ranges of one. */
function readTrustedProxies(env: Environment, wrong: Wrong): string[] {
  const text = given(env, "TANDEM_TRUSTED_PROXIES") ?? "";
  const proxies = text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map((one) => (isIP(one) === 0 ? one : `${one}/${isIP(one) === 6 ? 128 : 32}`));
  if (rangesOf(proxies) !== undefined) return proxies;
  wrong(
    "TANDEM_TRUSTED_PROXIES is no list of addresses. Write it as 10.0.0.5 or 10.0.0.0/24, several with commas between, or unset it.",
  );
  return [];
}

function readLogLevel(env: Environment, wrong: Wrong): string {
  const level = given(env, "TANDEM_LOG_LEVEL") ?? "warn";
  if (!log_levels.includes(level)) {
    wrong(`TANDEM_LOG_LEVEL is "${level}". Set it to one of ${log_levels.join(", ")}.`);
  }
  return level;
}

function readRegistryPath(env: Environment, wrong: Wrong): string {
  const path = given(env, "TANDEM_REGISTRY_PATH") ?? "/registry";
  const taken = /^\/(api|assets|oauth2|\.well-known|docs|healthz|readyz|metrics)(\/|$)/.test(path);
  if (!/^(\/[A-Za-z0-9._-]{1,40}){1,4}$/.test(path) || taken) {
    wrong(
      `TANDEM_REGISTRY_PATH is "${path}". Set it to a path such as /registry or /dci/v1/registry that no other page of the node uses.`,
    );
  }
  return path;
}

/** In the demo also under the paths some peers expect, so that their test tools need no settings. */
function readPeerPaths(env: Environment, demo: boolean, wrong: Wrong): boolean {
  const text = given(env, "TANDEM_PEER_PATHS");
  if (text !== undefined && text !== "on" && text !== "off") {
    wrong(
      `TANDEM_PEER_PATHS is "${text}". Set it to on (also /ess/… and /sp/… in place of /registry/…) or off.`,
    );
  }
  return text === undefined ? demo : text === "on";
}

const retention_days_default = 90;
const retention_days_max = 3_650;

function readRetentionDays(env: Environment, wrong: Wrong): number {
  const text = given(env, "TANDEM_RETENTION_DAYS") ?? String(retention_days_default);
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days >= 1 && days <= retention_days_max) return days;
  wrong(`TANDEM_RETENTION_DAYS is "${text}". Set it to a number of days from 1 to 3650.`);
  return retention_days_default;
}

const night_default = "01:00-04:00";

/** A window that goes over midnight ends on the next day. */
function readNight(env: Environment, wrong: Wrong): Config["night"] {
  const text = given(env, "TANDEM_NIGHT") ?? night_default;
  if (text === "off") return null;
  const time = "([01]\\d|2[0-3]):([0-5]\\d)";
  const read = new RegExp(`^${time}-${time}$`).exec(text);
  const [, fromHour, fromMinute, toHour, toMinute] = read ?? [];
  const night = {
    from: Number(fromHour) * 60 + Number(fromMinute),
    to: Number(toHour) * 60 + Number(toMinute),
  };
  if (read && night.from !== night.to) return night;
  wrong(
    `TANDEM_NIGHT is "${text}". Set it to the hours (UTC) in which plain partners are asked what they have, like 01:00-04:00, or off.`,
  );
  return null;
}

function readDatabaseUrls(
  env: Environment,
  kinds: SystemKind[],
  integrated: boolean,
  wrong: Wrong,
): Partial<Record<NodeName, string>> {
  const urls: Partial<Record<NodeName, string>> = {};
  for (const kind of kinds) {
    const url = given(env, url_names[kind]);
    if (url === undefined) continue;
    // The address may hold a password, so it is never repeated in the line.
    if (isDatabaseUrl(url)) urls[integrated ? "both" : kind] = url;
    else {
      wrong(
        `${url_names[kind]} is no PostgreSQL address. Write it as postgres://user:password@host:5432/database, or unset it to use the database that comes with Tandem.`,
      );
    }
  }
  if (urls.sp !== undefined && urls.sp === urls.ess) {
    wrong(
      "DATABASE_URL_SP and DATABASE_URL_ESS name the same database. Give each system a database of its own, or start with --integrated.",
    );
  }
  return urls;
}

function isDatabaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const scheme = url.protocol === "postgres:" || url.protocol === "postgresql:";
  return scheme && /^\/[^/]+$/.test(url.pathname) && !url.searchParams.has("options");
}

function readDataDir(env: Environment): string {
  const text = given(env, "TANDEM_DATA");
  return text === undefined ? join(projectRoot(), ".tandem") : resolve(text);
}

/** An empty variable counts as unset, as compose files write it. */
function given(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === undefined || text === "" ? undefined : text;
}
