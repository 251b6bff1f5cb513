/** `npm start`: brings everything up, keeps it up, and ends it in order. */
import type { Config, ConfigReading, Secrets } from "./config.ts";
import { CannotGoOn, exitCodes, type ExitCode } from "./exit-codes.ts";
import { holdFolder } from "./held-folder.ts";
import { Parts } from "./parts.ts";
import { tellPlans } from "./preparing.ts";
import { portProblems } from "./ports.ts";
import type { RunFile } from "./run-file.ts";
import { listenForStop } from "./stop-signals.ts";
import { welcome } from "./welcome.ts";

type Say = (line: string) => void;

/** What `start` may be told beside the settings. */
export interface SuperviseOptions {
  reset: boolean;
  say: Say;
}

/** Runs until it is told to stop. @throws CannotGoOn with every problem a person can put right. */
export async function supervise(
  reading: ConfigReading,
  { reset, say }: SuperviseOptions,
): Promise<ExitCode> {
  const began = performance.now();
  if (!reading.ok) {
    // Ports are looked at too, so that everything wrong is told at once.
    const ports = await portProblems(reading.host, reading.ports);
    throw new CannotGoOn(...reading.problems, ...ports);
  }
  const { config, secrets } = reading;
  return holdFolder(config, { standing: "starting", reset, say }, async (run) => {
    const { host, integrated, ports, worksPort } = config;
    const nodes = integrated ? { sp: ports.sp } : ports;
    const works = worksPort === null ? {} : { works: worksPort };
    const problems = await portProblems(host, { ...nodes, ...works });
    if (problems.length > 0) throw new CannotGoOn(...problems);
    say(`Settings   fine, data in ${config.dataDir}`);
    return keepUp({ config, secrets, run, say, began });
  });
}

interface Start {
  config: Config;
  secrets: Secrets;
  run: RunFile;
  say: Say;
  began: number;
}

async function keepUp({ config, secrets, run, say, began }: Start): Promise<ExitCode> {
  const parts = new Parts(config, secrets, run, say);
  const stop = listenForStop();
  const ending = new AbortController();
  const bringUp = parts.bringUp();
  bringUp.catch(() => undefined);
  try {
    await Promise.race([bringUp, stop.asked]);
    if (!stop.wasAsked()) {
      say(welcome(parts.settings, (performance.now() - began) / 1000));
      if (config.demo) {
        // Nobody waits for it; what is cut off goes on at the next start.
        tellPlans(parts.settings, ending.signal).catch(() => undefined);
      }
    }
    await stop.asked;
    ending.abort();
    say("Stopping…");
    return await shutDown(parts, stop.hurried, say);
  } catch (error) {
    await shutDown(parts, stop.hurried, say);
    throw error;
  } finally {
    stop.dispose();
  }
}

async function shutDown(parts: Parts, hurried: Promise<void>, say: Say): Promise<ExitCode> {
  const inOrder = parts.shutDown().then(() => exitCodes.ok);
  const atOnce = hurried.then(() => {
    parts.kill();
    return exitCodes.interrupted;
  });
  const code = await Promise.race([inOrder, atOnce]);
  say(code === exitCodes.ok ? "Stopped; the data stays." : "Ended at once.");
  return code;
}
