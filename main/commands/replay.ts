import type { Command } from "commander";
import { standingCodes, writtenSince, type Written } from "../../store/replaying.ts";
import { resendRecords } from "../../store/resend.ts";
import { CannotGoOn, exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { requireKind } from "../running-system.ts";
import { knownPartner, withStore } from "./by-hand.ts";

interface Options {
  system: string;
  partner: string;
  since: string;
  dryRun?: boolean;
  json?: boolean;
}

const shape = `
Every record of ours that we changed since then goes again as a whole, as far as the agreement lets
it out today; the receiver joins it to what it has, so nothing is there twice.
--json prints {system, partner, since, records, types: {<type>: count}, queued}.
--since takes a date (2026-11-01) or an instant with a zone (2026-11-01T08:00:00Z).`;

interface Counts {
  partner: string;
  records: number;
  types: Record<string, number>;
  queued: boolean;
}

/** `replay`: send a Tandem partner again what changed since a moment. */
export function addReplay(program: Command): Command {
  return program
    .command("replay")
    .description("send a Tandem partner again what changed since a moment")
    .requiredOption("--system <kind>", "sp or ess: whose records")
    .requiredOption("--partner <id>", "the Tandem partner they go to")
    .requiredOption("--since <moment>", "what was changed since then")
    .option("--dry-run", "only count what would be queued")
    .option("--json", "print the counts as JSON")
    .addHelpText("after", `${shape}\n${exitCodeHelp()}`)
    .action(async (options: Options) => {
      const since = momentOf(options.since);
      const isDry = options.dryRun === true;
      const found = await withStore(requireKind(options.system), async (store) => {
        await knownPartner(store, options.partner);
        const [code] = await standingCodes(store, options.partner);
        if (code === undefined) throw noStanding(options.partner);
        const records = await writtenSince(store, since);
        if (!isDry) {
          const ids = records.map(({ id }) => id);
          await resendRecords(store, code, ids, "replay", "operator");
        }
        return { system: store.system.id, records };
      });
      const counts = {
        system: found.system,
        partner: options.partner,
        since: since.toISOString(),
        records: found.records.length,
        types: byType(found.records),
        queued: !isDry,
      };
      console.log(options.json ? JSON.stringify(counts, undefined, 2) : lineOf(counts));
      process.exitCode = exitCodes.ok;
    });
}

function momentOf(text: string): Date {
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const at = new Date(text);
  if (known && !Number.isNaN(at.getTime())) return at;
  throw new CannotGoOn({
    code: exitCodes.usage,
    line: `--since is "${text}". Say a date, 2026-11-01, or an instant, 2026-11-01T08:00:00Z.`,
  });
}

function noStanding(partner: string): CannotGoOn {
  return new CannotGoOn({
    code: exitCodes.unavailable,
    line: `${partner} holds no standing subscription: only Tandem partners do. A plain partner asks again itself (sync/search).`,
  });
}

function byType(records: readonly Written[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of records) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

function lineOf({ records, types, partner, queued }: Counts): string {
  const parts = Object.entries(types).map(([type, count]) => `${type} ${count}`);
  const what = `${records} records (${parts.join(", ") || "none"})`;
  return queued ? `Queued for ${partner}: ${what}.` : `Would be queued for ${partner}: ${what}.`;
}
