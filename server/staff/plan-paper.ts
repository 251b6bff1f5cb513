/** The plan on paper: what all three sign, and the person takes home. */
import { refused } from "../../domain/change.ts";
import type { JsonObject } from "../../domain/json.ts";
import { paperOf, type PaperGoal, type PaperStep } from "../../domain/plan/paper.ts";
import { refusedIn } from "../../domain/plan/sign-off.ts";
import type { Terms } from "../../domain/plan/terms.ts";
import { textOf, valueOf } from "../../domain/record.ts";
import { loadRecord } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { PlanPaper, type PaperGoalView, type PaperStepView } from "../api/paper-schemas.ts";
import type { Hosted, Node } from "../hosting.ts";
import { done, get, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { officesOf } from "./offices.ts";
import { agreedOf, loadPlanningOf, sharingOf, type Agreed, type Planning } from "./plan-loading.ts";
import { saidView } from "./plan-view.ts";

export function planPaperRoutes(doors: Doors): void {
  const { node } = doors;
  const now = {
    url: "/plans/:id/paper",
    summary: "The plan as it stands, for paper",
    answer: PlanPaper,
  };
  get(doors, now, ({ hosted, id }) => paperFor(node, hosted, id, null));
  const version = {
    url: "/plans/:id/paper/:root",
    summary: "A version of the plan, for paper",
    answer: PlanPaper,
  };
  get(doors, version, ({ hosted, id, params }) => paperFor(node, hosted, id, params["root"] ?? ""));
}

async function paperFor(node: Node, hosted: Hosted, id: string, asked: string | null) {
  const planning = await loadPlanningOf(hosted, id, ["Plan"]);
  if (!planning) return refused("err.not_found");
  if (planning.tooLarge) return refused("err.plan.too_large");
  const agreed = await agreedOf(node, hosted, planning.book);
  const { draft, versions } = agreed;
  const root = asked ?? draft.root;
  const terms = root === draft.root ? draft.terms : versions.get(root);
  if (!terms) return refused("err.not_found");
  return done(await paperView(hosted, planning, agreed, { root, terms }));
}

async function paperView(
  hosted: Hosted,
  { person, book }: Planning & { book: NonNullable<Planning["book"]> },
  { agreement, signOffs, draft }: Agreed,
  { root, terms }: { root: string; terms: Terms },
): Promise<PlanPaper> {
  const today = todayOf(hosted);
  const { plan } = book;
  const no = new Set(refusedIn(signOffs, root));
  const { goals, steps, weeks } = paperOf({ terms, book, refused: no }, today);
  const [offices, sharing, home] = await Promise.all([
    officesOf(hosted),
    sharingOf(hosted, person),
    person.household ? loadRecord(hosted.store, person.household) : null,
  ]);
  const both = new Set([hosted.store.system.id, ...sharing.with]);
  const inForce = agreement.inForce?.root === root;
  const counted = new Set(signOffs.filter((one) => one.root === root).map(({ key }) => key));
  return {
    plan_id: plan.id,
    person_id: person.id,
    person_name: displayName(valueOf(person.state, "name")),
    household_number: home ? textOf(home.state, "number") : "",
    title: textOf(plan.state, "title"),
    language: textOf(plan.state, "language"),
    opened_on: textOf(plan.state, "opened_on"),
    reassess_on: (valueOf(plan.state, "reassess_on") ?? null) as string | null,
    printed_on: today,
    data_shared: terms.data_shared,
    root,
    terms_version: terms.terms_version,
    standing: inForce ? "in_force" : root === draft.root ? "to_sign" : "earlier",
    agreed_at: agreement.agreed.find((one) => one.root === root)?.at ?? null,
    said: lastWords(
      book.signOffs.filter(({ key }) => counted.has(key)).map((one) => saidView(hosted, one)),
    ),
    goals: goals.map(goalView),
    steps: steps.map(stepView),
    weeks,
    offices: offices.filter(({ system }) => both.has(system.id)),
  };
}

/** Of each party the last word. */
function lastWords(said: readonly PlanPaper["said"][number][]): PlanPaper["said"] {
  const last = new Map<string, PlanPaper["said"][number]>();
  for (const { party, decision, at, by, method, witness } of said) {
    const known = last.get(party);
    if (!known || known.at <= at) last.set(party, { party, decision, at, by, method, witness });
  }
  return [...last.values()];
}

function goalView({ key, number, terms, refused: no }: PaperGoal): PaperGoalView {
  const said = saidIn(terms);
  return {
    key,
    number,
    text: said.text("text"),
    by: said.orNull("by"),
    how_known: said.text("how_known"),
    refused: no,
  };
}

function stepView(step: PaperStep): PaperStepView {
  const { key, number, party, terms, goal, after, times, meeting_place, state } = step;
  const said = saidIn(terms);
  const { role = "" } = said.orNull<{ role: string }>("who") ?? {};
  return {
    key,
    number,
    party,
    role,
    lane: said.orNull<PaperStepView["lane"]>("lane") ?? "person",
    what: said.text("what"),
    goal,
    after,
    obligation: said.orNull("obligation"),
    from: said.orNull("from"),
    until: said.orNull("until"),
    due: said.orNull("due"),
    repeats: said.orNull("repeats"),
    hours_per_week: said.orNull("hours_per_week"),
    earnings: said.orNull("earnings"),
    costs: said.orNull<PaperStepView["costs"]>("costs") ?? [],
    permits: said.orNull<PaperStepView["permits"]>("permits") ?? [],
    where: said.text("where"),
    condition: said.text("condition"),
    how_known: said.text("how_known"),
    adjustments: said.text("adjustments"),
    needs: said.text("needs"),
    meeting_place,
    times,
    state,
    refused: step.refused,
  };
}

/** What terms say; they were held against the fields' schemas when they were written. */
function saidIn(terms: JsonObject) {
  return {
    text: (field: string) => (typeof terms[field] === "string" ? terms[field] : ""),
    orNull: <T>(field: string) => (terms[field] ?? null) as T | null,
  };
}
