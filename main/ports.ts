import { createServer } from "node:net";
import { exitCodes, type Problem } from "./exit-codes.ts";
import type { SystemKind } from "./node-settings.ts";

/** Who listens: a node by the kind of its system, or the demo's works programme. */
type Listener = SystemKind | "works";

const variables: Record<Listener, string> = {
  sp: "TANDEM_PORT_SP",
  ess: "TANDEM_PORT_ESS",
  works: "TANDEM_PORT_WORKS",
};

/** Every port that cannot be listened on, with what to do about it. */
export async function portProblems(
  host: string,
  ports: Partial<Record<Listener, number>>,
): Promise<Problem[]> {
  const wanted = Object.entries(ports) as [Listener, number][];
  const problems = await Promise.all(
    wanted.map(([kind, port]) =>
      portProblem(
        host,
        kind,
        port,
        wanted.map(([, other]) => other),
      ),
    ),
  );
  const found = problems.filter((problem) => problem !== undefined);
  // An address that is not this machine's is one problem, not one a port.
  return [...new Map(found.map((problem) => [problem.line, problem])).values()];
}

async function portProblem(
  host: string,
  kind: Listener,
  port: number,
  avoid: number[],
): Promise<Problem | undefined> {
  const variable = variables[kind];
  const refusal = await tryListen(host, port);
  if (refusal === undefined) return undefined;
  if (refusal === "EADDRINUSE") {
    const free = await freePort(host, port, avoid);
    return {
      code: exitCodes.temporary,
      line: `Port ${port} is taken by another program. Stop it, or choose another port: ${variable}=${free} npm start`,
    };
  }
  if (refusal === "EACCES") {
    return {
      code: exitCodes.usage,
      line: `This user may not listen on port ${port}. Set ${variable} to a number from 1024 to 65535.`,
    };
  }
  return {
    code: exitCodes.usage,
    line: `Cannot listen on ${host} (${refusal}). Set TANDEM_HOST to 127.0.0.1 or another address of this machine.`,
  };
}

/** The next port that is free, as a proposal. */
async function freePort(host: string, taken: number, avoid: number[]): Promise<number> {
  for (let port = taken + 10; port < Math.min(taken + 200, 65_535); port += 1) {
    if (!avoid.includes(port) && (await tryListen(host, port)) === undefined) return port;
  }
  return taken < 60_000 ? taken + 1000 : taken - 1000;
}

/** Why a port cannot be listened on, as the error code of the system; nothing when it can. */
export function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
