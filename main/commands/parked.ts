import type { Command } from "commander";
import { discardParked, listParked, releaseParked, type Parked } from "../../store/parked.ts";
import { CannotGoOn, exitCodeHelp, exitCodes } from "../exit-codes.ts";
import type { SystemKind } from "../node-settings.ts";
import { requireKind } from "../running-system.ts";
import { decider, knownPartner, reasonOf, withStore, type ByHand } from "./by-hand.ts";

interface Options extends ByHand {
  system?: string;
  partner?: string;
  all?: boolean;
  json?: boolean;
}

const shape = `
A record that a partner refused waits here with its later versions; every other record flows.
--json prints {parked: [{system, id, sub, partner, record_id, type, key, ver, own_version, code,
  reason, attempts, at, state, decided_at, by_whom, note}]}. No personal data.
release: it goes again as a whole, with all that waited behind it.
discard: what waits is not sent to this partner any more; the record's next change goes as a whole.`;

/** `parked`: records a partner refused, and the decision over them. */
export function addParkedCommands(program: Command): Command {
  const parked = program.command("parked").description("records a partner refused: decide on them");
  parked
    .command("list")
    .description("what waits for a decision, the oldest first")
    .option("--system <kind>", "sp or ess (both)")
    .option("--partner <id>", "only of this partner")
    .option("--all", "decided ones, too")
    .option("--json", "print them as JSON")
    .addHelpText("after", `${shape}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async ({ system, partner = "", all = false, json }: Options) => {
      const kinds: SystemKind[] = system === undefined ? ["sp", "ess"] : [requireKind(system)];
      const lists = await Promise.all(
        kinds.map((kind) =>
          withStore(kind, async (store) => {
            const list = await listParked(store, { partner, all });
            return list.map((one) => ({ system: store.system.id, ...one }));
          }),
        ),
      );
      const found = lists.flat();
      if (json) console.log(JSON.stringify({ parked: found }, undefined, 2));
      else if (found.length === 0) console.log("Nothing is parked.");
      else for (const one of found) console.log(lineOf(one));
      process.exitCode = exitCodes.ok;
    });
  parked
    .command("release [ids...]")
    .description("let them go again, as wholes; without ids: all of --partner")
    .requiredOption("--system <kind>", "sp or ess: whose records")
    .option("--partner <id>", "all that this partner refused")
    .option("--reason <text>", "why it may be taken now", "")
    .option("--by <name>", "who decided it (you)")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (ids: string[], options: Options) => {
      const count = await withStore(requireKind(options.system ?? ""), async (store) => {
        if (ids.length > 0) {
          return releaseParked(store, ids, decider(options), options.reason ?? "");
        }
        if (!options.partner) throw usage("Name ids (parked list shows them), or --partner.");
        await knownPartner(store, options.partner);
        const all = await listParked(store, { partner: options.partner });
        const found = all.map(({ id }) => id);
        return releaseParked(store, found, decider(options), options.reason ?? "");
      });
      console.log(count > 0 ? `Released: ${count}.` : "None of these waits any more.");
      process.exitCode = count > 0 ? exitCodes.ok : exitCodes.failed;
    });
  parked
    .command("discard <id>")
    .description("give up what waits of one record")
    .requiredOption("--system <kind>", "sp or ess: whose record")
    .requiredOption("--reason <text>", "why; it stands beside the record")
    .option("--by <name>", "who decided it (you)")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (id: string, options: Options) => {
      const isDone = await withStore(requireKind(options.system ?? ""), (store) =>
        discardParked(store, id, decider(options), reasonOf(options)),
      );
      console.log(isDone ? "Discarded." : "It does not wait any more.");
      process.exitCode = isDone ? exitCodes.ok : exitCodes.failed;
    });
  return parked;
}

function lineOf(one: Parked & { system: string }): string {
  const { id, system, partner, type, key, ver, own_version, code, attempts, at, state } = one;
  const behind = own_version > ver ? `, ${own_version - ver} later versions wait` : "";
  const decided = state === "parked" ? "" : `; ${state} by ${one.by_whom}: ${one.note}`;
  return `${id} ${system} → ${partner}: ${type} ${key} version ${ver}, ${code}, refused ${attempts} times since ${at.toISOString()}${behind}${decided}`;
}

function usage(line: string): CannotGoOn {
  return new CannotGoOn({ code: exitCodes.usage, line });
}
