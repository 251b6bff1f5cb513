import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Credentials } from "../../tools/conformance/caller.ts";
import { openInbox } from "../../tools/conformance/inbox.ts";
import { jsonOf, textOf } from "../../tools/conformance/reading.ts";
import { htmlReport, jsonReport } from "../../tools/conformance/report.ts";
import {
  chosen,
  runConformance,
  type Registered,
  type Run,
  type RunOptions,
} from "../../tools/conformance/run.ts";
import { conforms, lineOf, summaryOf } from "../../tools/conformance/summary.ts";
import { commandTrigger, staffTrigger } from "../../tools/conformance/trigger.ts";
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  type SigningKey,
} from "../../wire/keys.ts";
import { isSignatureProfile } from "../../wire/signature/profiles.ts";
import { checkOurselves } from "../conformance-self.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import { requireKind } from "../running-system.ts";
import { requireConfig } from "./settings.ts";

/** The options as they were typed. */
export interface ConformanceOptions {
  self?: boolean;
  system?: string;
  prefix: string;
  senderId?: string;
  receiverId?: string;
  token?: string;
  clientId?: string;
  clientSecret?: string;
  sign: string;
  key?: string;
  other?: string;
  outsider?: string;
  callbackHost: string;
  callbackPort: string;
  callbackOrigin?: string;
  identifier?: string;
  recordType: string;
  eventTypes: string;
  attribute: string;
  sortAttribute: string;
  trigger?: string;
  staff?: string;
  persona: string;
  timeout: string;
  wait: string;
  quiet: string;
  only?: string;
  showRecords?: boolean;
  strict?: boolean;
  list?: boolean;
  json?: string;
  html?: string;
}

const help = `
The server must know the checker as a partner: its sender id, its public keys (served at
<callback origin>/.well-known/jwks.json while it runs; --key keeps them from run to run) and the
callback origin. Run it against a system for tests: it subscribes, and sends made-up persons.
--self registers a partner for the time of the run at the demo that is running here, and checks both
systems. docs/conformance.md tells more, also how to read the report.

  npx tandem dci conformance --self --html report.html
  npx tandem dci conformance https://ess.example.org --system ess --sender-id me.example \\
    --receiver-id ess.example.org --client-id me.example --client-secret "$SECRET" \\
    --identifier UIN:80000000003 --trigger ./change-somebody.sh --json report.json`;

/** `dci conformance`: is this a DCI server, clause by clause? */
export function addConformance(dci: Command): Command {
  return dci
    .command("conformance [base-url]")
    .description("check a DCI server against the standard, clause by clause, with a report")
    .option("--self", "the systems of the Tandem that runs here, with a partner for the time being")
    .option("--system <kind>", "ess or sp: what the server is (with --self: only this one)")
    .option("--sender-id <id>", "who the checker is to the server")
    .option("--receiver-id <id>", "the server's own id")
    .option("--token <text>", "a bearer token for the server")
    .option("--client-id <id>", "for the server's token endpoint (the sender id)")
    .option("--client-secret <text>", "for the server's token endpoint")
    .option(
      "--sign <profile>",
      "dci-cavage/jcs, dci-cavage/openspp, jws-detached or none",
      "dci-cavage/jcs",
    )
    .option("--key <file>", "the checker's private key as JWK; made when it is not there")
    .option("--other <file>", "a second partner: {sender_id, token | client_secret, key?}")
    .option("--outsider <file>", "a partner without an agreement, in the same form")
    .option("--prefix <path>", "where the operations stand", "/registry")
    .option("--callback-host <host>", "address the checker listens on", "127.0.0.1")
    .option("--callback-port <port>", "port the checker listens on (0: any)", "0")
    .option("--callback-origin <url>", "how the server reaches the checker, when it differs")
    .option("--identifier <type:value>", "a person the server knows (the first it tells of)")
    .option("--record-type <name>", "what is searched and subscribed to", "Member")
    .option("--event-types <names>", "events to subscribe to", "enrolment,enrolment_status_change")
    .option("--attribute <name>", "a number every person has, for wide searches", "age")
    .option("--sort-attribute <name>", "what can be sorted by", "birth_date")
    .option("--trigger <command>", "a shell command that makes a subscribed event happen")
    .option("--staff <url>", "a Tandem demo whose staff API makes it happen")
    .option("--persona <name>", "the worker who does it there", "leila")
    .option("--timeout <seconds>", "for one request", "15")
    .option("--wait <seconds>", "for one callback", "15")
    .option("--quiet <seconds>", "of silence that count as silence", "4")
    .option("--only <ids>", "clauses or groups to try, by comma")
    .option("--strict", "what is not offered fails too")
    .option("--show-records", "do not cut people's data out of the report")
    .option("--list", "print the clauses and try none")
    .option("--json <file>", "write the report as JSON")
    .option("--html <file>", "write the report as a page")
    .addHelpText("after", help)
    .action(async (baseUrl: string | undefined, options: ConformanceOptions) => {
      if (options.list) return list(options);
      const runs = options.self ? await self(options) : [await check(baseUrl, options)];
      if (options.json) await save(options.json, jsonReport(runs));
      if (options.html) await save(options.html, htmlReport(runs));
      for (const run of runs) console.log(`\n${summaryOf(run)}`);
      process.exitCode = codeOf(runs, options.strict ?? false);
    });
}

function codeOf(runs: readonly Run[], strict: boolean): number {
  if (runs.some(({ results }) => results.some(({ verdict }) => verdict === "broken"))) {
    return exitCodes.bug;
  }
  return runs.every((run) => conforms(run, strict)) ? exitCodes.ok : exitCodes.failed;
}

function list(options: ConformanceOptions): void {
  const system = requireKind(options.system ?? "ess");
  const only = onlyOf(options);
  for (const { id, level, title, source } of chosen({ system, ...only })) {
    console.log(`${level.padEnd(6)} ${id}\n       ${title} [${source}]`);
  }
}

async function self(options: ConformanceOptions): Promise<Run[]> {
  const kinds =
    options.system === undefined ? (["sp", "ess"] as const) : [requireKind(options.system)];
  const { dataDir } = requireConfig().config;
  const runs: Run[] = [];
  for (const kind of kinds) runs.push(await checkOurselves(dataDir, kind, settingsOf(options)));
  return runs;
}

/** What holds for any server. */
export type RunSettings = Omit<RunOptions, "baseUrl" | "system" | "receiverId" | "self" | "inbox">;

function settingsOf(options: ConformanceOptions): RunSettings {
  if (options.sign !== "none" && !isSignatureProfile(options.sign)) {
    throw usage(`--sign is "${options.sign}", which is no signature profile.`);
  }
  const [type, value] = options.identifier?.split(/:(.*)/s) ?? [];
  if (options.identifier !== undefined && (!type || !value))
    throw usage("--identifier is TYPE:VALUE.");
  return {
    prefix: options.prefix,
    sign: options.sign,
    recordType: options.recordType,
    eventTypes: options.eventTypes.split(","),
    attribute: options.attribute,
    sortAttribute: options.sortAttribute,
    timeoutMs: millis("--timeout", options.timeout),
    waitMs: millis("--wait", options.wait),
    quietMs: millis("--quiet", options.quiet),
    showRecords: options.showRecords ?? false,
    told: (result) => console.log(lineOf(result)),
    ...onlyOf(options),
    ...(type && value ? { identifier: { type, value } } : {}),
  };
}

function onlyOf({ only }: ConformanceOptions): { only?: string[] } {
  return only === undefined ? {} : { only: only.split(",") };
}

async function check(baseUrl: string | undefined, options: ConformanceOptions): Promise<Run> {
  const { senderId, receiverId, callbackOrigin, trigger, staff, persona } = options;
  if (baseUrl === undefined || !URL.canParse(baseUrl))
    throw usage("Say the server's base URL, or --self.");
  if (!senderId || !receiverId) throw usage("--sender-id and --receiver-id are needed.");
  const system = requireKind(options.system ?? "");
  const inbox = await openInbox({
    host: options.callbackHost,
    port: Number(options.callbackPort),
    ...(callbackOrigin === undefined ? {} : { origin: new URL(callbackOrigin).origin }),
  });
  try {
    return await runConformance({
      ...settingsOf(options),
      baseUrl: baseUrl.replace(/\/$/, ""),
      system,
      receiverId,
      inbox,
      self: { senderId, credentials: credentialsOf(options), key: await keyOf(options.key) },
      ...(await partnersOf(options)),
      ...(trigger ? { trigger: commandTrigger(trigger) } : {}),
      ...(staff ? { trigger: staffTrigger(staff, persona, system) } : {}),
    });
  } finally {
    await inbox.close();
  }
}

function credentialsOf({
  token,
  clientId,
  clientSecret,
  senderId = "",
}: ConformanceOptions): Credentials {
  if (clientSecret) return { clientId: clientId ?? senderId, clientSecret };
  return token ? { token } : { none: true };
}

async function partnersOf({ other, outsider }: ConformanceOptions) {
  return {
    ...(other === undefined ? {} : { other: await partnerOf(other) }),
    ...(outsider === undefined ? {} : { outsider: await partnerOf(outsider) }),
  };
}

async function partnerOf(file: string): Promise<Registered> {
  const value = jsonOf(await readText(file));
  const senderId = textOf(value, "sender_id");
  const [token, clientSecret] = [textOf(value, "token"), textOf(value, "client_secret")];
  if (senderId === "" || (token === "" && clientSecret === "")) {
    throw usage(`${file} must hold sender_id, and token or client_secret.`);
  }
  const key = (value as { key?: unknown }).key;
  return {
    senderId,
    credentials: clientSecret ? { clientId: senderId, clientSecret } : { token },
    ...(key === undefined ? {} : { key: importSigningKey(key) }),
  };
}

/** The key of a file; a new one is kept there. */
async function keyOf(file: string | undefined): Promise<SigningKey> {
  if (file === undefined) return generateSigningKey();
  const text = await readFile(file, "utf8").catch(() => null);
  if (text !== null) return importSigningKey(jsonOf(text));
  const key = generateSigningKey();
  await save(file, `${JSON.stringify(exportSigningKey(key))}\n`, 0o600);
  return key;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw usage(`${file} cannot be read.`);
  }
}

async function save(file: string, text: string, mode = 0o644): Promise<void> {
  try {
    await writeFile(file, text, { mode });
  } catch {
    throw new CannotGoOn({ code: exitCodes.cannotWrite, line: `${file} cannot be written.` });
  }
}

function millis(option: string, seconds: string): number {
  const value = Number(seconds) * 1000;
  if (!Number.isFinite(value) || value <= 0) throw usage(`${option} is "${seconds}", not seconds.`);
  return value;
}

function usage(line: string): CannotGoOn {
  return new CannotGoOn({ code: exitCodes.usage, line });
}
