/** What became of a plan's steps: read, recorded, corrected, taken back. */
import { refused, type Change, type Refusal } from "../../domain/change.ts";
import { dayText, readDay } from "../../domain/conflicts/time/walls.ts";
import { occurrence_days_max } from "../../domain/outcome/occurrences.ts";
import { recordOutcome, takeBack, type NewOutcome } from "../../domain/outcome/recording.ts";
import type { Shielding } from "../../domain/outcome/shield.ts";
import { checkHousehold } from "../../domain/plan/conflicts/checking.ts";
import type { Planned } from "../../domain/plan/planning.ts";
import { textOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadRecord, resolveKeys } from "../../store/load.ts";
import { loadAboutAtMost } from "../../store/reading/plans.ts";
import { loadRecorded } from "../../store/reading/outcomes.ts";
import { NewOutcomeBody, PlanOutcomes, TakeBackBody } from "../api/outcome-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import type { Hosted, Node } from "../hosting.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { outcomesView } from "./outcome-view.ts";
import { householdOf } from "./plan-conflicts.ts";
import { agreedOf, loadPlanningOf, type Planning } from "./plan-loading.ts";
import { sha256 } from "./sha256.ts";

/** How far back a plan's times are looked at. */
const looked_back_days = 365;
/** Services of one person that are looked through. */
const services_read_max = 1_000;

export function outcomeRoutes(doors: Doors): void {
  const read = {
    url: "/plans/:id/outcomes",
    summary: "What became of a plan's steps, how it is known, and what was kept by whom",
    answer: PlanOutcomes,
  };
  get(doors, read, async ({ hosted, id }) => {
    const planning = await loadPlanningOf(hosted, id, ["Plan"]);
    if (!planning) return refused("err.not_found");
    if (planning.tooLarge) return refused("err.plan.too_large");
    const around = await shieldingOf(doors.node, hosted, planning);
    const services = await loadAboutAtMost(
      hosted.store,
      subjectsOf(planning),
      ["Service"],
      services_read_max,
    );
    return done(outcomesView({ hosted, around, files: new Set(), services }));
  });
  writeRoutes(doors);
}

function writeRoutes(doors: Doors): void {
  const record = {
    url: "/steps/:id/outcomes",
    summary: "What became of one time of a step; with `corrects`, in place of what we said before",
    body: NewOutcomeBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, record, (call) => {
    const { time, day, what, corrects = null, why = "" } = call.body;
    return decidedOn(call, "outcome.record", (ctx, step, found) => {
      const corrected = found.outcomes.find((one) => one.id === corrects);
      if (corrects !== null && !corrected) return refused("err.bad_input", ["corrects"]);
      const input: NewOutcome = { time, day, what, corrects: corrected?.key ?? null, why };
      return recordOutcome(ctx, sha256, found.book, step, found, input);
    });
  });

  const back = {
    url: "/outcomes/:id/take-back",
    summary: "Take back what our office recorded; it stays readable",
    body: TakeBackBody,
    answer: Created,
  };
  post(doors, back, (call) =>
    decidedOn(call, "outcome.take_back", (ctx, step, { outcomes, record: outcome }) =>
      takeBack(ctx, sha256, step, outcomes, outcome, call.body.why ?? ""),
    ),
  );
}

type Found = Planning & { book: NonNullable<Planning["book"]> } & {
  /** What the call names: the step itself, or an outcome of it. */
  record: StoredRecord;
  outcomes: StoredRecord[];
  evidence: StoredRecord[];
};
type Decide = (
  ctx: Parameters<Parameters<typeof act>[2]>[0],
  step: StoredRecord,
  found: Found,
) => Planned | Promise<Planned>;

/** One decision about a step, named by itself or by one of its outcomes, in one transaction. */
export async function decidedOn(call: Call<unknown>, deed: string, decide: Decide) {
  const acted = await act(
    call.store,
    call.acting(deed),
    async (ctx): Promise<{ ok: true; changes: Change[]; result: string } | Refusal> => {
      const record = await loadRecord(call.store, call.id);
      const step = record && (await stepOf(call.hosted, record));
      if (!step) return refused("err.not_found");
      const found = await loadPlanningOf(call.hosted, step.id, ["Step", "PrivateStep"]);
      if (!found) return refused("err.not_found");
      const recorded = await loadRecorded(call.store, subjectsOf(found));
      const made = await decide(ctx, step, { ...found, ...recorded, record });
      return made.ok ? { ok: true, changes: made.changes, result: made.id } : made;
    },
  );
  return acted.ok ? done({ id: acted.result }) : acted;
}

const stepTypes = new Set(["Step", "PrivateStep"]);

export async function stepOf(hosted: Hosted, record: StoredRecord): Promise<StoredRecord | null> {
  if (stepTypes.has(record.type)) return record;
  if (record.type !== "Outcome" && record.type !== "OutcomeHere") return null;
  const key = textOf(record.state, "step");
  const found = (await resolveKeys(hosted.store, [key])).get(key);
  const step = found && (await loadRecord(hosted.store, found.id));
  return step && stepTypes.has(step.type) ? step : null;
}

/** The person, under whatever records their plan was written. */
export function subjectsOf({ about, person }: Planning): string[] {
  return [...new Set([person.id, ...about.flatMap(({ subject }) => subject ?? [])])];
}

/** Everything by which a missed step is shielded. */
export async function shieldingOf(
  node: Node,
  hosted: Hosted,
  planning: Found | (Planning & { book: NonNullable<Planning["book"]> }),
): Promise<Shielding> {
  const { book, person } = planning;
  const [recorded, agreed, household] = await Promise.all([
    loadRecorded(hosted.store, subjectsOf(planning)),
    agreedOf(node, hosted, book),
    householdOf(hosted, person.id),
  ]);
  const checked = household && checkHousehold(household, sha256);
  const inConflict = new Set(
    (checked?.conflicts ?? []).flatMap(({ steps }) =>
      steps.flatMap((id) => checked?.lines.get(id)?.step.key ?? []),
    ),
  );
  const today = todayOf(hosted);
  const first = dayText((readDay(today) ?? 0) - Math.min(looked_back_days, occurrence_days_max));
  const opened = textOf(book.plan.state, "opened_on");
  return {
    book,
    recorded,
    inConflict,
    versions: agreed.versions,
    agreement: agreed.agreement,
    signOffs: agreed.signOffs,
    from: opened > first ? opened : first,
    today,
  };
}
