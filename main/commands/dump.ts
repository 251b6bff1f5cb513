import type { Command } from "commander";
import type { Store } from "../../store/database.ts";
import { listPartners, type Partner } from "../../store/partners.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import { requireKind, withRunningSystem } from "../running-system.ts";
import { agreementsInForce, sharedLines } from "../shared-state.ts";
import { requireConfig } from "./settings.ts";

interface DumpOptions {
  system: string;
  partner?: string;
  json?: boolean;
}

const help = `
One canonical JSON line (RFC 8785) per shared record, sorted by key:
  {"also":{…},"fields":{<field>:<value>},"key":"<key on the wire>","type":"Person"}
Two systems in step print the same bytes. What counts as shared: delivery/shared-records.ts.`;

/** `dump`: what a running system shares with its partner, to compare both sides byte by byte. */
export function addDump(program: Command): Command {
  return program
    .command("dump")
    .description("print what a system shares with its partner, one line per record")
    .requiredOption("--system <kind>", "sp or ess")
    .option("--partner <id>", "the partner (the only Tandem partner, if there is one)")
    .option("--json", "JSON lines (there is no other form)")
    .addHelpText("after", help)
    .action(async ({ system, partner }: DumpOptions) => {
      const { dataDir } = requireConfig().config;
      const lines = await withRunningSystem(dataDir, requireKind(system), ({ store }) =>
        dump(store, partner),
      );
      await print(lines.map((line) => `${line}\n`).join(""));
      process.exitCode = exitCodes.ok;
    });
}

/** Waits until a pipe has taken everything: the process ends right after the command. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

async function dump(store: Store, wanted: string | undefined): Promise<string[]> {
  const partner = choose(await listPartners(store), wanted);
  const agreements = await agreementsInForce(store, partner.id);
  if (agreements) return sharedLines(store, partner, agreements);
  throw new CannotGoOn({
    code: exitCodes.unavailable,
    line: `There is no agreement in force with ${partner.id} in both directions, so nothing is shared.`,
  });
}

/** The partner that is named, or the only one that keeps in step. */
function choose(partners: Partner[], wanted: string | undefined): Partner {
  const tandem = partners.filter(({ profile }) => profile === "tandem" || profile === "local");
  const fitting = wanted === undefined ? tandem : partners.filter(({ id }) => id === wanted);
  const [one, ...more] = fitting;
  if (one && more.length === 0) return one;
  const known = partners.map(({ id }) => id).join(", ") || "none";
  const what =
    wanted === undefined ? "Say which partner with --partner" : `${wanted} is no partner`;
  throw new CannotGoOn({ code: exitCodes.usage, line: `${what}; known are: ${known}.` });
}
