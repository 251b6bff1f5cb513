/** Fair process and complaints: asked, answered, helped, decided, objected to. */
import { Type } from "typebox";
import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import { answerComplaint, makeComplaint } from "../../domain/hearing/complaint.ts";
import {
  answerHearing,
  appealHearing,
  carryOut,
  decideAppeal,
  decideHearing,
  helpHearing,
  openHearing,
} from "../../domain/hearing/hearing.ts";
import { dueOf, hearingState } from "../../domain/hearing/law.ts";
import { textOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadRecord, loadRecords, resolveKeys } from "../../store/load.ts";
import { newestMatters } from "../../store/reading/matters.ts";
import {
  AnswerComplaintBody,
  AnswerHearingBody,
  AppealBody,
  DecideAppealBody,
  DecideHearingBody,
  HearingView,
  HelpBody,
  Matters,
  NewComplaintBody,
  NewHearingBody,
  PersonMatters,
} from "../api/hearing-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { aroundOf, benefitOf, enrolmentsOf, missedOf } from "./hearing-loading.ts";
import { complaintView, hearingView } from "./hearing-view.ts";
import { todayOf } from "./loading.ts";
import type { Draft } from "./today.ts";

export function hearingRoutes(doors: Doors): void {
  readRoutes(doors);
  openRoute(doors);
  deedRoutes(doors);
  supervisedRoutes(doors);
  complaintRoutes(doors);
}

function readRoutes(doors: Doors): void {
  const list = {
    url: "/hearings",
    summary: "What was asked, decided and complained of",
    answer: Matters,
  };
  get(doors, list, async ({ hosted, store }) =>
    done(await mattersOf(hosted, await newestMatters(store))),
  );

  const one = { url: "/hearings/:id", summary: "One fair process", answer: HearingView };
  get(doors, one, async ({ hosted, store, id }) => {
    const hearing = await loadRecord(store, id);
    if (hearing?.type !== "Hearing") return refused("err.not_found");
    return done(hearingView(hosted, hearing, (await aroundOf(hosted, [hearing]))(hearing)));
  });

  const ofPerson = {
    url: "/people/:id/hearings",
    summary: "One person's, with what this office may ask about",
    answer: PersonMatters,
  };
  get(doors, ofPerson, async ({ hosted, store, id }) => {
    const person = await loadRecord(store, id);
    if (person?.type !== "Person") return refused("err.not_found");
    const [about, enrolments, missed] = await Promise.all([
      loadAbout(store, [person.id], ["Hearing", "Complaint"]),
      enrolmentsOf(hosted, person),
      missedOf(doors.node, hosted, person.id),
    ]);
    return done({
      ...(await mattersOf(hosted, about.reverse())),
      enrolments,
      missed: missed.map(({ step_id, what, time, day, shields }) => ({
        step_id,
        what,
        time,
        day,
        shields,
      })),
    });
  });
}

async function mattersOf(hosted: Hosted, records: readonly StoredRecord[]): Promise<Matters> {
  const hearings = records.filter(({ type }) => type === "Hearing");
  const complaints = records.filter(({ type }) => type === "Complaint");
  const around = await aroundOf(hosted, hearings);
  const people = await loadRecords(
    hosted.store,
    complaints.flatMap(({ subject }) => subject ?? []),
  );
  const openFirst = <T extends { open: boolean }>(items: T[]) =>
    [...items].sort((a, b) => Number(b.open) - Number(a.open));
  const today = todayOf(hosted);
  return {
    hearings: openFirst(
      hearings.map((one) => ({ one, open: hearingState(one, today) !== "closed" })),
    ).map(({ one }) => hearingView(hosted, one, around(one))),
    complaints: openFirst(
      complaints.map((one) => ({ one, open: textOf(one.state, "answered_at") === "" })),
    ).map(({ one }) => complaintView(hosted, one, people.get(one.subject ?? ""))),
  };
}

function openRoute(doors: Doors): void {
  const open = {
    url: "/people/:id/hearings",
    summary: "Ask the person about one missed duty; it decides nothing",
    body: NewHearingBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, open, async (call) => {
    const { hosted, store, body } = call;
    const acted = await act(store, call.acting("hearing.open"), async (ctx) => {
      const [person, enrolment] = await Promise.all([
        loadRecord(store, call.id),
        loadRecord(store, body.enrolment_id),
      ]);
      if (person?.type !== "Person") return refused("err.not_found");
      if (enrolment?.type !== "Enrolment") return refused("err.bad_input", ["/enrolment_id"]);
      const { step_id, time = "", on: day, fact = "", asked_by, language } = body;
      const missed = step_id === undefined ? [] : await missedOf(doors.node, hosted, person.id);
      const named = missed.find((one) => one.step_id === step_id && one.time === time);
      if (step_id !== undefined && !named) return refused("err.bad_input", ["/step_id"]);
      const step = named?.key ?? null;
      const decided = openHearing(
        ctx,
        person,
        enrolment,
        { step, time, day: named?.day ?? day, fact, asked_by, language },
        {
          rules: (await benefitOf(hosted, enrolment)).rules,
          shields: named?.shields ?? [],
          others: await loadAbout(store, [person.id], ["Hearing"]),
        },
      );
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

/** What a deed is made on. */
interface Matter {
  hearing: StoredRecord;
  person: StoredRecord;
  enrolment: StoredRecord;
  benefit: Awaited<ReturnType<typeof benefitOf>>;
}
type Decided = { ok: true; changes: Change[]; id: string } | Refusal;

async function onHearing(
  call: Call<unknown>,
  deed: string,
  decide: (ctx: Deciding, matter: Matter) => Decided,
) {
  const { hosted, store } = call;
  const acted = await act(store, call.acting(deed), async (ctx) => {
    const hearing = await loadRecord(store, call.id);
    if (hearing?.type !== "Hearing") return refused("err.not_found");
    const key = textOf(hearing.state, "enrolment");
    const named = (await resolveKeys(store, [key])).get(key);
    const [person, enrolment] = await Promise.all([
      loadRecord(store, hearing.subject ?? ""),
      loadRecord(store, named?.id ?? ""),
    ]);
    if (!person || !enrolment) return refused("err.not_found");
    const benefit = await benefitOf(hosted, enrolment);
    const decided = decide(ctx, { hearing, person, enrolment, benefit });
    return decided.ok ? { ...decided, result: decided.id } : decided;
  });
  return acted.ok ? done({ id: acted.result }) : acted;
}

function deedRoutes(doors: Doors): void {
  const answer = {
    url: "/hearings/:id/answer",
    summary: "What the person said",
    body: AnswerHearingBody,
    answer: Created,
  };
  post(doors, answer, (call) => {
    const { answer: said, cause = "" } = call.body;
    return onHearing(call, "hearing.answer", (ctx, { hearing }) =>
      answerHearing(ctx, hearing, { answer: said, cause }),
    );
  });
  const help = {
    url: "/hearings/:id/help",
    summary: "What was offered so that it works next time",
    body: HelpBody,
    answer: Created,
  };
  post(doors, help, (call) =>
    onHearing(call, "hearing.help", (ctx, { hearing }) =>
      helpHearing(ctx, hearing, call.body.help),
    ),
  );
  const appeal = {
    url: "/hearings/:id/appeal",
    summary: "The person objects; in time, the benefit stays or comes back until that is decided",
    body: AppealBody,
    answer: Created,
  };
  post(doors, appeal, (call) =>
    onHearing(call, "hearing.appeal", (ctx, { hearing, enrolment, benefit }) =>
      appealHearing(ctx, hearing, enrolment, call.body, benefit.rules),
    ),
  );
}

/** Who may look at a decision anew: never who made it (domain/hearing). */
const hearsAppeals: ReadonlySet<string> = new Set(["supervisor", "grievance_officer"]);

/** Decisions are a supervisor's: of the office that owns the benefit, and never who asked. */
function supervisedRoutes(doors: Doors): void {
  const decide = {
    url: "/hearings/:id/decide",
    summary: "A named human decides; nothing is carried out yet",
    body: DecideHearingBody,
    answer: Created,
  };
  post(doors, decide, async (call) => {
    if (call.worker.role !== "supervisor") return refused("err.supervisor");
    const { legal_source = "", ...body } = call.body;
    return onHearing(call, "hearing.decide", (ctx, { person, hearing, benefit }) =>
      decideHearing(ctx, person, hearing, { ...body, legal_source }, benefit.rules),
    );
  });
  const carry = {
    url: "/hearings/:id/carry-out",
    summary: "Carry out what was decided, on its day or later, with no objection open",
    body: Type.Object({}),
    answer: Created,
  };
  post(doors, carry, async (call) => {
    if (call.worker.role !== "supervisor") return refused("err.supervisor");
    return onHearing(call, "hearing.carry_out", (ctx, { person, hearing, enrolment, benefit }) =>
      carryOut(ctx, person, hearing, enrolment, benefit.law),
    );
  });
  const decideAgain = {
    url: "/hearings/:id/decide-appeal",
    summary: "Somebody else than who decided looks at it anew",
    body: DecideAppealBody,
    answer: Created,
  };
  post(doors, decideAgain, async (call) => {
    if (!hearsAppeals.has(call.worker.role)) return refused("err.supervisor");
    return onHearing(call, "hearing.decide_appeal", (ctx, { hearing, enrolment }) =>
      decideAppeal(ctx, hearing, enrolment, call.body),
    );
  });
}

function complaintRoutes(doors: Doors): void {
  const make = {
    url: "/people/:id/complaints",
    summary: "Write down a complaint; it has no effect on any support",
    body: NewComplaintBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, make, async (call) => {
    const { store, body } = call;
    const acted = await act(store, call.acting("complaint.make"), async (ctx) => {
      const person = await loadRecord(store, call.id);
      if (person?.type !== "Person") return refused("err.not_found");
      const { about, text, on } = body;
      const decided = makeComplaint(ctx, person, { about, text, made_on: on });
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
  const answer = {
    url: "/complaints/:id/answer",
    summary: "Answer a complaint",
    body: AnswerComplaintBody,
    answer: Created,
  };
  post(doors, answer, async (call) => {
    const { store } = call;
    const acted = await act(store, call.acting("complaint.answer"), async (ctx) => {
      const complaint = await loadRecord(store, call.id);
      if (complaint?.type !== "Complaint") return refused("err.not_found");
      const decided = answerComplaint(ctx, complaint, call.body);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

/** Processes and complaints in which this office has the next step. */
export async function mattersToday(hosted: Hosted): Promise<Draft[]> {
  const today = todayOf(hosted);
  const matters = await newestMatters(hosted.store);
  const waiting = matters.flatMap((one): { one: StoredRecord; kind: Kind; due: string }[] => {
    if (one.type === "Complaint") {
      const isOpen = textOf(one.state, "answered_at") === "";
      return isOpen ? [{ one, kind: "complaint", due: textOf(one.state, "answer_by") }] : [];
    }
    const due = dueOf(one, today);
    const state = hearingState(one, today);
    if (due === null || state === "asked") return [];
    return [{ one, kind: state === "appealed" ? "hearing_appeal" : "hearing", due }];
  });
  const people = await loadRecords(
    hosted.store,
    waiting.flatMap(({ one }) => one.subject ?? []),
  );
  return waiting.slice(0, today_max).flatMap(({ one, kind, due }): Draft[] => {
    const person = people.get(one.subject ?? "");
    if (!person) return [];
    return [
      {
        id: `${kind}/${one.id}`,
        kind,
        field: "",
        from: systemRef(hosted, hosted.store.system.id),
        at: textOf(one.state, "opened_at"),
        due: `${due}T23:59:59.000Z`,
        target: one.id,
        person,
      },
    ];
  });
}
type Kind = "hearing" | "hearing_appeal" | "complaint";
const today_max = 20;
