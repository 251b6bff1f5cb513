import type { SystemKind } from "../../domain/records/field.ts";
import type { Statement, Store } from "../database.ts";

export interface PartnerRow {
  id: string;
  kind: SystemKind;
  title: string;
  profile: string;
}

/** The active partners of a hosted system, by id. */
export async function readPartners(store: Store): Promise<PartnerRow[]> {
  return store.query<PartnerRow>(partners, [store.system.id]);
}

const partners: Statement = {
  name: "partners-active",
  text: `select id, kind, title, profile from partners where system = $1 and status = 'active' order by id`,
};
