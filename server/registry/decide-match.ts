import { refused } from "../../domain/change.ts";
import { textOf } from "../../domain/record.ts";
import type { Incoming } from "../../domain/receiving.ts";
import { referencesIn } from "../../domain/references.ts";
import { aboutTypes } from "../../domain/records/tables.ts";
import { act } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadLinks, loadOrphans, loadRecord, resolveKeys } from "../../store/load.ts";
import { readTops } from "../../store/relayed.ts";
import { readHeld, type HeldMatch } from "../../store/reading/held.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import type { DecideMatch } from "../hosting.ts";
import { applyHeld } from "./receiving/answered-match.ts";
import { isOtherOfPartner } from "./receiving/meeting.ts";

/**
 * A person's answer to "Same person?": the partner's record is linked with the chosen person or
 * becomes one of its own, and the changes that waited are applied, in order, in one transaction.
 */
export const decideMatch = (newId: () => string): DecideMatch =>
  async function decide(hosted, matchId, decision, personId, worker, note) {
    const { store, systems } = hosted;
    const acting = { by: worker, deed: "match.decided", systems, newId };
    const done = await act(store, acting, async (ctx) => {
      const match = await readHeld(store, matchId);
      if (!match) return refused("err.not_found");
      if (match.state !== "waiting") return refused("err.decided");
      const chosen = decision === "same" && personId ? await loadRecord(store, personId) : null;
      if (decision === "same" && chosen?.type !== "Person") {
        return refused("err.bad_input", ["person_id"]);
      }
      if (chosen && (await isAnotherOf(store, match, chosen.id))) {
        return refused("err.bad_input", ["person_id"]);
      }
      const items = match.items as Incoming[];
      const keys = items.flatMap((item) => referencesIn(item.type, item.delta));
      const origins = [...new Set(items.map(({ origin }) => origin))];
      const tops = await readTops(store, chosen ? [chosen.id] : [], origins);
      const applied = applyHeld(ctx, items, chosen, await resolveKeys(store, keys), tops);
      if (!applied) return refused("err.not_found");
      const { id: subject, household } = applied.record;
      const { partner } = match;
      const toRow = (one: (typeof applied.passed)[number]) => ({
        ...one,
        record_id: subject,
        partner,
        message_id: "",
      });
      const orphans = await loadOrphans(store, aboutTypes);
      const also: SideEffects = {
        adopted: orphans
          .filter((orphan) => textOf(orphan.state, "person") === match.key)
          .map(({ id }) => ({ id, subject, household })),
        ...(applied.passed.length > 0 ? { relayed: applied.passed.map(toRow) } : {}),
        answered: { id: matchId, state: decision, by: worker.name, note, held: match.held },
        links: [
          {
            partner: match.partner,
            key: match.key,
            record_id: applied.record.id,
            how: "person",
            evidence: note,
            by_whom: worker.name,
          },
        ],
      };
      return { ok: true, changes: applied.changes, also, result: applied.record.id };
    });
    return done.ok ? { ok: true, id: done.result } : done;
  };

/**
 * Two records of one partner have a chain of versions each: they cannot both be one of ours. The
 * partner's books have this person twice, and the partner joins them.
 */
async function isAnotherOf(
  store: Store,
  { partner, key }: Pick<HeldMatch, "partner" | "key">,
  recordId: string,
): Promise<boolean> {
  const links = await loadLinks(store, [recordId]);
  return links.some((link) => isOtherOfPartner(link, partner, key));
}
