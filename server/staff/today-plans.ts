import { bookOf, isPlanClosed, planTypes } from "../../domain/plan/plan-law.ts";
import { partyOf } from "../../domain/plan/sign-off.ts";
import { creatorOf, textOf } from "../../domain/record.ts";
import { loadRecords } from "../../store/load.ts";
import { lastSignOffs, loadAboutAtMost } from "../../store/reading/plans.ts";
import type { Hosted, Node } from "../hosting.ts";
import { systemRef } from "../hosting.ts";
import { agreedOf } from "./plan-loading.ts";
import type { Draft } from "./today.ts";

const people_max = 20;
const records_max = 4_000;
/** Whoever signed asks the others to; after so long it is a matter for the plan's own page. */
const asked_ms = 60 * 24 * 60 * 60_000;

/** Plans of which somebody signed a version that our office has not signed yet, or that changed since. */
export async function plansToSign(node: Node, hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const party = partyOf(store.system.kind);
  const since = new Date(store.clock.nowMs() - asked_ms);
  const signed = await lastSignOffs(store, since, people_max);
  const ids = signed.map(({ subject }) => subject);
  const [people, about] = await Promise.all([
    loadRecords(store, ids),
    loadAboutAtMost(store, ids, planTypes, records_max),
  ]);
  const drafts: Draft[] = [];
  for (const { subject, at } of signed) {
    const person = people.get(subject);
    const book = bookOf(about.filter((record) => record.subject === subject));
    if (!person || !book || isPlanClosed(book)) continue;
    const { draft, agreement } = await agreedOf(node, hosted, book);
    const isAsked = Object.values(agreement.said).some((said) => said?.decision === "signed");
    const isChanged = agreement.inForce !== null && agreement.inForce.root !== draft.root;
    if (!agreement.asks.includes(party) || !(isAsked || isChanged)) continue;
    // Who asks: the other office where its hand is in it, else our own.
    const other = book.signOffs.find(({ key }) => creatorOf(key) !== store.system.id);
    drafts.push({
      id: `plan/${book.plan.id}`,
      kind: isChanged ? "plan_changed" : "plan_sign",
      field: "",
      from: systemRef(hosted, creatorOf(other?.key ?? textOf(book.plan.state, "person"))),
      at: at.toISOString(),
      target: book.plan.id,
      person,
    });
  }
  return drafts;
}
