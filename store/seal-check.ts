import type { Statement, Store } from "./database.ts";

/** The database was sealed with another key than the one given: nothing in it could be opened. */
export class OtherSeal extends Error {
  constructor(system: string) {
    super(`the database of ${system} was sealed with another key than the one in its keys file`);
    this.name = "OtherSeal";
  }
}

/**
 * Holds the sealing key against the mark that the first start left in the database. Without it a new
 * keys file would be taken for the old one, and be found out only by what can no longer be read.
 * @throws OtherSeal
 */
export async function checkSeal(store: Pick<Store, "system" | "sealer" | "query">): Promise<void> {
  const { id } = store.system;
  const mark = store.sealer.blind("seal-check", "", id);
  const [row] = await store.query<{ seal_mark: string }>(sealMark, [id, mark]);
  if (row && row.seal_mark !== mark) throw new OtherSeal(id);
}

const sealMark: Statement = {
  name: "seal-mark",
  text: `with first as (
      update systems set seal_mark = $2 where system = $1 and seal_mark = '' returning seal_mark)
    select seal_mark from first
    union all
    select seal_mark from systems where system = $1 and seal_mark <> ''`,
};
