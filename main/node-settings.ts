/** What one node (one Node.js process with one database) is told at its start. */
import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { FaultPoint } from "../delivery/drain.ts";
import type { Night } from "../delivery/search-comparisons.ts";
import type { ReceivingFault } from "../server/hosting.ts";
import type { Config } from "./config.ts";
import { replaceFile } from "./data-folder.ts";

/** The two sides of the law: social protection and employment support. */
export type SystemKind = "sp" | "ess";

/** A node hosts one system, or both in the integrated deployment. */
export type NodeName = SystemKind | "both";

/** A system as its node and its partner know it. */
export interface SystemSettings {
  id: string;
  kind: SystemKind;
  title: string;
  baseUrl: string;
}

/** The settings file of a node, `<data>/<name>/node.json`. It holds database addresses: 0600. */
export interface NodeSettings {
  name: NodeName;
  systems: SystemSettings[];
  host: string;
  port: number;
  appUrl: string;
  ownerUrl: string;
  dataDir: string;
  keysFile: string;
  demo: boolean;
  logLevel: string;
  /** Where the DCI operations stand, `/registry` by the standard. */
  registryPath: string;
  trustedProxies?: string[];
  /** Events older than this need not be kept for delivery. */
  retentionDays?: number;
  /** Minutes of the day, in UTC, between which plain partners are asked what they have; null: never. */
  night?: Night | null;
  /** Whether `/ess/…` and `/sp/…` are served too, as some peers expect. */
  peerPaths: boolean;
  peers: SystemSettings[];
  /** The demo's public works programme, at the node that hosts the social registry. */
  works?: WorksPlace;
  /** For crash tests, in the demo only: the process ends there once (fault-points.ts). */
  fault?: NamedFault;
}

/** Every named moment at which a process can be told to end. */
export type NamedFault = FaultPoint | ReceivingFault;

/** Where the demo's third system runs: a process of its own that speaks plain DCI. */
export interface WorksPlace {
  host: string;
  port: number;
  baseUrl: string;
  /** Its settings, which hold its key and tokens: 0600. */
  settingsFile: string;
  ledgerFile: string;
}

const titles: Record<SystemKind, string> = { sp: "Social protection", ess: "Employment support" };

/** The nodes that a config asks for, before their databases are known. */
export function planNodes(config: Config): Omit<NodeSettings, "appUrl" | "ownerUrl">[] {
  const { host, ports, publicUrls, demo, logLevel, registryPath, peerPaths } = config;
  const { trustedProxies, retentionDays, night } = config;
  const rest = (name: NodeName) => {
    const dataDir = nodeDir(config.dataDir, name);
    const keysFile = join(dataDir, "keys.json");
    return {
      name,
      host,
      dataDir,
      keysFile,
      demo,
      logLevel,
      registryPath,
      peerPaths,
      trustedProxies,
      retentionDays,
      night,
    };
  };
  const works = worksPlace(config);
  if (config.integrated) {
    const base = publicUrls.sp ?? baseUrl(host, ports.sp);
    const systems = [system("sp", `${base}/sp`), system("ess", `${base}/ess`)];
    return [{ ...rest("both"), systems, port: ports.sp, peers: [], ...works }];
  }
  const sp = system("sp", publicUrls.sp ?? baseUrl(host, ports.sp));
  const ess = system("ess", publicUrls.ess ?? baseUrl(host, ports.ess));
  return [
    { ...rest("sp"), systems: [sp], port: ports.sp, peers: [ess], ...works },
    { ...rest("ess"), systems: [ess], port: ports.ess, peers: [sp] },
  ];
}

function worksPlace({ host, worksPort, dataDir }: Config): { works?: WorksPlace } {
  if (worksPort === null) return {};
  const place = {
    host,
    port: worksPort,
    baseUrl: baseUrl(host, worksPort),
    settingsFile: join(dataDir, "works", "works.json"),
    ledgerFile: join(dataDir, "works", "ledger.json"),
  };
  return { works: place };
}

/** The names of all nodes there can be, of either deployment. */
export const nodeNames: readonly NodeName[] = ["sp", "ess", "both"];

/** Where a node keeps what is its own. */
export function nodeDir(dataDir: string, name: NodeName): string {
  return join(dataDir, name);
}

/** Where a node's settings stand. */
export function settingsFile(dataDir: string, name: NodeName): string {
  return join(nodeDir(dataDir, name), "node.json");
}

/** Reads what {@link writeNodeSettings} wrote. */
export function readNodeSettings(file: string): NodeSettings {
  return JSON.parse(readFileSync(file, "utf8")) as NodeSettings;
}

/** Keeps the settings for the node process and for other commands. */
export function writeNodeSettings(file: string, settings: NodeSettings): void {
  replaceFile(file, `${JSON.stringify(settings, undefined, 2)}\n`, 0o600);
}

function system(kind: SystemKind, url: string): SystemSettings {
  return { id: `${kind}.demo`, kind, title: titles[kind], baseUrl: url };
}

function baseUrl(host: string, port: number): string {
  // Listening on every address is no address to go to.
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}
