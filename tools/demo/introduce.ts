import { createHash, randomBytes } from "node:crypto";
import type { Store } from "../../store/database.ts";
import {
  activeAgreement,
  partnerById,
  putAgreement,
  putPartner,
  type Partner,
  type PartnerProfile,
} from "../../store/partners.ts";
import { demoAgreement, type demoRules } from "./agreements.ts";

/** One system of the demo with what its partner must know of it. */
export interface Side {
  store: Store;
  /** The node that hosts it: systems of one node are local to each other. */
  node: string;
  baseUrl: string;
  /** Where its operations stand under that address. */
  registryPath: string;
  /** Its published key set, as text. */
  jwks: string;
}

const token_bytes = 32;

/**
 * Makes two systems partners of each other: keys, tokens both ways, and the agreements of both
 * directions on both sides. `rules`: proposals of each kind of system that are accepted by rule. Tokens that both sides already hold stay; addresses may have moved.
 */
export async function introduce(
  a: Side,
  b: Side,
  nowIso: string,
  rules: Partial<typeof demoRules> = {},
): Promise<void> {
  const atA = await partnerById(a.store, b.store.system.id);
  const atB = await partnerById(b.store, a.store.system.id);
  const known = atA && atB && agree(a, atA, b, atB);
  const fromA = newToken();
  const fromB = newToken();
  await know(a, b, known ? atA : tokens(a, fromB, fromA), atA);
  await know(b, a, known ? atB : tokens(b, fromA, fromB), atB);
  for (const side of [a, b]) {
    await agreeOn(side, a.store, b.store, nowIso, rules);
    await agreeOn(side, b.store, a.store, nowIso, rules);
  }
}

type Tokens = Pick<Partner, "token_hash" | "token_out">;

/** Does each side show the token the other one expects? Not when a first introduction was cut off. */
function agree(a: Side, atA: Partner, b: Side, atB: Partner): boolean {
  const shown = (side: Side, partner: Partner) =>
    partner.token_out === null ? "" : hashOf(side.store.sealer.open(partner.token_out));
  return shown(a, atA) === atB.token_hash && shown(b, atB) === atA.token_hash;
}

function tokens({ store }: Side, theirs: string, ours: string): Tokens {
  return { token_hash: hashOf(theirs), token_out: store.sealer.seal("sensitive", ours) };
}

async function know(
  self: Side,
  other: Side,
  { token_hash, token_out }: Tokens,
  before: Partner | null,
): Promise<void> {
  const { id, kind, title } = other.store.system;
  const { origin } = new URL(other.baseUrl);
  const profile: PartnerProfile = self.node === other.node ? "local" : "tandem";
  const partner = {
    id,
    kind,
    title,
    profile,
    origin,
    base_url: other.baseUrl,
    jwks: other.jwks,
    jwks_url: `${origin}/.well-known/jwks.json`,
    token_hash,
    token_out,
  };
  const terms = { registry_path: other.registryPath };
  const same =
    before?.terms.registry_path === other.registryPath &&
    Object.entries(partner).every(([key, value]) => isSame(before, key, value));
  if (!same) await putPartner(self.store, { ...partner, terms });
}

function isSame(before: Partner, key: string, value: string | null): boolean {
  return before[key as keyof Partner] === value;
}

async function agreeOn(
  at: Side,
  from: Store,
  to: Store,
  nowIso: string,
  rules: Partial<typeof demoRules>,
): Promise<void> {
  const partner = at.store.system.id === from.system.id ? to.system.id : from.system.id;
  if (await activeAgreement(at.store, from.system.id, to.system.id, nowIso)) return;
  const agreement = demoAgreement(from.system.id, to.system.id, from.system.kind, nowIso);
  const auto_accept = rules[from.system.kind];
  await putAgreement(at.store, auto_accept ? { ...agreement, auto_accept } : agreement, partner);
}

function newToken(): string {
  return randomBytes(token_bytes).toString("base64url");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
