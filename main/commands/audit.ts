import type { Command } from "commander";
import { readWitnessed } from "../../store/checkpoints.ts";
import { listPartners } from "../../store/partners.ts";
import { publicKeysFromJwks } from "../../wire/keys.ts";
import { auditFromFile, exportAudit, keySetFromFile, witnessFromFile } from "../audit/file.ts";
import { openPlaced, placedSystems, publicKeySet, type PlacedSystem } from "../audit/sources.ts";
import { verifyAudit, type Verdict, type Witness } from "../audit/verify.ts";
import { CannotGoOn, exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { requireKind, withRunningSystem } from "../running-system.ts";
import { requireConfig } from "./settings.ts";

interface VerifyOptions {
  system?: string;
  file?: string;
  export?: string;
  keys?: string;
  witness?: string[];
  json?: boolean;
}

const verifyHelp = `
Recomputes the chain and the Merkle tree (RFC 9162) from the first entry to the last, looks whether
each entry's events are still those it names, and holds everything against our own signed checkpoints
and the copies that partners keep (npx tandem audit witness --partner <us> --json, run there).
--json prints {ok, verdicts: [{ok, system, epoch, entries, root, checkpoints, witnessed, bad,
findings: [{kind, seq, text}]}]}; bad is the first entry that does not hold.`;

/** `audit`: whether the log of what was done is whole. */
export function addAuditCommands(program: Command): Command {
  const audit = program
    .command("audit")
    .description("verify the audit log, or show what we witness");
  audit
    .command("verify")
    .description("verify the audit log, from the database or from a file; no node needs to run")
    .option("--system <kind>", "sp or ess (both)")
    .option("--export <file>", "also write entries and checkpoints to a file")
    .option("--file <file>", "verify such a file, without a database")
    .option("--keys <file>", "the key set (JWKS) that counts, with keys that were retired")
    .option("--witness <files...>", "copies that partners keep of our checkpoints")
    .option("--json", "print the verdicts as JSON")
    .addHelpText("after", `${verifyHelp}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async (options: VerifyOptions) => {
      const verdicts = await verify(options);
      const ok = verdicts.every((verdict) => verdict.ok);
      if (options.json) console.log(JSON.stringify({ ok, verdicts }, undefined, 2));
      else for (const line of verdicts.flatMap(linesOf)) console.log(line);
      process.exitCode = ok ? exitCodes.ok : exitCodes.failed;
    });
  audit
    .command("witness")
    .description("print the checkpoints of a partner that we keep for it")
    .requiredOption("--system <kind>", "sp or ess: who keeps them")
    .requiredOption("--partner <id>", "the partner whose log they are about")
    .option("--json", "JSON (there is no other form)")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async ({ system, partner }: { system: string; partner: string }) => {
      const kept = await witness(requireKind(system), partner);
      console.log(JSON.stringify(kept, undefined, 2));
      process.exitCode = exitCodes.ok;
    });
  return audit;
}

async function verify(options: VerifyOptions): Promise<Verdict[]> {
  const witnesses = await Promise.all((options.witness ?? []).map(witnessFromFile));
  const keySet = options.keys === undefined ? undefined : await keySetFromFile(options.keys);
  if (options.file !== undefined) {
    return [await verifyAudit(await auditFromFile(options.file, keySet, witnesses))];
  }
  const kind = options.system === undefined ? undefined : requireKind(options.system);
  const placed = placedSystems(requireConfig().config.dataDir, kind);
  if (options.export !== undefined && placed.length > 1) {
    throw new CannotGoOn({
      code: exitCodes.usage,
      line: "--export writes one log to one file. Say which with --system sp or ess.",
    });
  }
  const verdicts: Verdict[] = [];
  for (const one of placed) {
    if (options.export !== undefined) await write(one, options.export);
    verdicts.push(await verifyPlaced(one, keySet, witnesses));
  }
  return verdicts;
}

async function write(one: PlacedSystem, path: string): Promise<void> {
  const reader = await openPlaced(one);
  try {
    await exportAudit(reader, one.system.id, await publicKeySet(one), path);
  } finally {
    await reader.close();
  }
}

async function verifyPlaced(
  one: PlacedSystem,
  keySet: object | undefined,
  witnesses: readonly Witness[],
): Promise<Verdict> {
  const keys = publicKeysFromJwks(keySet ?? (await publicKeySet(one)));
  const reader = await openPlaced(one);
  try {
    const { id } = one.system;
    const beside = await reader.beside();
    return await verifyAudit({ system: id, beside, entries: reader.entries(), keys, witnesses });
  } finally {
    await reader.close();
  }
}

/** `keys` are those pinned here for the partner: they judge its signatures, whatever it says later. */
async function witness(kind: "sp" | "ess", partnerId: string) {
  const { dataDir } = requireConfig().config;
  return withRunningSystem(dataDir, kind, async ({ store }) => {
    const partner = (await listPartners(store)).find(({ id }) => id === partnerId);
    if (!partner) {
      const line = `${partnerId} is no partner. npx tandem partner list shows them.`;
      throw new CannotGoOn({ code: exitCodes.usage, line });
    }
    const keys = JSON.parse(partner.jwks ?? '{"keys":[]}') as object;
    const checkpoints = await readWitnessed(store, partnerId);
    return { system: store.system.id, partner: partnerId, keys, checkpoints };
  });
}

function linesOf(verdict: Verdict): string[] {
  const { ok, system, entries, checkpoints, witnessed, findings } = verdict;
  const what = `${entries} entries, ${checkpoints} checkpoints, ${witnessed} witnessed`;
  if (ok) return [`${system}: whole. ${what}.`];
  return [`${system}: NOT WHOLE. ${what}.`, ...findings.map(({ text }) => `  ${text}`)];
}
