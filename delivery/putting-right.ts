import type { Systems } from "../domain/authority.ts";
import type { Store } from "../store/database.ts";
import { loadLinks, resolveKeys } from "../store/load.ts";
import { listPartners, type Partner } from "../store/partners.ts";
import { readForwardedOrigins } from "../store/reading/partners.ts";
import { standingCodes } from "../store/reading/shared-records.ts";
import { refold } from "../store/refold.ts";
import { resendRecords } from "../store/resend.ts";

/**
 * Records of which a partner and we hold something different, by their names on the wire, although
 * nothing is under way: what is stored here is held against the log, and the fold written where it
 * differs. Only records that the partner has a name for.
 */
export async function putRight(
  store: Store,
  partner: Partner,
  keys: readonly string[],
): Promise<void> {
  const ids = await linkedIds(store, partner, keys);
  await refold(store, await systemsOf(store), [...ids.values()]);
}

/** Records that differ still: what is ours of them goes again as a whole, by the standing subscription. */
export async function sendAgain(
  store: Store,
  partner: Partner,
  keys: readonly string[],
): Promise<void> {
  const ids = [...(await linkedIds(store, partner, keys)).values()];
  for (const sub of await standingCodes(store, partner.id)) {
    await resendRecords(store, sub, ids, "digest");
  }
}

/** Our records behind names on the wire that this partner knows: name → local id. */
export async function linkedIds(
  store: Store,
  partner: Partner,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const resolved = await resolveKeys(store, keys);
  const ids = [...resolved.values()].map(({ id }) => id);
  const links = await loadLinks(store, ids);
  const named = new Set(
    links.filter((link) => link.partner === partner.id).map((l) => l.record_id),
  );
  const known = [...resolved].filter(([, { id }]) => named.has(id));
  return new Map(known.map(([key, { id }]) => [key, id]));
}

/** Our own kind, that of each partner that speaks for its kind, and of those partners forward for. */
export async function systemsOf(store: Store): Promise<Systems> {
  const partners = await listPartners(store);
  const known = new Set(partners.filter(({ status }) => status === "active").map(({ id }) => id));
  const behind = (await readForwardedOrigins(store)).filter(({ id }) => !known.has(id));
  const speaking = partners.filter(({ terms }) => terms.authority);
  return new Map([
    ...behind.map(({ id, kind }) => [id, kind] as const),
    [store.system.id, store.system.kind],
    ...speaking.map(({ id, kind }) => [id, kind] as const),
  ]);
}
