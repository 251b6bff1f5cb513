import type { Agreement } from "../../domain/agreement.ts";
import type { ForwardedOrigin } from "../../domain/forwarding.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import { termsOf, type PartnerTerms } from "../partner-terms.ts";
import type { Statement, Store } from "../database.ts";

export interface PartnerRow {
  id: string;
  kind: SystemKind;
  title: string;
  profile: string;
  terms: PartnerTerms;
}

/** The active partners of a hosted system, by id. */
export async function readPartners(store: Store): Promise<PartnerRow[]> {
  type Row = Omit<PartnerRow, "terms"> & { terms: string };
  const rows = await store.query<Row>(partners, [store.system.id]);
  return rows.map((row) => ({ ...row, terms: termsOf(row.terms) }));
}

/**
 * The systems whose versions partners may forward to us, or could once: what is stored of them is
 * merged by their kind whatever became of the agreement.
 */
export async function readForwardedOrigins(store: Store): Promise<ForwardedOrigin[]> {
  const rows = await store.query<{ body: string }>(forwarding, [store.system.id]);
  const agreements = rows.map(({ body }) => JSON.parse(body) as Agreement);
  return agreements.flatMap(({ to, origins = [] }) => (to === store.system.id ? origins : []));
}

const forwarding: Statement = {
  name: "agreements-forwarding",
  text: `select body from agreements where system = $1 and body like '%"origins":[{%'
    order by created_at, id`,
};
const partners: Statement = {
  name: "partners-active",
  text: `select id, kind, title, profile, terms from partners
    where system = $1 and status = 'active' order by id`,
};
