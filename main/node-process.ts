/**
 * Entry of a node process: `node-process.js <settings file>`. It ends with its supervisor: on
 * SIGTERM, and when the channel to it breaks (then the supervisor was killed).
 */
import { pino, type Logger } from "pino";
import { exitCodes } from "./exit-codes.ts";
import { armFault } from "./fault-points.ts";
import { readNodeSettings } from "./node-settings.ts";
import { startNode, type StartedNode } from "./node.ts";

/** A drain that takes longer than this is given up; the database stays whole all the same. */
const drain_max_ms = 9_000;

async function main(file: string): Promise<void> {
  const settings = readNodeSettings(file);
  armFault(file, settings);
  const log = pino(
    { level: settings.logLevel, base: { node: settings.name, pid: process.pid } },
    pino.destination(2),
  );
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught");
    process.exit(exitCodes.bug);
  });
  // Ctrl+C reaches the whole terminal group; the supervisor decides in which order things end.
  process.on("SIGINT", () => undefined);

  const starting = startNode(settings, log);
  const drain = once(() => void endNode(starting, log));
  process.on("SIGTERM", drain);
  process.on("disconnect", drain);
  try {
    await starting;
  } catch (error) {
    log.fatal({ err: error }, "the node does not start");
    const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    process.exit(taken ? exitCodes.temporary : exitCodes.bug);
  }
  process.send?.({ type: "ready" });
}

async function endNode(starting: Promise<StartedNode>, log: Logger): Promise<void> {
  setTimeout(() => process.exit(exitCodes.ok), drain_max_ms).unref();
  try {
    await (await starting).close();
  } catch (error) {
    log.error({ err: error }, "the node did not close cleanly");
  }
  process.exit(exitCodes.ok);
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

await main(process.argv[2] ?? "node.json");
