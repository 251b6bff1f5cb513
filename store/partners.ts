import { inForce, type Agreement } from "../domain/agreement.ts";
import { listedOrigins } from "../domain/forwarding.ts";
import type { SystemId, SystemKind } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { gathering } from "./gathering.ts";
import { programmeShares } from "./programme-shares.ts";
import { termsOf, type PartnerTerms } from "./partner-terms.ts";

/** How a partner is spoken with; `local` is the other system of the same node. */
export type PartnerProfile = "tandem" | "standard" | "test" | "local";

/** What is told of a partner when it is registered. Tokens: 256 random bits in base64url. */
export interface NewPartner {
  id: SystemId;
  kind: SystemKind;
  title: string;
  profile: PartnerProfile;
  /** Scheme, host and port of its door. */
  origin: string;
  base_url: string;
  /** Its key set as text, and where a newer one is fetched. */
  jwks: string | null;
  jwks_url: string | null;
  /** SHA-256, in hex, of the token it shows us. */
  token_hash: string;
  /** The token we show it, sealed. */
  token_out: string | null;
  /** How it is trusted and written to; what is left out stays as it is known, or has its default. */
  terms?: Partial<PartnerTerms>;
}

/** A partner as it is stored. */
export interface Partner extends NewPartner {
  status: string;
  terms: PartnerTerms;
  /** When its key set was last had from where it is published, or given to us: Unix milliseconds. */
  jwks_at: number;
}

type PartnerRow = Omit<Partner, "terms"> & { terms: string };

/** Registers a partner, or replaces what is known of it. */
export async function putPartner(store: Store, partner: NewPartner): Promise<void> {
  await store.query(partnerPut, [
    store.system.id,
    partner.id,
    partner.kind,
    partner.title,
    partner.profile,
    partner.origin,
    partner.base_url,
    partner.jwks,
    partner.jwks_url,
    partner.token_hash,
    partner.token_out,
    JSON.stringify(partner.terms ?? {}),
    store.clock.nowMs(),
  ]);
}

function partnerOf({ terms, ...row }: PartnerRow): Partner {
  return { ...row, terms: termsOf(terms) };
}

/** Replaces a partner's key set and nothing else, if it is still the one that was read. */
export async function replaceKeys(
  store: Store,
  partner: Pick<Partner, "id" | "jwks">,
  jwks: string,
): Promise<void> {
  const nowMs = store.clock.nowMs();
  await store.query(keysReplaced, [store.system.id, partner.id, partner.jwks, jwks, nowMs]);
}

/** Ends a partner: it may not knock and is told nothing any more; what was exchanged stays. */
export async function endPartner(store: Store, id: SystemId): Promise<void> {
  await store.query(partnerEnded, [store.system.id, id]);
}

/** All partners of the system, by id. */
export async function listPartners(store: Store): Promise<Partner[]> {
  return (await store.query<PartnerRow>(partnersAll, [store.system.id])).map(partnerOf);
}

/** A partner by the id it sends as. */
export async function partnerById(store: Store, id: SystemId): Promise<Partner | null> {
  const [partner] = await store.query<PartnerRow>(partnerOfId, [store.system.id, id]);
  return partner ? partnerOf(partner) : null;
}

/** Whose token is it? The hash is looked up whole, so its time says nothing about near misses. */
export function partnerByTokenHash(store: Store, hash: string): Promise<Partner | null> {
  return partnersOfTokens(store, hash);
}

const partnersOfTokens = gathering(async (store, hashes: readonly string[]) => {
  const values = [store.system.id, [...new Set(hashes)]];
  const rows = await store.query<PartnerRow>(partnerOfToken, values);
  const byHash = new Map(rows.map((row) => [row.token_hash, partnerOf(row)]));
  return hashes.map((hash) => byHash.get(hash) ?? null);
});

/** Keeps an agreement with a partner, in either direction; a known one is replaced. */
export async function putAgreement(
  store: Store,
  agreement: Agreement,
  partnerId: SystemId,
): Promise<void> {
  const { id, status } = agreement;
  const { programme_shares: _, ...said } = agreement;
  const body = JSON.stringify(said);
  const forwards = agreement.from === store.system.id ? listedOrigins(agreement) : new Map();
  await store.query(agreementPut, [
    store.system.id,
    id,
    partnerId,
    status,
    body,
    [...forwards.keys()],
  ]);
}

/** The agreements with a partner in both directions: active ones first, newest first. */
export function agreementsWith(store: Store, partnerId: SystemId): Promise<readonly Agreement[]> {
  return agreementsOfPartners(store, partnerId);
}

const agreementsOfPartners = gathering(async (store, partners: readonly SystemId[]) => {
  const values = [store.system.id, [...new Set(partners)]];
  const rows = await store.query<{ partner: SystemId; body: string }>(agreementsOf, values);
  const known = rows.map(({ partner, body }) => ({ partner, body: JSON.parse(body) as Agreement }));
  return partners.map((id) => known.filter((one) => one.partner === id).map(({ body }) => body));
});

/** The agreements in force of both directions: under which we tell a partner, and it tells us. */
export async function agreementsInForce(
  store: Store,
  partnerId: SystemId,
  nowIso: string,
): Promise<{ out: Agreement | null; back: Agreement | null }> {
  const known = await agreementsWith(store, partnerId);
  const self = store.system.id;
  return {
    out: await withShares(store, inForceBetween(known, self, partnerId, nowIso)),
    back: await withShares(store, inForceBetween(known, partnerId, self, nowIso)),
  };
}

/** The agreement under which data of `from` may go to `to` at this instant, if there is one. */
export async function activeAgreement(
  store: Store,
  from: SystemId,
  to: SystemId,
  nowIso: string,
): Promise<Agreement | null> {
  const known = await agreementsWith(store, from === store.system.id ? to : from);
  return withShares(store, inForceBetween(known, from, to, nowIso));
}

/** An agreement is read with what the programmes themselves share: neither lets out more than the other. */
async function withShares(store: Store, agreement: Agreement | null): Promise<Agreement | null> {
  if (!agreement?.records.Enrolment) return agreement;
  const programme_shares = await programmeShares(store);
  return Object.keys(programme_shares).length === 0
    ? agreement
    : { ...agreement, programme_shares };
}

function inForceBetween(
  known: readonly Agreement[],
  from: SystemId,
  to: SystemId,
  nowIso: string,
): Agreement | null {
  const fits = (one: Agreement) => one.from === from && one.to === to && inForce(one, nowIso);
  return known.find(fits) ?? null;
}

const partnerFields = `id, kind, title, profile, origin, base_url, jwks, jwks_url, token_hash,
  token_out, status, terms, jwks_at::float8 as jwks_at`;
const partnerPut: Statement = {
  name: "partner-put",
  // What was paused because it did not trust us, or was gone, is tried at once under changed terms.
  text: `with resumed as (
      update subscriptions set status = 'active', next_attempt_at = null, attempts = 0
      where system = $1 and partner = $2 and status = 'paused' and paused_by = '')
    insert into partners (system, id, kind, title, profile, origin, base_url, jwks, jwks_url,
      token_hash, token_out, terms, jwks_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (system, id) do update set kind = excluded.kind, title = excluded.title,
      status = 'active',
      profile = excluded.profile, origin = excluded.origin, base_url = excluded.base_url,
      jwks = excluded.jwks, jwks_url = excluded.jwks_url, token_hash = excluded.token_hash,
      token_out = excluded.token_out, jwks_at = excluded.jwks_at,
      terms = (partners.terms::jsonb || excluded.terms::jsonb)::text`,
};
const partnerEnded: Statement = {
  name: "partner-ended",
  text: `update partners set status = 'ended' where system = $1 and id = $2`,
};
const keysReplaced: Statement = {
  name: "partner-keys",
  text: `update partners set jwks = $4, jwks_at = $5
    where system = $1 and id = $2 and jwks is not distinct from $3`,
};
const partnersAll: Statement = {
  name: "partners-all",
  text: `select ${partnerFields} from partners where system = $1 order by id`,
};
const partnerOfId: Statement = {
  name: "partner-by-id",
  text: `select ${partnerFields} from partners where system = $1 and id = $2`,
};
const partnerOfToken: Statement = {
  name: "partner-by-token",
  text: `select ${partnerFields} from partners where system = $1 and token_hash = any($2::text[])`,
};
const agreementPut: Statement = {
  name: "agreement-put",
  text: `insert into agreements (system, id, partner, status, body, origins)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (system, id) do update set partner = excluded.partner, status = excluded.status,
      body = excluded.body, origins = excluded.origins`,
};
const agreementsOf: Statement = {
  name: "agreements-with",
  text: `select partner, body from agreements where system = $1 and partner = any($2::text[])
    order by (status = 'active') desc, created_at desc, id`,
};
