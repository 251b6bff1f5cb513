import type { Agreement } from "../../../domain/agreement.ts";
import { sharedTypes } from "../../../domain/agreement.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import type { SystemId } from "../../../domain/records/field.ts";
import { readIncoming } from "../../../exchange/incoming.ts";
import type { Acting } from "../../../store/act.ts";
import { readFree, refuseHeld } from "../../../store/held-items.ts";
import { activeAgreement, type Partner } from "../../../store/partners.ts";
import type { NotifyEvent } from "../../../wire/messages/subscribe.ts";
import { syncMetaOf } from "../../../wire/sync-meta.ts";
import type { Hosted } from "../../hosting.ts";
import { acceptProposals } from "../accept-by-rule.ts";
import { takeFound } from "../notify-plain.ts";
import { ourselves } from "../notify.ts";
import type { Receiving } from "./batch.ts";
import { receiveBatch } from "./receive.ts";

/** What comes in by our own doing: changes that waited here, and records we asked for. */
export function receiverOf(hosted: Hosted, newId: () => string) {
  const { store } = hosted;
  const receive = async (
    partner: SystemId,
    agreement: Agreement,
    deed: string,
    given: Pick<Receiving, "items" | "from">,
  ) => {
    hosted.knowBehind(agreement);
    const by = { name: "", role: "system", system: partner };
    const acting: Acting = { by, deed, systems: hosted.systems, newId };
    const done = await receiveBatch(store, acting, {
      partner,
      trustedIdentifiers: agreement.trusted_identifiers,
      shared: sharedTypes(agreement),
      forwards: agreement,
      ...given,
    });
    const own = { ...acting, by: ourselves(store.system.id), deed: "proposal.rule" };
    if (done.ok) await acceptProposals(store, own, agreement, given.items);
    return done;
  };
  const agreementWith = (partner: SystemId) =>
    activeAgreement(store, partner, store.system.id, new Date(store.clock.nowMs()).toISOString());

  return {
    /** Applies what came free of a partner's held changes; tells how many wait no longer. */
    takeFree: async (partner: SystemId): Promise<number> => {
      const agreement = await agreementWith(partner);
      if (!agreement) return 0;
      const rows = await readFree(store, partner, new Date(store.clock.nowMs()));
      if (rows.length === 0) return 0;
      const take = async (items: Incoming[]) =>
        receive(partner, agreement, "held.released", { items, from: { kind: "held" } });
      const items = rows.map(({ item }) => item as Incoming);
      const done = await take(items);
      if (done.ok) return items.length - done.held;
      if (!isBad(done)) return 0;
      // One that cannot be applied must not hold up the others.
      let released = 0;
      for (const key of new Set(items.map((item) => item.key))) {
        const own = await take(items.filter((item) => item.key === key));
        if (own.ok) released += own.held === 0 ? 1 : 0;
        else if (isBad(own)) await refuseHeld(store, partner, key);
      }
      return released;
    },

    /** Takes in what a plain partner has and told nobody, as if it had told it. */
    takeFound: async (
      partner: Partner,
      found: Parameters<typeof takeFound>[1],
    ): Promise<boolean> => {
      const fromPartner = await agreementWith(partner.id);
      if (!fromPartner) return false;
      return takeFound({ door: { hosted, node: { newId } }, partner, fromPartner }, found);
    },

    /** Applies whole records of a partner; `bad`: what it gave cannot be read or applied. */
    takeWhole: async (
      partner: SystemId,
      meta: unknown,
      events: readonly NotifyEvent[],
    ): Promise<"taken" | "not_now" | "bad"> => {
      const agreement = await agreementWith(partner);
      if (!agreement) return "not_now";
      const sync = syncMetaOf(meta);
      if (!sync?.ok) return "bad";
      const read = readIncoming(agreement, sync.value, events);
      if (!read.ok || read.items.some(({ prev, left }) => prev !== 0 || left !== null))
        return "bad";
      const from = { kind: "pulled", epoch: sync.value.epoch } as const;
      const done = await receive(partner, agreement, "records.pulled", { items: read.items, from });
      if (done.ok) return "taken";
      return isBad(done) ? "bad" : "not_now";
    },
  };
}

function isBad(not: { why?: string; code?: string }): boolean {
  return not.why === "bad" || not.code === "err.bad_input";
}
