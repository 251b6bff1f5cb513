import { endOffer } from "../domain/case-work.ts";
import { refused } from "../domain/change.ts";
import { defaultOfferAges } from "../domain/offer.ts";
import { act, type Acting } from "../store/act.ts";
import type { Store } from "../store/database.ts";
import { offersToEnd } from "../store/ended-offers.ts";
import { loadRecord } from "../store/load.ts";
import { systemsOf } from "./putting-right.ts";

const at_once_max = 50;

/**
 * Who stopped fitting the offer of work support, by a birthday or by a fact that somebody wrote, is
 * not covered by it any more: the offer ends here, and delivery tells employment support by that.
 * Asked again it finds nobody, so whoever is killed in between begins again. Tells how many ended.
 */
export async function endOffers(store: Store, newId: () => string): Promise<number> {
  if (store.system.kind !== "sp") return 0;
  const today = new Date(store.clock.nowMs()).toISOString().slice(0, 10);
  const { age_min, age_max } = defaultOfferAges;
  const born = { oldest: yearsBefore(today, age_max + 1), youngest: yearsBefore(today, age_min) };
  const people = await offersToEnd(store, born, at_once_max);
  if (people.length === 0) return 0;
  const by = { name: "", role: "system", system: store.system.id };
  const systems = await systemsOf(store);
  let ended = 0;
  for (const id of people) {
    const acting: Acting = { by, deed: "offer.end", systems, newId };
    const acted = await act(store, acting, async (ctx) => {
      const person = await loadRecord(store, id);
      if (person?.type !== "Person") return refused("err.not_found");
      const decided = endOffer(ctx, person);
      return decided.ok ? { ...decided, result: null } : decided;
    });
    ended += acted.ok ? 1 : 0;
  }
  return ended;
}

/** Whoever was born on this day has that age; of 29 February it is the day before 1 March. */
function yearsBefore(today: string, years: number): string {
  const year = Number(today.slice(0, 4)) - years;
  const day = today.slice(4);
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}${day === "-02-29" && !isLeap ? "-02-28" : day}`;
}
