import Fastify, { type FastifyInstance } from "fastify";
import type { PersonPlan, PlanView } from "../api/plan-schemas.ts";
import type { Created } from "../api/work-schemas.ts";
import type { Static } from "typebox";
import type { TestSystem } from "../registry/test-registry.ts";
import { registerStaffApi } from "./app.ts";
import { signIn, type Staff } from "./test-staff.ts";

/** One office's worker at a system behind its real doors. */
export interface Desk {
  app: FastifyInstance;
  staff: Staff;
}

export async function openDesk(system: TestSystem, persona: string): Promise<Desk> {
  const app = Fastify();
  await registerStaffApi(app, { ...system.node, demo: true });
  await app.ready();
  return { app, staff: await signIn(app, persona) };
}

/** The plan of a person as this worker sees it. */
export async function planOf(staff: Staff, person: string): Promise<PlanView> {
  const { status, body } = await staff.get<PersonPlan>(`/people/${person}/plan`);
  if (status !== 200 || !body.plan) throw new Error(`no plan: ${status}`);
  return body.plan;
}

/** A POST that has to go through; the id of what it made. */
export async function made(staff: Staff, url: string, body: object): Promise<string> {
  const answer = await staff.post<Static<typeof Created>>(url, body);
  if (answer.status >= 300) throw new Error(`${url}: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

export async function openPlanFor(staff: Staff, person: string): Promise<string> {
  return made(staff, `/people/${person}/plan`, { title: "Amina's plan", language: "en" });
}

/** A step with what the sign-off asks of it. */
export function step(what: string, lane = "social", fields: object = {}) {
  return { lane, fields: { what, ...fields } };
}
