import type { Statement, Store } from "../database.ts";

/** The next number of a counter; numbers are never given twice, and gaps are fine. */
export async function nextNumber(store: Store, name: string, start: number): Promise<number> {
  const values = [store.system.id, name, start + 1];
  const [row] = await store.query<{ value: string }>(next, values);
  return Number(row?.value);
}

const next: Statement = {
  name: "counter-next",
  text: `insert into counters (system, name, value) values ($1, $2, $3)
    on conflict (system, name) do update set value = counters.value + 1 returning value`,
};
