/** Calendar feeds: an office's days, or one person's appointments, in neutral words. */
import type { FastifyInstance } from "fastify";
import { dayText, readDay } from "../domain/conflicts/time/walls.ts";
import { icsOf, isOffCalendar, type FeedEvent } from "../domain/outcome/ics.ts";
import { occurrencesOf } from "../domain/outcome/occurrences.ts";
import { stepSide } from "../domain/outcome/standing.ts";
import { isPlainTime } from "../domain/plan/hidden.ts";
import { isWithdrawnLine, stepState } from "../domain/plan/plan-law.ts";
import { partyOf } from "../domain/plan/sign-off.ts";
import { valueOf, type StoredRecord } from "../domain/record.ts";
import type { Times } from "../domain/records/plan-values.ts";
import { isDeathTold } from "../domain/vital-status.ts";
import type { Access } from "../server/access.ts";
import type { Hosted } from "../server/hosting.ts";
import { sha256 } from "../server/staff/sha256.ts";
import type { AccessLink } from "../store/access-links.ts";
import { loadOpenPlans } from "../store/reading/open-plans.ts";
import { guardHeaders } from "./html.ts";
import { languageOf } from "./refusals.ts";
import { speaker, type Say } from "./words.ts";

const back_days = 7;
const ahead_days = 60;
const events_max = 2_000;
const statuses = { unknown: 404, ended: 410, withdrawn: 410, too_often: 429 } as const;

export function calendarRoutes(app: FastifyInstance, access: Access): void {
  app.get("/calendar/:file", async (request, reply) => {
    const { file = "" } = request.params as { file?: string };
    const opened = await access.open(file.replace(/\.ics$/, ""), ["agenda", "person"], request.ip);
    if (!opened.ok) return guardHeaders(reply).code(statuses[opened.why]).send();
    const say = speaker(languageOf(request));
    const { hosted, link } = opened;
    const events = await eventsOf(hosted, link, say);
    const nowIso = new Date(hosted.store.clock.nowMs()).toISOString();
    return guardHeaders(reply)
      .type("text/calendar; charset=utf-8")
      .send(icsOf(events, say("calendar"), nowIso));
  });
}

async function eventsOf(hosted: Hosted, link: AccessLink, say: Say): Promise<FeedEvent[]> {
  const { plans } = await loadOpenPlans(hosted.store);
  const today = readDay(new Date(hosted.store.clock.nowMs()).toISOString().slice(0, 10)) ?? 0;
  const from = dayText(today - back_days);
  const to = dayText(today + ahead_days);
  const isPersons = link.kind === "person";
  const other = partyOf(hosted.store.system.kind) === "social" ? "employment" : "social";
  const meant = plans
    .filter(({ person }) => !isDeathTold(person.state))
    .filter(({ subjects }) => !isPersons || subjects.includes(link.subject ?? ""));
  const steps = meant.flatMap(({ book }) => [
    ...book.steps,
    ...book.privateSteps.filter((step) => !isPlainTime(step)),
  ]);
  return (
    steps
      .filter((step) => !isWithdrawnLine(step) && stepState(step) !== "stopped")
      .filter((step) => !isOffCalendar(step, isPersons))
      // A worker's calendar has not what the other office does by itself.
      .filter((step) => isPersons || stepSide(step) !== other)
      .flatMap((step) => eventsIn(step, from, to, say))
      .slice(0, events_max)
  );
}

function eventsIn(step: StoredRecord, from: string, to: string, say: Say): FeedEvent[] {
  const { zone = "UTC" } = (valueOf(step.state, "times") ?? {}) as Partial<Times>;
  return occurrencesOf(step, from, to)
    .filter(({ day }) => day !== "")
    .map(({ time, day, start, end }) => ({
      // A name of its own: a key would say that two feeds speak of one step.
      uid: sha256(`tandem-event\n${step.id}\n${time}`).slice(0, 32),
      day,
      start,
      end,
      zone,
      title: say(start === "" ? "due" : "appointment"),
    }));
}
