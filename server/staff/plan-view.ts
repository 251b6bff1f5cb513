import { differencesOf, type Difference } from "../../domain/plan/differences.ts";
import { isKeepAway, isPlainTime } from "../../domain/plan/hidden.ts";
import {
  isLocked,
  isPlanClosed,
  isWithdrawnLine,
  mayNotPlan,
  plan_messages_read_max,
  stepState,
  stepTransitions,
  type PlanBook,
} from "../../domain/plan/plan-law.ts";
import { maySpeakFor, lineStanding, refusedIn } from "../../domain/plan/sign-off.ts";
import { goalTerms, stepTerms } from "../../domain/plan/terms.ts";
import { concurrentVersions, creatorOf, textOf, valueOf } from "../../domain/record.ts";
import type { RecordState, StoredRecord } from "../../domain/record.ts";
import type { Lane, Party, PrivateKind } from "../../domain/records/plan-values.ts";
import { parties } from "../../domain/records/plan-values.ts";
import { fieldSpec, recordTables } from "../../domain/records/tables.ts";
import { displayName } from "../../store/projection.ts";
import type {
  DifferenceView,
  GoalView,
  MessageView,
  PlanView,
  SaidView,
  StepView,
} from "../api/plan-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { todayOf } from "./loading.ts";
import type { Agreed } from "./plan-loading.ts";
import { actorOf } from "./proposal-view.ts";

/** What the view is made of. */
export interface ShownPlan {
  hosted: Hosted;
  person: StoredRecord;
  book: PlanBook;
  /** Null: too many lines to be read as one. */
  agreed: Agreed | null;
  sharing: { with: string[]; missing: string[] };
  household: PlanView["household"];
}

/** A plan as a worker of this office sees it. */
export function planView(shown: ShownPlan): PlanView {
  const { hosted, person, book, agreed, sharing } = shown;
  const { plan } = book;
  return {
    id: plan.id,
    key: plan.key,
    person_id: person.id,
    person_name: displayName(valueOf(person.state, "name")),
    household_id: person.household,
    title: textOf(plan.state, "title"),
    language: textOf(plan.state, "language"),
    template: textOf(plan.state, "template"),
    data_shared: textOf(plan.state, "data_shared"),
    opened_on: textOf(plan.state, "opened_on"),
    reassess_on: (valueOf(plan.state, "reassess_on") ?? null) as string | null,
    state: isPlanClosed(book) ? "closed" : "open",
    closed_reason: textOf(plan.state, "closed_reason"),
    stamps: stampsOf(plan),
    stopped: stoppedBy(hosted, person, book),
    root: agreed?.draft.root ?? "",
    too_large: agreed === null,
    shared_with: sharing.with.map((system) => systemRef(hosted, system)),
    not_shared: sharing.missing,
    goals: book.goals.map((goal) => goalView(shown, goal)),
    steps: stepViews(shown),
    unavailable: unavailableViews(book),
    private: privateViews(book),
    agreement: agreementView(shown),
    household: shown.household,
  };
}

function stoppedBy(hosted: Hosted, person: StoredRecord, book: PlanBook): string {
  if (isPlanClosed(book)) return "err.plan.closed";
  return mayNotPlan(person, todayOf(hosted))?.code ?? "";
}

function goalView({ hosted, agreed, book }: ShownPlan, goal: StoredRecord): GoalView {
  const { state } = goal;
  const terms = goalTerms(state);
  return {
    id: goal.id,
    key: goal.key,
    text: textOf(state, "text"),
    by: (valueOf(state, "by") ?? null) as string | null,
    how_known: textOf(state, "how_known"),
    state: (textOf(state, "state") || "open") as GoalView["state"],
    withdrawn: isWithdrawnLine(goal) || isPlanClosed(book),
    standing: standingOf(agreed, goal.key, terms),
    office: systemRef(hosted, creatorOf(goal.key)),
    stamps: stampsOf(goal),
    also: besideOf(hosted, goal),
  };
}

function standingOf(agreed: Agreed | null, key: string, terms: ReturnType<typeof goalTerms>) {
  if (!agreed) return "not_agreed";
  const { inForce, signOffs, agreement } = agreed;
  const refused = refusedIn(signOffs, agreement.inForce?.root ?? "");
  return lineStanding({ key, terms }, inForce, refused);
}

function stepViews(shown: ShownPlan): StepView[] {
  const { book } = shown;
  const threads = new Map<string, MessageView[]>();
  const latest = book.messages.slice(-plan_messages_read_max);
  for (const message of latest) {
    const step = textOf(message.state, "step");
    threads.set(step, [...(threads.get(step) ?? []), messageView(shown.hosted, message)]);
  }
  const known = [...book.steps, ...book.privateSteps.filter((step) => !isPlainTime(step))];
  return known.map((step) => stepView(shown, step, threads.get(step.key) ?? []));
}

function stepView(shown: ShownPlan, step: StoredRecord, messages: MessageView[]): StepView {
  const { hosted, agreed, book } = shown;
  const { state } = step;
  const hidden = step.type === "PrivateStep";
  const isOver = isLocked(step) || isWithdrawnLine(step);
  const orNull = <T>(field: string) => (valueOf(state, field) ?? null) as T | null;
  return {
    id: step.id,
    key: step.key,
    lane: textOf(state, "lane") as Lane,
    hidden,
    state: stepState(step),
    state_reason: textOf(state, "state_reason"),
    evidence: textOf(state, "evidence"),
    locked: isOver || isPlanClosed(book),
    withdrawn: isWithdrawnLine(step),
    next: isOver ? [] : [...stepTransitions[stepState(step)]],
    standing: hidden ? coverStanding(shown, step) : standingOf(agreed, step.key, stepTerms(state)),
    office: systemRef(hosted, creatorOf(step.key)),
    yours: creatorOf(step.key) === hosted.store.system.id,
    what: textOf(state, "what"),
    service: textOf(state, "service"),
    goal: orNull("goal"),
    who: orNull("who"),
    obligation: orNull("obligation"),
    from: orNull("from"),
    until: orNull("until"),
    due: orNull("due"),
    repeats: orNull("repeats"),
    hours_per_week: orNull("hours_per_week"),
    earnings: orNull("earnings"),
    costs: orNull<StepView["costs"]>("costs") ?? [],
    permits: orNull<StepView["permits"]>("permits") ?? [],
    where: textOf(state, "where"),
    condition: textOf(state, "condition"),
    how_known: textOf(state, "how_known"),
    adjustments: textOf(state, "adjustments"),
    needs: textOf(state, "needs"),
    after: orNull("after"),
    for_household: valueOf(state, "for_household") === true,
    times: orNull("times"),
    meeting_place: textOf(state, "meeting_place"),
    accepted: orNull("accepted"),
    activity: textOf(state, "activity"),
    keep_off: (valueOf(state, "keep_off") ?? []) as StepView["keep_off"],
    stamps: stampsOf(step),
    also: besideOf(hosted, step),
    messages,
  };
}

/** A protected line stands as its commitment does. */
function coverStanding({ agreed, book }: ShownPlan, step: StoredRecord): StepView["standing"] {
  const key = textOf(step.state, "cover");
  const cover = book.unavailable.find((one) => one.key === key);
  const signed = agreed?.inForce?.hidden.find((one) => one.key === key);
  if (!cover || !signed) return "not_agreed";
  return signed.commitment === textOf(cover.state, "commitment") ? "agreed" : "changed";
}

/** Of our own protected steps the step itself is shown; all other private time only as that. */
function unavailableViews(book: PlanBook): PlanView["unavailable"] {
  const own = new Set(book.privateSteps.map(({ state }) => textOf(state, "cover")));
  const theirs = book.unavailable.filter((one) => !own.has(one.key));
  return [...theirs, ...book.privateSteps.filter(isPlainTime)]
    .filter((one) => !isWithdrawnLine(one) && !isKeepAway(one))
    .map(({ id, state }) => ({
      id,
      times: (valueOf(state, "times") ?? null) as PlanView["unavailable"][number]["times"],
    }));
}

/** What we noted ourselves: private time that is no step, and what to keep away from. */
function privateViews(book: PlanBook): PlanView["private"] {
  return book.privateSteps
    .filter((one) => isPlainTime(one) && !isWithdrawnLine(one))
    .map((one) => ({
      id: one.id,
      kind: isKeepAway(one)
        ? null
        : ((textOf(one.state, "private_kind") || "other") as PrivateKind),
      times: (valueOf(one.state, "times") ?? null) as PlanView["private"][number]["times"],
      keep_off: (valueOf(one.state, "keep_off") ?? []) as PlanView["private"][number]["keep_off"],
      away_place: textOf(one.state, "away_place"),
      away_person: textOf(one.state, "away_person"),
    }));
}

function messageView(hosted: Hosted, message: StoredRecord): MessageView {
  const { state, key } = message;
  return {
    id: message.id,
    text: textOf(state, "text"),
    party: textOf(state, "party") as Party,
    by: actorOf(hosted, valueOf(state, "by"), creatorOf(key)),
    at: textOf(state, "at"),
  };
}

function agreementView({ hosted, book, agreed }: ShownPlan): PlanView["agreement"] {
  const { kind } = hosted.store.system;
  const may_sign = parties.filter((party) => maySpeakFor(party, kind));
  if (!agreed) return { in_force: null, asks: [], said: [], differences: [], may_sign: [] };
  const { agreement, draft, inForce } = agreed;
  const said = Object.values(agreement.said).flatMap((one) => (one ? [one.key] : []));
  return {
    in_force: agreement.inForce,
    asks: agreement.asks,
    said: book.signOffs.filter(({ key }) => said.includes(key)).map((one) => saidView(hosted, one)),
    differences: inForce ? differencesOf(inForce, draft.terms).map(differenceView) : [],
    may_sign,
  };
}

/** A sign-off in words; whether it counts was decided before. */
export function saidView(hosted: Hosted, { state, key }: StoredRecord): SaidView {
  return {
    party: textOf(state, "party") as Party,
    decision: textOf(state, "decision") as SaidView["decision"],
    at: textOf(state, "at"),
    by: actorOf(hosted, valueOf(state, "by"), creatorOf(key)),
    method: textOf(state, "method") as SaidView["method"],
    evidence: textOf(state, "evidence"),
    witness: textOf(state, "witness"),
    reason: textOf(state, "reason"),
    refused_lines: (valueOf(state, "refused_lines") ?? []) as string[],
  };
}

export function differenceView(difference: Difference): DifferenceView {
  return { ...difference, fields: difference.fields.map((one) => ({ ...one })) };
}

/** Opaque stamps of the fields that an edit may send back as seen. */
export function stampsOf({ type, state }: StoredRecord): Record<string, string> {
  const fields = Object.keys(recordTables[type].fields).filter(
    (field) => fieldSpec(type, field)?.fixed !== true && field !== "salt" && field !== "cover",
  );
  return Object.fromEntries(fields.map((field) => [field, stampIn(state, field)]));
}

function stampIn(state: RecordState, field: string): string {
  return state.fields[field]?.[0]?.h ?? "";
}

/** Both values of what was written at the same time stay readable until somebody picks. */
function besideOf(hosted: Hosted, { type, state }: StoredRecord): GoalView["also"] {
  if (type === "PrivateStep") return [];
  return Object.keys(state.fields).flatMap((field) =>
    concurrentVersions(state, field).map((version) => ({
      field,
      value: version.v as unknown,
      from: systemRef(hosted, version.o),
    })),
  );
}
