import type { Command } from "commander";
import type { Store } from "../../store/database.ts";
import { openAlarms } from "../../store/alarms.ts";
import { listPartners } from "../../store/partners.ts";
import { pauseLink, resumeLink } from "../../store/pauses.ts";
import { countHeld, countMissing } from "../../store/reading/held-items.ts";
import { loadStandingLink } from "../../store/standing-links.ts";
import { readTraffic, stateOfTraffic, type Traffic } from "../../store/traffic.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import type { SystemKind } from "../node-settings.ts";
import { requireKind } from "../running-system.ts";
import { decider, knownPartner, reasonOf, withStore, type ByHand } from "./by-hand.ts";

interface Options extends ByHand {
  system?: string;
  json?: boolean;
}

/** A link as it is printed. Instants are ISO in UTC; no personal data. */
interface Link {
  system: string;
  partner: string;
  profile: string;
  /** In words of the sync line: in_step, catching_up, waiting, paused or silent (it asked for nothing). */
  state: "in_step" | "catching_up" | "waiting" | "paused" | "silent";
  waiting: number;
  /** How long the oldest waiting change has waited, in seconds. */
  lag_s: number;
  heard_at: string | null;
  reached_at: string | null;
  subscriptions: Traffic[];
  /** Its own changes that wait here, by reason; what it is asked for; what its audit log lacks. */
  held: { reason: string; count: number }[];
  missing: { count: number; attempts: number };
  alarms: { code: string; at: string }[];
}

const shape = `
--json prints {links: [{system, partner, profile, state, waiting, lag_s, heard_at, reached_at,
  subscriptions: [{code, event_type, status, waiting, oldest_at, counter, acked_at, in_step_at,
    problem, problem_since, attempts, next_attempt_at, paused_by, pause_note}],
  held: [{reason, count}], missing: {count, attempts}, alarms: [{code, at}]}]}
held: its own changes that wait here; missing: what it is asked for, and how often in vain; alarms: what
its audit log was found to be: forked, rolled_back or no_checkpoint.
state is in_step, catching_up, waiting (a problem), paused or silent (it asked us for nothing).
What each problem means and what to do: docs/operate.md.`;

/** `link`: how what goes to each partner stands; pausing it, and letting it go on. */
export function addLinkCommands(program: Command): Command {
  const link = program.command("link").description("see, pause and resume what goes to partners");
  const say = (links: Link[], json: boolean | undefined) => {
    if (json) console.log(JSON.stringify({ links }, undefined, 2));
    else for (const line of links.flatMap(linesOf)) console.log(line);
    process.exitCode = exitCodes.ok;
  };
  link
    .command("list")
    .description("how every link stands")
    .option("--system <kind>", "sp or ess (both)")
    .option("--json", "print them as JSON")
    .addHelpText("after", `${shape}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async ({ system, json }: Options) => {
      const kinds: SystemKind[] = system === undefined ? ["sp", "ess"] : [requireKind(system)];
      const links = await Promise.all(kinds.map((kind) => withStore(kind, readLinks)));
      say(links.flat(), json);
    });
  link
    .command("show <partner>")
    .description("one link, subscription by subscription")
    .requiredOption("--system <kind>", "sp or ess: whose link")
    .option("--json", "print it as JSON")
    .addHelpText("after", `${shape}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async (partner: string, { system, json }: Options) => {
      const one = await withStore(requireKind(system ?? ""), (store) => readLink(store, partner));
      say([one], json);
    });
  link
    .command("pause <partner>")
    .description("nothing goes to it until it is resumed; the log keeps what waits")
    .requiredOption("--system <kind>", "sp or ess: whose link")
    .requiredOption("--reason <text>", "why; everybody who looks reads it")
    .option("--by <name>", "who decided it (you)")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (partner: string, options: Options) => {
      const count = await withStore(requireKind(options.system ?? ""), async (store) => {
        await knownPartner(store, partner);
        return pauseLink(store, partner, decider(options), reasonOf(options));
      });
      console.log(count > 0 ? `Paused: ${count} subscriptions.` : "It was paused already.");
      process.exitCode = exitCodes.ok;
    });
  link
    .command("resume <partner>")
    .description("go on where it stood, now; also tries again at once what waits after a failure")
    .requiredOption("--system <kind>", "sp or ess: whose link")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .option("--by <name>", "who decided it (you)")
    .action(async (partner: string, options: Options) => {
      const count = await withStore(requireKind(options.system ?? ""), async (store) => {
        await knownPartner(store, partner);
        return resumeLink(store, partner, decider(options), "");
      });
      console.log(count > 0 ? `Resumed: ${count} subscriptions.` : "Nothing was paused.");
      process.exitCode = exitCodes.ok;
    });
  return link;
}

async function readLink(store: Store, partner: string): Promise<Link> {
  const { id, profile } = await knownPartner(store, partner);
  return linkOf(store, { id, profile }, await readStanding(store));
}

async function readLinks(store: Store): Promise<Link[]> {
  const [partners, standing] = await Promise.all([listPartners(store), readStanding(store)]);
  const active = partners.filter(({ status }) => status === "active");
  return Promise.all(active.map((one) => linkOf(store, one, standing)));
}

/** How all links stand, in a few questions. */
async function readStanding(store: Store) {
  const [traffic, held, missing, alarms] = await Promise.all([
    readTraffic(store),
    countHeld(store),
    countMissing(store),
    openAlarms(store),
  ]);
  return { traffic, held, missing, alarms };
}

async function linkOf(
  store: Store,
  { id, profile }: { id: string; profile: string },
  { traffic, held, missing, alarms }: Awaited<ReturnType<typeof readStanding>>,
): Promise<Link> {
  const { heard_at, reached_at } = await loadStandingLink(store, id);
  const subscriptions = traffic.get(id) ?? [];
  const asked = missing.find(({ partner }) => partner === id);
  const oldest = subscriptions.flatMap(({ oldest_at }) => oldest_at?.getTime() ?? []);
  const lagMs = oldest.length > 0 ? store.clock.nowMs() - Math.min(...oldest) : 0;
  return {
    system: store.system.id,
    partner: id,
    profile,
    state: subscriptions.length === 0 ? "silent" : stateOfTraffic(subscriptions),
    waiting: Math.max(0, ...subscriptions.map(({ waiting }) => waiting)),
    lag_s: Math.max(0, Math.round(lagMs / 1_000)),
    heard_at: heard_at?.toISOString() ?? null,
    reached_at: reached_at?.toISOString() ?? null,
    subscriptions,
    held: held
      .filter(({ partner }) => partner === id)
      .map(({ reason, count }) => ({ reason, count })),
    missing: { count: asked?.count ?? 0, attempts: asked?.attempts ?? 0 },
    alarms: alarms
      .filter(({ partner }) => partner === id)
      .map(({ code, at }) => ({ code, at: at.toISOString() })),
  };
}

function linesOf({ system, partner, profile, state, waiting, lag_s, ...link }: Link): string[] {
  const behind = waiting > 0 ? `, ${waiting} waiting, oldest ${lag_s} s` : "";
  const contact = `heard ${link.heard_at ?? "never"}, reached ${link.reached_at ?? "never"}`;
  return [
    `${system} → ${partner} (${profile}): ${state.replace("_", " ")}${behind}, ${contact}`,
    ...link.subscriptions.map((one) => `  ${subscriptionLine(one)}`),
    ...link.held.map(({ reason, count }) => `  ${count} of its changes wait here: ${reason}`),
    ...(link.missing.count > 0
      ? [`  ${link.missing.count} asked for, ${link.missing.attempts} times in vain at most`]
      : []),
    ...link.alarms.map(({ code, at }) => `  ALARM ${code} since ${at}: its audit log is in doubt`),
  ];
}

function subscriptionLine(one: Traffic): string {
  const parts = [`${one.code} ${one.event_type}: ${one.status}, ${one.counter} acknowledged`];
  if (one.waiting > 0) parts.push(`${one.waiting} waiting`);
  if (one.paused_by !== "") {
    parts.push(`paused by ${one.paused_by}: ${one.pause_note}`);
  }
  if (one.problem !== "") {
    parts.push(`${one.problem} since ${iso(one.problem_since)}, ${one.attempts} attempts`);
  }
  if (one.next_attempt_at) parts.push(`next attempt ${iso(one.next_attempt_at)}`);
  return parts.join("; ");
}

function iso(at: Date | null): string {
  return at?.toISOString() ?? "unknown";
}
