/** How far a worker has read the threads of a plan's steps, and what waits in them. */
import { refused } from "../../domain/change.ts";
import {
  bookOf,
  isPlanClosed,
  plan_messages_read_max,
  planTypes,
} from "../../domain/plan/plan-law.ts";
import { byStep, isBy, unanswered } from "../../domain/plan/threads.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import { loadRecord, loadRecords, resolveKeys } from "../../store/load.ts";
import { loadAboutAtMost } from "../../store/reading/plans.ts";
import {
  isAfter,
  markRead,
  messagesAbout,
  newestMessages,
  readMarks,
  type PlacedMessage,
} from "../../store/reading/threads.ts";
import { PlanThreads, ReadBody, ReadDone } from "../api/plan-schemas.ts";
import { systemRef } from "../hosting.ts";
import type { StaffSession } from "../sessions.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { loadPlanningOf } from "./plan-loading.ts";
import type { Draft } from "./today.ts";

/** Days after which an unread message is no more a task of today. */
const today_days = 30;
const today_messages_max = 500;
const today_threads_max = 20;
const about_records_max = 2_000;

export function threadRoutes(doors: Doors): void {
  const list = {
    url: "/plans/:id/threads",
    summary: "How many messages of each step this worker has not read",
    answer: PlanThreads,
  };
  get(doors, list, async ({ hosted, id, session }) => {
    const found = await loadPlanningOf(hosted, id, ["Plan"]);
    if (!found) return refused("err.not_found");
    const { book, about } = found;
    const subjects = [...new Set(about.flatMap(({ subject }) => subject ?? []))];
    const messages = await messagesAbout(hosted.store, subjects, plan_messages_read_max);
    const threads = byStep(messages, ({ record }) => record);
    const steps = book.steps.filter(({ key }) => threads.has(key));
    const read = await readMarks(
      hosted.store,
      session.persona.id,
      steps.map(({ id: step }) => step),
    );
    return done({
      items: steps.map((step) => ({
        step_id: step.id,
        unread: (threads.get(step.key) ?? []).filter(
          (one) => !isBy(one.record, session.worker) && isAfter(one, read.get(step.id)),
        ).length,
      })),
    });
  });

  const mark = {
    url: "/steps/:id/read",
    summary: "This worker has read a step's thread up to a message",
    body: ReadBody,
    answer: ReadDone,
  };
  post(doors, mark, async ({ hosted, id, session, body }) => {
    const [step, message] = await Promise.all([
      loadRecord(hosted.store, id),
      loadRecord(hosted.store, body.message_id),
    ]);
    const isOf = step?.type === "Step" && message?.type === "StepMessage";
    if (!isOf || textOf(message.state, "step") !== step.key) return refused("err.not_found");
    await markRead(hosted.store, session.persona.id, step.id, message.id);
    return done({ read: true });
  });
}

/** Threads with a message of the other office that this worker has not read and nobody answered. */
export async function unreadThreads({ hosted, persona }: StaffSession): Promise<Draft[]> {
  const { store } = hosted;
  const messages = await newestMessages(store, today_days, today_messages_max);
  const open = waitingIn(messages, store.system.id);
  const found = await resolveKeys(store, [...open.keys()]);
  const ids = [...found.values()].map(({ id }) => id);
  const [steps, read] = await Promise.all([
    loadRecords(store, ids),
    readMarks(store, persona.id, ids),
  ]);
  const unread = [...open].flatMap(([key, waiting]) => {
    const step = steps.get(found.get(key)?.id ?? "");
    const first = waiting.find((one) => step && isAfter(one, read.get(step.id)));
    return step && first ? [{ step, first }] : [];
  });
  const shown = unread.slice(-today_threads_max);
  const plans = await openPlans(
    hosted.store,
    shown.flatMap(({ step }) => step.subject ?? []),
  );
  const people = await loadRecords(
    store,
    shown.flatMap(({ step }) => step.subject ?? []),
  );
  return shown.flatMap(({ step, first }): Draft[] => {
    const person = people.get(step.subject ?? "");
    const plan = plans.get(step.subject ?? "");
    if (!person || !plan) return [];
    return [
      {
        id: `message/${step.id}`,
        kind: "message",
        field: textOf(step.state, "what"),
        from: systemRef(hosted, creatorOf(first.record.key)),
        at: `${first.at}Z`,
        target: plan.id,
        person,
      },
    ];
  });
}

/** Of each thread what our office has not answered, by the key of its step. */
function waitingIn(messages: readonly PlacedMessage[], self: string): Map<string, PlacedMessage[]> {
  const waiting = new Map<string, PlacedMessage[]>();
  for (const [key, thread] of byStep(messages, ({ record }) => record)) {
    const left = new Set(
      unanswered(
        thread.map(({ record }) => record),
        self,
      ),
    );
    const some = thread.filter(({ record }) => left.has(record));
    if (some.length > 0) waiting.set(key, some);
  }
  return waiting;
}

/** The open plan of each of these people. */
async function openPlans(
  store: StaffSession["hosted"]["store"],
  people: readonly string[],
): Promise<Map<string, StoredRecord>> {
  const about = await loadAboutAtMost(store, [...new Set(people)], planTypes, about_records_max);
  return new Map(
    people.flatMap((person) => {
      const book = bookOf(about.filter(({ subject }) => subject === person));
      return book && !isPlanClosed(book) ? [[person, book.plan] as const] : [];
    }),
  );
}
