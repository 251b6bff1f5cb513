import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { isPlain } from "../../delivery/search-comparisons.ts";
import { askComparison, lastComparisons, type Comparison } from "../../store/comparisons.ts";
import type { Store } from "../../store/database.ts";
import { listPartners, type Partner } from "../../store/partners.ts";
import { CannotGoOn, exitCodeHelp, exitCodes } from "../exit-codes.ts";
import type { SystemKind } from "../node-settings.ts";
import { readRunning } from "../run-file.ts";
import { requireKind, withRunningSystem } from "../running-system.ts";
import { requireConfig } from "./settings.ts";

interface VerifyOptions {
  system?: string;
  partner?: string;
  timeout: string;
  json?: boolean;
}

/** What `sync verify --json` prints of one link, seen from one system. */
interface Verified extends Omit<Comparison, "at"> {
  system: string;
  at: string;
}

const help = `
The running node compares what it shares with the partner, record by record, puts right what differs,
and keeps the result: between Tandem systems by the Merkle digest of both sides; with a plain DCI
partner, when it is named by --partner (and by itself each night, see TANDEM_NIGHT), by asking its
sync/search for the people it was told of. What such a partner lost is told again; what it has and
told nobody is taken in like a message of its own.
--json prints {links: [{system, partner, how, at, ms, records, different, repaired, waiting, root,
problem, resume_after}]}. waiting counts records of which something was still on its way, or that
were not answered clearly; resume_after is set when a search looked at as many people as it may, and
the next one goes on there. Ends with 0 when all that was compared is equal now, with 1 when something
differs, waits, or could not be compared.`;

const answer_poll_ms = 250;

/** `sync`: what the exchange with partners came to. */
export function addSyncCommands(program: Command): Command {
  const sync = program.command("sync").description("prove that partners hold the same");
  sync
    .command("verify")
    .description("compare now what is shared with partners, and put right what differs")
    .option("--system <kind>", "sp or ess: seen from this system (from each that runs)")
    .option("--partner <id>", "with this partner only")
    .option("--timeout <seconds>", "how long to wait for the result", "600")
    .option("--json", "print the result as JSON")
    .addHelpText("after", `${help}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async (options: VerifyOptions) => {
      const { dataDir } = requireConfig().config;
      const kinds = options.system === undefined ? running(dataDir) : [requireKind(options.system)];
      const links: Verified[] = [];
      // One after the other: what one side put right, the other then finds equal.
      for (const kind of kinds) links.push(...(await verify(dataDir, kind, options)));
      if (links.length === 0) throw noSuchPartner(options.partner);
      if (options.json) console.log(JSON.stringify({ links }, undefined, 2));
      else for (const link of links) console.log(lineOf(link));
      process.exitCode = links.every(isEqual) ? exitCodes.ok : exitCodes.failed;
    });
  return sync;
}

function running(dataDir: string): SystemKind[] {
  const nodes = readRunning(dataDir)?.nodes ?? [];
  const kinds = nodes.flatMap((node) => node.systems.map((system) => system.kind));
  return kinds.length > 0 ? kinds : ["sp"];
}

async function verify(
  dataDir: string,
  kind: SystemKind,
  { partner, timeout }: VerifyOptions,
): Promise<Verified[]> {
  return withRunningSystem(dataDir, kind, async ({ store }) => {
    const partners = (await listPartners(store)).filter((one) =>
      partner === undefined ? isCompared(one) : one.id === partner && mayCompare(one),
    );
    const asked = new Date(store.clock.nowMs());
    for (const one of partners) await askComparison(store, one.id, asked);
    const found = await resultsSince(store, partners, asked, Number(timeout) * 1_000);
    return found.map((one) => ({ system: store.system.id, ...one, at: one.at.toISOString() }));
  });
}

function isCompared({ profile, status }: Partner): boolean {
  return status === "active" && (profile === "tandem" || profile === "local");
}

function mayCompare(partner: Partner): boolean {
  return isCompared(partner) || isPlain(partner);
}

async function resultsSince(
  store: Store,
  partners: readonly Partner[],
  asked: Date,
  timeoutMs: number,
): Promise<Comparison[]> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const last = (await lastComparisons(store)).filter(({ at }) => at >= asked);
    const found = partners.flatMap(({ id }) => last.filter((one) => one.partner === id));
    if (found.length === partners.length) return found;
    if (performance.now() >= end) {
      const line = `${store.system.title} did not finish comparing in ${timeoutMs / 1_000} s. Ask again later, or with a longer --timeout.`;
      throw new CannotGoOn({ code: exitCodes.temporary, line });
    }
    await pause(answer_poll_ms);
  }
}

function isEqual({ different, repaired, waiting, problem }: Verified): boolean {
  return problem === "" && waiting === 0 && different === repaired;
}

function lineOf(link: Verified): string {
  const { system, partner, records, different, repaired, waiting, problem } = link;
  const mark = isEqual(link) ? "✓" : "✗";
  const why = problem === "" ? "" : problemText(problem);
  if (why !== "" && records === 0) return `${mark} ${system} and ${partner}: not compared (${why})`;
  const unclear =
    link.how === "search" ? "still under way or not answered clearly" : "still under way";
  const still = waiting > 0 ? `, ${waiting} ${unclear}` : "";
  const ended = why === "" ? "" : `; not all: ${why}`;
  return `${mark} ${system} and ${partner}: ${records} records compared, ${different} different, ${repaired} repaired${still}${ended}`;
}

/** Of a search that could not be made or ended early, in words; the digest's codes as they are. */
function problemText(problem: string): string {
  return Object.hasOwn(problems, problem) ? (problems[problem] ?? problem) : problem;
}
const problems: Record<string, string> = {
  no_search: "the partner offers no sync/search",
  no_answer: "no_answer",
  not_trusted: "the partner does not trust us",
  not_believed: "its answer cannot be believed",
  refused: "it refused the question",
};

function noSuchPartner(wanted: string | undefined): CannotGoOn {
  const line =
    wanted === undefined
      ? "There is no partner to compare with."
      : `There is nothing to compare with ${wanted}: it is no partner that keeps in step.`;
  return new CannotGoOn({ code: exitCodes.usage, line });
}
