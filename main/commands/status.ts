import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { readRunning, type RunFile, type Running } from "../run-file.ts";
import { systemState, type SystemState } from "../sync-state.ts";
import { requireConfig } from "./settings.ts";

/** What `status --json` prints. No secrets, no personal data. */
export interface Status {
  running: boolean;
  dataDir: string;
  run?: RunFile;
  systems?: ({ id: string; title: string; baseUrl: string } & SystemState)[];
}

/** `status`: what runs, where, and how each system stands. */
export function addStatus(program: Command): Command {
  return program
    .command("status")
    .description("show what runs, where, and how each system stands")
    .option("--json", "print it as JSON")
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
  return { running: true, dataDir, run: running.run, systems: await readSystems(running) };
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

function linesOf({ run, systems = [], dataDir }: Status): string[] {
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
    ...systems.map(({ title, baseUrl, ...state }) => {
      const facts = Object.entries(state).filter(([key]) => key !== "id");
      const told = facts.map(([key, value]) => `${key} ${JSON.stringify(value)}`);
      return `  ${title}: ${baseUrl}, ${told.join(", ")}`;
    }),
  ];
}
