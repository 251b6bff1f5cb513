/** What is told of a new partner on the command line, looked at as a whole before anything is written. */
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type { Agreement } from "../domain/agreement.ts";
import { defaultTerms, type PartnerTerms } from "../store/partner-terms.ts";
import { partnerById, putAgreement, putPartner, type Partner } from "../store/partners.ts";
import { jwks_bytes_max } from "../wire/jwk.ts";
import { publicKeysFromJwks } from "../wire/keys.ts";
import { createGuardedFetch, ReachRefused } from "../wire/reach/guarded-fetch.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import { readWriting } from "./partner-writing.ts";
import { plainAgreements, readAgreements } from "./partner-agreements.ts";
import { readTerms, type TermsOptions } from "./partner-terms.ts";
import { requireKind, type RunningSystem } from "./running-system.ts";

/** The options as they were typed. */
export interface PartnerOptions extends TermsOptions {
  origin: string;
  profile: string;
  jwks?: string;
  agreement?: string;
  kind?: string;
  title?: string;
  tokenOut?: string;
  writing?: string;
}

/** What the partner needs to know; the token is shown this once. */
export interface AddedPartner {
  sender_id: string;
  receiver_id: string;
  base_url: string;
  token: string;
  /** The agreement under which we tell the partner something. */
  agreement_id: string | null;
  agreements: { id: string; from: string; to: string }[];
  /** True when an earlier token stopped to count. */
  rotated: boolean;
}

const token_bytes = 32;
const fetch_wait_ms = 5_000;
const sender_id_pattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,98}$/;
const token_out_pattern = /^[\x21-\x7e]{1,2000}$/;

/** Registers a partner, or renews what is known of it. @throws CannotGoOn with all problems. */
export async function addPartner(
  running: RunningSystem,
  senderId: string,
  options: PartnerOptions,
): Promise<AddedPartner> {
  const { store, system, node } = running;
  const before = sender_id_pattern.test(senderId) ? await partnerById(store, senderId) : null;
  const problems = problemsOf(running, senderId, before, options);
  const kind = requireKind(options.kind ?? (system.kind === "sp" ? "ess" : "sp"), "--kind");
  const loopback = isLoopbackHost(node.host);
  const onTrial = options.profile === "test";
  const read = await readTerms(options, before?.terms, { onTrial, loopback });
  if (!read.ok) problems.push(...read.problems);
  const terms = read.ok ? read.terms : defaultTerms;
  const keys = problems.length === 0 ? await readKeys(options, terms, loopback) : null;
  if (keys && "problem" in keys) problems.push(keys.problem);
  const self = { id: system.id, kind: system.kind };
  const told = await agreementsFor(self, { id: senderId, kind }, options.agreement);
  problems.push(...told.problems);
  const writing = options.writing === undefined ? null : await readWriting(options.writing);
  if (writing && !writing.ok) problems.push(writing.problem);
  if (problems.length > 0 || !keys || "problem" in keys) {
    throw new CannotGoOn(...problems.map((line) => ({ code: exitCodes.usage, line })));
  }
  const token = randomBytes(token_bytes).toString("base64url");
  const { origin } = new URL(options.origin);
  await putPartner(store, {
    id: senderId,
    kind,
    title: options.title ?? before?.title ?? senderId,
    profile: options.profile === "test" ? "test" : "standard",
    origin,
    base_url: origin,
    ...keys,
    token_hash: createHash("sha256").update(token).digest("hex"),
    token_out: options.tokenOut
      ? store.sealer.seal("sensitive", options.tokenOut)
      : (before?.token_out ?? null),
    ...(writing?.ok ? { terms: { writing: writing.terms } } : {}),
  });
  for (const agreement of told.agreements) await putAgreement(store, agreement, senderId);
  const agreements = told.agreements.map(({ id, from, to }) => ({ id, from, to }));
  return {
    sender_id: senderId,
    receiver_id: system.id,
    base_url: system.baseUrl,
    token,
    agreement_id: agreements.find(({ from }) => from === system.id)?.id ?? null,
    agreements,
    rotated: before !== null,
  };
}

function problemsOf(
  { node, system }: RunningSystem,
  senderId: string,
  before: Partner | null,
  options: PartnerOptions,
): string[] {
  const problems: string[] = [];
  if (!sender_id_pattern.test(senderId)) {
    problems.push(
      "The sender id is 1 to 99 letters, digits, dots, hyphens, underscores or colons.",
    );
  }
  const own = [...node.systems, ...node.peers].some(({ id }) => id === senderId);
  const tandem = before?.profile === "tandem" || before?.profile === "local";
  if (senderId === system.id) problems.push(`${senderId} is this system itself.`);
  else if (own || tandem) {
    problems.push(`${senderId} is a Tandem partner already; it is not registered by hand.`);
  }
  if (options.profile !== "standard" && options.profile !== "test") {
    problems.push(
      `--profile is "${options.profile}". Say standard, or test (unsigned, loopback only).`,
    );
  }
  const loopback = isLoopbackHost(node.host);
  if (options.profile === "test" && !loopback) {
    problems.push(
      `--profile test is for a node that listens on this machine only; this one listens on ${node.host}. Say standard.`,
    );
  }
  const origin = originProblem(options.origin, loopback);
  if (origin) problems.push(origin);
  if (options.title !== undefined && (options.title.trim() === "" || options.title.length > 200)) {
    problems.push("--title is 1 to 200 characters.");
  }
  if (options.tokenOut !== undefined && !token_out_pattern.test(options.tokenOut)) {
    problems.push("--token-out is 1 to 2000 printable ASCII characters without spaces.");
  }
  return problems;
}

function originProblem(text: string, loopback: boolean): string | null {
  if (!URL.canParse(text)) {
    return `--origin is "${text}", which is no address. Write it as https://ess.example.org.`;
  }
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return "--origin must begin with https://.";
  }
  if (url.username || url.password || url.pathname !== "/" || url.search || url.hash) {
    return `--origin is scheme, host and port only: ${url.origin}.`;
  }
  return addressProblem("--origin", url, loopback);
}

/** Plain http and this machine's own addresses only while the node itself listens on loopback. */
function addressProblem(option: string, url: URL, loopback: boolean): string | null {
  if (loopback) return null;
  if (url.protocol !== "https:") {
    return `${option} must be https: this node listens for other machines.`;
  }
  return isLoopbackHost(url.hostname)
    ? `${option} is this machine itself, but this node listens for other machines. Give the partner's address.`
    : null;
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true;
  return isIP(name) === 4 ? name.startsWith("127.") : name.startsWith("::ffff:7f");
}

type Keys = { jwks: string | null; jwks_url: string | null };

/** From a file, an address, or where the partner's key set stands by the standard. */
async function readKeys(
  { origin, jwks, profile }: PartnerOptions,
  terms: PartnerTerms,
  loopback: boolean,
): Promise<Keys | { problem: string }> {
  if (jwks !== undefined && !/^https?:\/\//i.test(jwks)) return keysFromFile(jwks, terms);
  const url = jwks ?? `${new URL(origin).origin}/.well-known/jwks.json`;
  if (!URL.canParse(url)) return { problem: "--jwks is no address." };
  const refusal = addressProblem("--jwks", new URL(url), loopback);
  if (refusal) return { problem: refusal };
  const text = await fetchKeys(url, terms, loopback);
  if (typeof text === "string") return { jwks: text, jwks_url: url };
  // A partner on trial may not sign yet; its keys are looked up when it does.
  if (profile === "test" && jwks === undefined) return { jwks: null, jwks_url: url };
  return {
    problem: `No keys at ${url}: ${text.reason}. Publish them there, or give --jwks FILE or URL.`,
  };
}

async function keysFromFile(
  file: string,
  terms: PartnerTerms,
): Promise<Keys | { problem: string }> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return { problem: `--jwks ${file} cannot be read.` };
  return holdsKey(text, terms)
    ? { jwks: text, jwks_url: null }
    : { problem: `--jwks ${file} holds no usable key (${usableKey(terms)}).` };
}

/** At exactly the address that was typed, and only where this node may go at all (wire/reach). */
async function fetchKeys(
  url: string,
  terms: PartnerTerms,
  loopback: boolean,
): Promise<string | { reason: string }> {
  const reach = { origins: [url], addresses: terms.addresses };
  try {
    const answer = await createGuardedFetch({ loopback })(reach)(url, {
      redirect: "error",
      signal: AbortSignal.timeout(fetch_wait_ms),
    });
    if (!answer.ok) return { reason: `the answer was ${answer.status}` };
    const text = await answer.text();
    return holdsKey(text, terms) ? text : { reason: `no usable key (${usableKey(terms)})` };
  } catch (error) {
    return error instanceof ReachRefused
      ? { reason: `${error.message} (private networks: --allow-cidr)` }
      : { reason: "no answer" };
  }
}

function holdsKey(text: string, { signature, revoked_keys }: PartnerTerms): boolean {
  if (Buffer.byteLength(text) > jwks_bytes_max) return false;
  const { algorithm } = signature;
  return publicKeysFromJwks(text, { algorithm, revoked: revoked_keys }).size > 0;
}

function usableKey({ signature }: PartnerTerms): string {
  return `${signature.algorithm}, use sig, at most 64 kB`;
}

async function agreementsFor(
  self: { id: string; kind: "sp" | "ess" },
  partner: { id: string; kind: "sp" | "ess" },
  file: string | undefined,
): Promise<{ agreements: Agreement[]; problems: string[] }> {
  if (file === undefined) {
    return { agreements: plainAgreements(self, partner, new Date().toISOString()), problems: [] };
  }
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null
    ? { agreements: [], problems: [`--agreement ${file} cannot be read.`] }
    : readAgreements(text, self.id, partner.id);
}
