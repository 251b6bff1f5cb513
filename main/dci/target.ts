/** Whom a `dci` command asks: a registered partner of a running system, or any address with one's own key. */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { uuidv7 } from "uuidv7";
import { createPartnerTokens } from "../../delivery/partner-tokens.ts";
import { createHosted, type Hosted } from "../../server/hosting.ts";
import { createPartnerKeys } from "../../server/registry/partner-keys.ts";
import { partnerById, type Partner } from "../../store/partners.ts";
import { createClient, type Client } from "../../wire/client.ts";
import { importSigningKey, type SigningKey } from "../../wire/keys.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import { ensureKeys, ownKeysOf } from "../keys.ts";
import { partnerLine } from "../partner-line.ts";
import { reachOfNode } from "../reach.ts";
import { requireKind, withRunningSystem } from "../running-system.ts";
import { requireConfig } from "../commands/settings.ts";

/** The options that name the other side. */
export interface TargetOptions {
  system?: string;
  partner?: string;
  url?: string;
  path?: string;
  key?: string;
  token?: string;
  senderId?: string;
  receiverId?: string;
  jwks?: string;
}

/** The other side; `registered` is how a running system knows it, with its agreement and evidence. */
export interface Target {
  line: Client;
  registered: { hosted: Hosted; partner: Partner } | null;
}

/** Adds the options that name the other side. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--system <kind>", "sp or ess: the running system that asks")
    .option("--partner <id>", "its partner that is asked")
    .option("--url <base url>", "instead: any system, at this base URL")
    .option("--path <path>", "with --url: where its operations stand", "/registry")
    .option("--key <file>", "with --url: our private key as JWK (Ed25519)")
    .option("--token <text>", "with --url: the access token to show")
    .option("--sender-id <id>", "with --url: who we are to it")
    .option("--receiver-id <id>", "with --url: who it is")
    .option("--jwks <file or url>", "with --url: its keys (<url>/.well-known/jwks.json)");
}

/** Opens the line, works with it, and closes what was opened. @throws CannotGoOn */
export async function withTarget<T>(
  options: TargetOptions,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  if (options.url !== undefined) return work({ line: await anyLine(options), registered: null });
  if (options.partner === undefined) {
    throw usage("Say whom to ask: --system sp --partner ess.demo, or --url with --key and ids.");
  }
  const kind = requireKind(options.system ?? "");
  const wanted = options.partner;
  const { dataDir } = requireConfig().config;
  return withRunningSystem(dataDir, kind, async ({ node, system, store }) => {
    const partner = await partnerById(store, wanted);
    if (!partner) throw usage(`${wanted} is not a partner of ${system.id}.`);
    if (partner.profile === "local") {
      const line = `${wanted} is hosted by the same node as ${system.id}: between them there is no message. Ask on the person's page.`;
      throw new CannotGoOn({ code: exitCodes.unavailable, line });
    }
    const keys = ownKeysOf(await ensureKeys(node.keysFile));
    const reach = reachOfNode(node);
    const tokens = createPartnerTokens({ store, keys, reach, newId: uuidv7 });
    const partnerKeys = createPartnerKeys(store, reach);
    const registryUrl = `${system.baseUrl}${node.registryPath}`;
    const means = { store, keys, reach, tokens, partnerKeys, registryUrl };
    const hosted = await createHosted(store);
    return work({ line: partnerLine(means, partner), registered: { hosted, partner } });
  });
}

async function anyLine(options: TargetOptions): Promise<Client> {
  const { url = "", path = "/registry", senderId, receiverId, key, token } = options;
  const missing = Object.entries({
    "--sender-id": senderId,
    "--receiver-id": receiverId,
    "--key": key,
  })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  if (missing.length > 0) throw usage(`With --url say ${missing.join(", ")} as well.`);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw usage("--url is no http(s) address.");
  }
  const jwks = options.jwks ?? `${new URL(url).origin}/.well-known/jwks.json`;
  const verify = /^https?:\/\//i.test(jwks)
    ? { jwksUrl: jwks }
    : { jwks: await textOf(jwks, "--jwks") };
  return createClient({
    baseUrl: url,
    registryPath: path,
    senderId: senderId ?? "",
    receiverId: receiverId ?? "",
    signer: await keyOf(key ?? ""),
    verify,
    newId: uuidv7,
    ...(token === undefined ? {} : { token }),
  });
}

async function keyOf(file: string): Promise<SigningKey> {
  const text = await textOf(file, "--key");
  try {
    return importSigningKey(JSON.parse(text));
  } catch {
    throw usage(`--key: ${file} is not a private JWK to sign with.`);
  }
}

async function textOf(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw usage(`${option}: ${file} cannot be read.`);
  }
}

/** A wrong option. */
export function usage(line: string): CannotGoOn {
  return new CannotGoOn({ code: exitCodes.usage, line });
}
