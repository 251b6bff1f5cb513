import { fieldsOf } from "../domain/programme/data-options.ts";
import { definitionOf } from "../domain/programme/programme.ts";
import type { Store } from "./database.ts";
import { loadOfType } from "./load.ts";

/** Which fields of an enrolment each programme shares, ours and those of partners that we know, by the programme's key. */
export type ProgrammeShares = Readonly<Record<string, readonly string[]>>;

/** What a programme shares from now on holds after this time, in the process that did not write it too. */
const shares_fresh_ms = 1_000;
const programmes_max = 500;

const known = new WeakMap<Store, { at: number; shares: Promise<ProgrammeShares> }>();

/** Read at most once a second: it stands beside every agreement, and so before every message. */
export function programmeShares(store: Store): Promise<ProgrammeShares> {
  const now = store.clock.nowMs();
  const last = known.get(store);
  if (last && now >= last.at && now - last.at < shares_fresh_ms) return last.shares;
  const shares = read(store);
  known.set(store, { at: now, shares });
  shares.catch(() => known.delete(store));
  return shares;
}

/** For who has just written a definition. */
export function forgetShares(store: Store): void {
  known.delete(store);
}

async function read(store: Store): Promise<ProgrammeShares> {
  const programmes = await loadOfType(store, "Programme", programmes_max);
  const entries = programmes.flatMap(({ key, state }) => {
    const definition = definitionOf(state);
    return definition ? [[key, fieldsOf(definition.shares).Enrolment ?? []] as const] : [];
  });
  return Object.fromEntries(entries);
}
