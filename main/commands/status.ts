import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { faultLine, nodeHealth, type NodeHealth } from "../node-health.ts";
import { readRunning, type RunFile, type Running } from "../run-file.ts";
import { systemState, type SystemState } from "../sync-state.ts";
import { requireConfig } from "./settings.ts";

/** What `status --json` prints. No secrets, no personal data. */
export interface Status {
  running: boolean;
  dataDir: string;
  run?: RunFile;
  /** Why systems take nothing in now; usually empty. Null: a node does not answer. */
  faults?: NodeHealth["faults"] | null;
  systems?: ({ id: string; title: string; baseUrl: string } & SystemState)[];
}

const shape = `
--json prints
  {running, dataDir, run: {supervisor, startedAt, standing, nodes, databases},
   systems: [{id, title, baseUrl, connected,
     epoch, log_head, audit_head, records, matches_waiting,
     partners: [{id, profile, state, waiting, since, heard_at, problem}]}]}
Beside systems stands faults: [{system, code, since}], why nothing is taken in now; null when a node
does not answer. connected is false when the database does not answer within 3 s; then the members after it are
absent. log_head and audit_head are the last numbers given. state is in_step, catching_up, waiting,
paused or not_connected; waiting counts our changes the partner has not acknowledged.`;

/** `status`: what runs, where, and how each system stands. */
export function addStatus(program: Command): Command {
  return program
    .command("status")
    .description("show what runs, where, and how each system stands")
    .option("--json", "print it as JSON")
    .addHelpText("after", shape)
    .action(async ({ json = false }: { json?: boolean }) => {
      const status = await readStatus();
      if (json) console.log(JSON.stringify(status, undefined, 2));
      else for (const line of linesOf(status)) console.log(line);
      process.exitCode = status.running ? exitCodes.ok : exitCodes.unavailable;
    });
}

async function readStatus(): Promise<Status> {
  const { dataDir } = requireConfig().config;
  const running = readRunning(dataDir);
  if (running === undefined) return { running: false, dataDir };
  const [systems, faults] = await Promise.all([readSystems(running), readFaults(running)]);
  return { running: true, dataDir, run: running.run, systems, faults };
}

async function readFaults({ nodes }: Running): Promise<NodeHealth["faults"] | null> {
  const all = await Promise.all(nodes.map(({ host, port }) => nodeHealth(host, port)));
  return all.includes(null) ? null : all.flatMap((health) => health?.faults ?? []);
}

async function readSystems({ nodes }: Running) {
  const wanted = nodes.flatMap((node) => node.systems.map((system) => ({ node, system })));
  return Promise.all(
    wanted.map(async ({ node, system: { id, title, baseUrl } }) => ({
      id,
      title,
      baseUrl,
      ...(await systemState(node.appUrl, id)),
    })),
  );
}

function linesOf({ run, systems = [], faults, dataDir }: Status): string[] {
  if (run === undefined) return [`Tandem is not running on ${dataDir}. Start it with npm start.`];
  const { supervisor, standing, startedAt, nodes, databases } = run;
  return [
    `Tandem is ${standing} on ${dataDir} (process ${supervisor.pid}, since ${startedAt})`,
    ...nodes.map((node) => {
      const restarts = node.restarts > 0 ? `, restarts ${node.restarts}` : "";
      return `  node ${node.name.padEnd(5)} ${node.state}, process ${node.pid ?? "none"}, port ${node.port}${restarts}`;
    }),
    ...databases.map(({ name, embedded, pid, url }) => {
      const what = embedded ? `process ${pid ?? "none, being restarted"}` : "as given";
      return `  database ${name} ${what}, ${url}`;
    }),
    ...(faults ?? []).map((fault) => `  NOTHING IS SAVED: ${faultLine(fault)}`),
    ...systems.flatMap(systemLines),
  ];
}

function systemLines(system: NonNullable<Status["systems"]>[number]): string[] {
  const { title, baseUrl } = system;
  if (!system.connected) return [`  ${title}: ${baseUrl}, its database does not answer`];
  const { records, log_head, audit_head, matches_waiting, partners } = system;
  const same = matches_waiting > 0 ? `, same person? ${matches_waiting}` : "";
  return [
    `  ${title}: ${baseUrl}, records ${records}, changes ${log_head}, audit ${audit_head}${same}`,
    ...partners.map(({ id, profile, state, waiting, since, problem }) => {
      const more = [
        ...(waiting > 0 ? [`${waiting} waiting`] : []),
        ...(since === null ? [] : [`since ${since}`]),
        ...(problem === "" ? [] : [problem]),
      ];
      return `    partner ${id} (${profile}): ${[state.replaceAll("_", " "), ...more].join(", ")}`;
    }),
  ];
}
