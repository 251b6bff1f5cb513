/** One worker of the demo at the doors of an office: opens plans, writes lines, signs. */
import type { NewOutcomeBody } from "../../server/api/outcome-schemas.ts";
import type { NewStepBody, PersonPlan, PlanView } from "../../server/api/plan-schemas.ts";
import { openCaller } from "./caller.ts";
import type { DemoStep } from "./plan-steps.ts";

const in_step_tries_max = 60;
const in_step_every_ms = 500;
const day_ms = 86_400_000;

export interface DemoPlan {
  goals: readonly string[];
  steps: readonly DemoStep[];
}

export interface Desk {
  /** Null: this person has a plan, or is not known here. */
  open(name: string, plan: DemoPlan): Promise<PlanView | null>;
  /** The same plan at this office, once it has it as the other does; null: it did not come in time. */
  awaited(name: string, root: string): Promise<PlanView | null>;
  /** What the person said in the assessment. */
  told(name: string, answers: Readonly<Record<string, unknown>>): Promise<void>;
  /** As it stands now. */
  read(plan: PlanView): Promise<PlanView>;
  sign(plan: PlanView, party: "social" | "employment" | "person"): Promise<void>;
  change(plan: PlanView, what: string, changes: Partial<NewStepBody["fields"]>): Promise<void>;
  move(plan: PlanView, what: string, states: readonly string[], evidence: string): Promise<void>;
  end(plan: PlanView, reason: string): Promise<void>;
  /** Takes on those of these people who are known here and nobody's yet. */
  takeOn(names: readonly string[], reason: string): Promise<void>;
  /** What became of a step, some days ago. */
  record(plan: PlanView, what: string, days: number, said: NewOutcomeBody["what"]): Promise<void>;
}

/** Signs in as a persona of the demo; the office must run on this machine. */
export async function openDesk(base: string, persona: string, signal: AbortSignal): Promise<Desk> {
  const { call, personOf } = await openCaller(base, persona, signal);
  const planOf = async (name: string) => {
    const person = await personOf(name);
    return person ? (await call<PersonPlan>("GET", `/people/${person}/plan`)).plan : null;
  };
  const read = (plan: PlanView) => call<PlanView>("GET", `/plans/${plan.id}`);
  const stepOf = async (plan: PlanView, what: string) => {
    const step = (await read(plan)).steps.find((one) => one.what === what);
    if (!step) throw new Error("the demo names a step that is not in the plan");
    return step;
  };

  return {
    read,
    async takeOn(names, reason) {
      const ids = await Promise.all(names.map(personOf));
      const moves = ids.flatMap((id) => (id ? [{ person_id: id, to: persona, seen: null }] : []));
      if (moves.length > 0) await call("POST", "/caseload/hand-over", { moves, reason });
    },
    async open(name, { goals, steps }) {
      const person = await personOf(name);
      if (!person || (await planOf(name))) return null;
      const { id } = await call<{ id: string }>("POST", `/people/${person}/plan`, {
        title: "",
        language: "en",
        reassess_on: dayFromNow(90),
        data_shared: "Goals, steps, times and sign-offs; no health or school facts.",
      });
      for (const text of goals) await call("POST", `/plans/${id}/goals`, { text });
      const goal = (await call<PlanView>("GET", `/plans/${id}`)).goals[0]?.key ?? null;
      for (const { lane, what, fields } of steps) {
        const said = { what, goal, ...fields(dayFromNow) };
        await call("POST", `/plans/${id}/steps`, { lane, fields: said });
      }
      return call<PlanView>("GET", `/plans/${id}`);
    },
    async told(name, answers) {
      const person = await personOf(name);
      if (person) await call("POST", `/people/${person}/assessment`, saidIn(answers));
    },
    async awaited(name, root) {
      for (let tries = 0; tries < in_step_tries_max; tries += 1) {
        signal.throwIfAborted();
        const plan = await planOf(name);
        if (plan?.root === root) return plan;
        await new Promise((resolve) => setTimeout(resolve, in_step_every_ms));
      }
      return null;
    },
    async sign(plan, party) {
      const { root } = await read(plan);
      const pen = { method: "pen", evidence: "Folder 12, sheet 3" };
      const how = party === "person" ? pen : { method: "office" };
      await call("POST", `/plans/${plan.id}/sign-offs`, {
        party,
        decision: "signed",
        root,
        ...how,
      });
    },
    async change(plan, what, changes) {
      await call("POST", `/lines/${(await stepOf(plan, what)).id}/edit`, { changes });
    },
    async move(plan, what, states, evidence) {
      const { id } = await stepOf(plan, what);
      for (const to of states) await call("POST", `/steps/${id}/move`, { to, evidence });
    },
    async record(plan, what, days, said) {
      const { id, times } = await stepOf(plan, what);
      const day = dayFromNow(days);
      const time = times === null ? "" : `${day}T${times.start.slice(11, 16)}`;
      await call("POST", `/steps/${id}/outcomes`, { time, day, what: said });
    },
    async end(plan, reason) {
      await call("POST", `/plans/${plan.id}/close`, { reason });
    },
  };
}

export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * day_ms).toISOString().slice(0, 10);
}

function saidIn(answers: Readonly<Record<string, unknown>>) {
  return { answers: Object.entries(answers).map(([question, value]) => ({ question, value })) };
}
