import type { Command } from "commander";
import { agreementsWith, listPartners } from "../../store/partners.ts";
import { algorithmsOfJwks, publicKeysFromJwks } from "../../wire/keys.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { addPartner, type AddedPartner, type PartnerOptions } from "../new-partner.ts";
import type { SystemKind } from "../node-settings.ts";
import { requireKind, withRunningSystem } from "../running-system.ts";
import { requireConfig } from "./settings.ts";

const addHelp = `
Prints {sender_id, receiver_id, base_url, token, agreement_id, agreements, rotated}. The token is
shown this once; only its hash is kept. Added again, a partner gets a new token and the old one stops
to count. Without --agreement the demo's agreements of both directions are written.
Plain http and loopback origins are taken only while the node itself listens on loopback.`;

/** `partner`: who may knock at a running system, and under which agreement. */
export function addPartnerCommands(program: Command): Command {
  const partner = program.command("partner").description("register and list partners");
  partner
    .command("add <sender_id>")
    .description("register a partner of the DCI standard, or renew its token")
    .requiredOption("--system <kind>", "sp or ess: the system it becomes a partner of")
    .requiredOption("--origin <url>", "scheme, host and port it answers at")
    .requiredOption("--profile <name>", "standard, or test (may leave out signatures, on loopback)")
    .option("--jwks <file or url>", "its public keys (<origin>/.well-known/jwks.json)")
    .option("--agreement <file>", "an agreement as JSON, or a list of them (the demo's)")
    .option("--kind <kind>", "sp or ess: what the partner is (the other kind)")
    .option("--title <text>", "its name for people (the sender id)")
    .option("--token-out <text>", "the bearer token we show the partner")
    .option("--writing <preset, JSON or file>", "how records are written for it (standard)")
    .option("--terms <file>", "how it is trusted and spoken to, as JSON (STANDARDS.md, Terms)")
    .option("--signature <profile>", "dci-cavage/jcs, dci-cavage/openspp or jws-detached")
    .option("--allow-cidr <ranges...>", "private ranges its host may stand in, as 10.20.0.0/16")
    .option("--json", "print the result as JSON")
    .addHelpText("after", `${addHelp}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async (senderId: string, options: PartnerOptions & ListOptions) => {
      const kind = requireKind(options.system ?? "");
      const { dataDir } = requireConfig().config;
      const added = await withRunningSystem(dataDir, kind, (running) =>
        addPartner(running, senderId, options),
      );
      console.log(options.json ? JSON.stringify(added, undefined, 2) : told(added));
      process.exitCode = exitCodes.ok;
    });
  partner
    .command("list")
    .description("list the partners of one system, or of both")
    .option("--system <kind>", "sp or ess")
    .option("--json", "print them as JSON")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async ({ system, json = false }: ListOptions) => {
      const kinds: SystemKind[] = system === undefined ? ["sp", "ess"] : [requireKind(system)];
      const { dataDir } = requireConfig().config;
      const partners = (await Promise.all(kinds.map((kind) => list(dataDir, kind)))).flat();
      if (json) console.log(JSON.stringify({ partners }, undefined, 2));
      else for (const one of partners) console.log(lineOf(one));
      process.exitCode = exitCodes.ok;
    });
  return partner;
}

interface ListOptions {
  system?: string;
  json?: boolean;
}

interface Listed {
  system: string;
  id: string;
  kind: SystemKind;
  title: string;
  profile: string;
  origin: string;
  status: string;
  keys: number;
  agreements: { id: string; from: string; to: string; status: string; valid_until: string }[];
}

/** No tokens, and of keys only how many. */
async function list(dataDir: string, kind: SystemKind): Promise<Listed[]> {
  return withRunningSystem(dataDir, kind, async ({ store }) => {
    const partners = await listPartners(store);
    return Promise.all(
      partners.map(async ({ id, kind: its, title, profile, origin, status, jwks }) => ({
        system: store.system.id,
        id,
        kind: its,
        title,
        profile,
        origin,
        status,
        keys: algorithmsOfJwks(jwks ?? "")
          .map((algorithm) => publicKeysFromJwks(jwks ?? "", { algorithm }).size)
          .reduce((sum, count) => sum + count, 0),
        agreements: (await agreementsWith(store, id)).map((one) => ({
          id: one.id,
          from: one.from,
          to: one.to,
          status: one.status,
          valid_until: one.valid_until,
        })),
      })),
    );
  });
}

function lineOf({ system, id, profile, origin, status, keys, agreements }: Listed): string {
  const under = agreements.map((one) => `${one.id} (${one.status})`).join(", ") || "no agreement";
  return `${system}: ${id}, ${profile}, ${status}, ${origin}, keys ${keys}, ${under}`;
}

function told(added: AddedPartner): string {
  const lines = [
    `${added.sender_id} is a partner of ${added.receiver_id} at ${added.base_url}.`,
    `Agreements: ${added.agreements.map(({ id }) => id).join(", ")}`,
    `Token (shown this once): ${added.token}`,
  ];
  return [...lines, ...(added.rotated ? ["Its earlier token does not count any more."] : [])].join(
    "\n",
  );
}
