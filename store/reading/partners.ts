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

const partners: Statement = {
  name: "partners-active",
  text: `select id, kind, title, profile, terms from partners
    where system = $1 and status = 'active' order by id`,
};
