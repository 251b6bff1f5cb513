/** Signing a plan, and its versions. */
import { refused } from "../../domain/change.ts";
import { differencesOf } from "../../domain/plan/differences.ts";
import { signOffChanges, statementToSign } from "../../domain/plan/signing.ts";
import type { Terms } from "../../domain/plan/terms.ts";
import { textOf } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { CompareBody, ComparedView, SignBody, VersionsView } from "../api/plan-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { agreedOf, loadPlanningOf, sharingOf } from "./plan-loading.ts";
import { differenceView, saidView } from "./plan-view.ts";

const no_terms: Terms = {
  terms_version: 1,
  plan: "",
  data_shared: "",
  goals: [],
  steps: [],
  hidden: [],
};

export function planSigningRoutes(doors: Doors): void {
  signRoute(doors);
  versionsRoute(doors);
  compareRoute(doors);
}

function signRoute(doors: Doors): void {
  const { node } = doors;
  const sign = {
    url: "/plans/:id/sign-offs",
    summary: "Sign the plan as it was shown, for our office or as the person's witness; or say no",
    body: SignBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, sign, async (call) => {
    const { hosted, body, store } = call;
    const acted = await act(store, call.acting("plan.sign"), async (ctx) => {
      const planning = await loadPlanningOf(hosted, call.id, ["Plan"]);
      if (!planning) return refused("err.not_found");
      if (planning.tooLarge) return refused("err.plan.too_large");
      const { person, book } = planning;
      const [agreed, sharing] = await Promise.all([
        agreedOf(node, hosted, book),
        sharingOf(hosted, person),
      ]);
      if (body.decision === "signed" && sharing.missing.length > 0) {
        return refused("err.plan.not_shared");
      }
      const { draft, versions, agreement } = agreed;
      const input = { refused_lines: [], reason: "", evidence: "", witness: "", ...body };
      const stated = statementToSign(ctx, person, book, input, draft);
      if (!stated.ok) return stated;
      const { statement } = stated;
      const signature = node.signOffs.sign(statement);
      const decided = signOffChanges(
        ctx,
        person,
        book,
        { statement, signature },
        {
          terms: draft.terms,
          known: versions.has(draft.root),
          said: agreement.said[body.party],
        },
      );
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

function versionsRoute(doors: Doors): void {
  const { node } = doors;
  const versions = {
    url: "/plans/:id/versions",
    summary: "The plan's versions, latest first, each with what differs from the one before",
    answer: VersionsView,
  };
  get(doors, versions, async ({ hosted, id }) => {
    const planning = await loadPlanningOf(hosted, id, ["Plan"]);
    if (!planning) return refused("err.not_found");
    if (planning.tooLarge) return refused("err.plan.too_large");
    const { book } = planning;
    const { versions: known, signOffs, agreement } = await agreedOf(node, hosted, book);
    const counted = new Set(signOffs.map(({ key }) => key));
    const dated = [...known].map(([root, terms]) => {
      const said = book.signOffs.filter(
        (one) => counted.has(one.key) && textOf(one.state, "root") === root,
      );
      const at = said.map(({ state }) => textOf(state, "at")).sort()[0] ?? "";
      return { root, terms, said, at };
    });
    dated.sort((a, b) => (a.at === b.at ? (a.root < b.root ? -1 : 1) : a.at < b.at ? -1 : 1));
    const items = dated.map(({ root, terms, said, at }, index) => ({
      root,
      at,
      agreed_at: agreement.agreed.find((one) => one.root === root)?.at ?? null,
      in_force: agreement.inForce?.root === root,
      said: said.map((one) => saidView(hosted, one)),
      differences: differencesOf(dated[index - 1]?.terms ?? no_terms, terms).map(differenceView),
    }));
    return done({ items: items.reverse() });
  });
}

/** Any two versions, and the plan as it stands now. */
function compareRoute(doors: Doors): void {
  const { node } = doors;
  const compare = {
    url: "/plans/:id/compare",
    summary: "What differs from one version of the plan to another, or to the plan as it stands",
    body: CompareBody,
    answer: ComparedView,
    reads: true as const,
  };
  post(doors, compare, async ({ hosted, id, body }) => {
    const planning = await loadPlanningOf(hosted, id, ["Plan"]);
    if (!planning) return refused("err.not_found");
    if (planning.tooLarge) return refused("err.plan.too_large");
    const { versions, draft } = await agreedOf(node, hosted, planning.book);
    const of = (root: string) => (root === draft.root ? draft.terms : versions.get(root));
    const [from, to] = [of(body.from), of(body.to)];
    if (!from || !to) return refused("err.not_found");
    return done({ differences: differencesOf(from, to).map(differenceView) });
  });
}
