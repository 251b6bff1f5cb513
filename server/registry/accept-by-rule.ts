import { acceptByRule, ruleFor } from "../../domain/accepting.ts";
import type { Agreement } from "../../domain/agreement.ts";
import type { Incoming } from "../../domain/receiving.ts";
import { textOf } from "../../domain/record.ts";
import { act, type Acting } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadRecords, resolveKeys } from "../../store/load.ts";

/**
 * Proposals that just came and that a rule of the agreement accepts are accepted at once, as a
 * change of our own after the batch is committed: killed in between, they wait for a person like
 * any other. One question for what they are about, however many came.
 */
export async function acceptProposals(
  store: Store,
  acting: Acting,
  agreement: Pick<Agreement, "auto_accept">,
  items: readonly Incoming[],
): Promise<void> {
  const rules = agreement.auto_accept ?? [];
  // A rule is about what the partner itself proposes, not about what it forwards.
  const proposed = items.filter(({ type, hops }) => type === "Proposal" && hops === undefined);
  const keys = proposed.map(({ key }) => key);
  if (rules.length === 0 || keys.length === 0) return;
  await act<null>(store, { ...acting, deed: "proposal.rule" }, async (ctx) => {
    const here = await resolveKeys(store, keys);
    const proposals = await loadRecords(
      store,
      [...here.values()].map(({ id }) => id),
    );
    const named = [...proposals.values()].map(({ state }) => textOf(state, "target"));
    const found = await resolveKeys(store, named);
    const targets = await loadRecords(
      store,
      [...found.values()].map(({ id }) => id),
    );
    const touched = new Set<string>();
    const changes = [...proposals.values()].flatMap((proposal) => {
      const target = targets.get(found.get(textOf(proposal.state, "target"))?.id ?? "");
      const rule = target && ruleFor(rules, proposal, target);
      // Two about one record: the second is made on what the first left, so a person looks at it.
      if (!target || !rule || touched.has(target.id)) return [];
      touched.add(target.id);
      const done = acceptByRule(ctx, proposal, target, rule);
      return done.ok ? done.changes : [];
    });
    return { ok: true, changes, result: null };
  });
}
