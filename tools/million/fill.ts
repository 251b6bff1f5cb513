import type { Change } from "../../domain/change.ts";
import type { Store } from "../../store/database.ts";
import { openFilling, type Filling } from "./filling.ts";
import { filledTables, rowsOf } from "./rows.ts";

/** Between two looks at how far the server is. */
const settled_every = 20;
const said_every = 100_000;

export interface Filled {
  households: number;
  people: number;
  records: number;
  seconds: number;
}

/**
 * Fills an empty corner of a system with households by COPY: every row as the store's own code would
 * have made it from their changes. There are no events: what is asked,
 * listed and opened is there, its history is not. Meant for an otherwise idle system.
 */
export async function fillRegistry(
  store: Store,
  ownerUrl: string,
  households: Iterable<readonly Change[]>,
  say: (line: string) => void = () => undefined,
): Promise<Filled> {
  const began = performance.now();
  const fillings = new Map<string, Filling>();
  for (const table of filledTables) {
    fillings.set(table.name, await openFilling(ownerUrl, store.system.id, table));
  }
  const put = (table: string, row: Parameters<Filling["put"]>[0]) => fillings.get(table)?.put(row);
  const filled: Filled = { households: 0, people: 0, records: 0, seconds: 0 };
  for (const changes of households) {
    const last = [...new Map(changes.map((change) => [change.record.id, change])).values()];
    for (const change of last) rowsOf(store, change, put);
    filled.households += 1;
    filled.records += last.length;
    filled.people += last.filter(({ record }) => record.type === "Person").length;
    if (filled.households % settled_every === 0) {
      for (const filling of fillings.values()) await filling.settle();
    }
    if (filled.households % said_every === 0) say(`${filled.households} households`);
  }
  for (const [name, filling] of fillings) {
    await filling.done();
    say(`${name} is filled`);
  }
  return { ...filled, seconds: (performance.now() - began) / 1_000 };
}
