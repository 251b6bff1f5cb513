import {
  confirmAnswer,
  giveAnswer,
  standingOf,
  type AnswerBook,
} from "../../domain/assessment/answering.ts";
import {
  askedBy,
  questionCodes,
  questionOf,
  sections,
  type QuestionCode,
} from "../../domain/assessment/catalogue.ts";
import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { creatorOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { act } from "../../store/act.ts";
import {
  linkedPartners,
  loadAbout,
  loadRecord,
  loadRecords,
  resolveKeys,
} from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { AnswersBody, AssessmentView, type QuestionView } from "../api/assessment-schemas.ts";
import { systemRef } from "../hosting.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { stampInstant } from "./field-view.ts";

/** The assessment, once for both offices: what is known is shown, and only the rest is asked. */
export function assessmentRoutes(doors: Doors): void {
  const read = {
    url: "/people/:id/assessment",
    summary: "Every question to a person: answered with source and date, or open",
    answer: AssessmentView,
  };
  get(doors, read, async (call) => {
    const book = await bookOf(call);
    return book ? done(await assessmentView(call, book)) : refused("err.not_found");
  });
  const write = {
    url: "/people/:id/assessment",
    summary: "What the person said, and what was shown and is still right",
    body: AnswersBody,
    answer: AssessmentView,
  };
  post(doors, write, async (call) => {
    const { store, body, id } = call;
    const acted = await act(store, call.acting("assessment.answer"), async (ctx) => {
      const [book, partners] = await Promise.all([bookOf(call), linkedPartners(store, id)]);
      if (!book) return refused("err.not_found");
      const decided = decideAll(ctx, book, partners, body);
      return decided.ok ? { ...decided, result: null } : decided;
    });
    if (!acted.ok) return acted;
    const book = await bookOf(call);
    return book ? done(await assessmentView(call, book)) : refused("err.not_found");
  });
}

/** All of one conversation together, or nothing of it: each answer builds on those before it. */
function decideAll(
  ctx: Deciding,
  first: AnswerBook,
  partners: readonly string[],
  { answers = [], confirmed = [] }: AnswersBody,
): { ok: true; changes: Change[] } | Refusal {
  const changes: Change[] = [];
  let book = first;
  const steps = [
    ...answers.map((one) => () => {
      const seen = one.seen === undefined ? {} : { seen: one.seen };
      return giveAnswer(ctx, book, partners, { ...one, value: one.value as Json, ...seen });
    }),
    ...confirmed.map((code) => () => confirmAnswer(ctx, book, code)),
  ];
  for (const step of steps) {
    const decided = step();
    if (!decided.ok) return decided;
    changes.push(...decided.changes);
    for (const change of decided.changes) book = afterOne(book, change);
  }
  return { ok: true, changes };
}

function afterOne(book: AnswerBook, change: Change): AnswerBook {
  const { record, after: state, ownVersion } = change;
  const now = { ...record, state, ownVersion, version: change.expected + 1 };
  if (record.id === book.person.id) return { ...book, person: now };
  if (record.type !== "Answer") return book;
  return { ...book, answers: [...book.answers.filter(({ id }) => id !== record.id), now] };
}

async function bookOf({ store, id }: Call<unknown>): Promise<AnswerBook | null> {
  const [person, answers] = await Promise.all([
    loadRecord(store, id),
    loadAbout(store, [id], ["Answer"]),
  ]);
  return person?.type === "Person" ? { person, answers } : null;
}

async function assessmentView(call: Call<unknown>, book: AnswerBook): Promise<AssessmentView> {
  const { store } = call;
  const asked = askedBy(store.system.kind, await programmesAsk(call, book.person));
  const views = questionCodes
    .map((code) => questionView(call, book, code, asked.has(code)))
    // What only the other office asks is shown once it was answered.
    .filter((view) => view.asked || view.state === "answered");
  const of = (section: string) => views.filter(({ code }) => questionOf(code)?.section === section);
  const repeats = questionCodes.reduce((sum, code) => sum + standingOf(book, code).repeats, 0);
  return {
    person: { id: book.person.id, name: displayName(valueOf(book.person.state, "name")) },
    sections: sections
      .map((section) => ({ section, questions: of(section) }))
      .filter(({ questions }) => questions.length > 0),
    open: views.filter(({ state }) => state === "open").length,
    answered: views.filter(({ state }) => state === "answered").length,
    repeats,
  };
}

function questionView(
  { hosted }: Call<unknown>,
  book: AnswerBook,
  code: QuestionCode,
  asked: boolean,
): QuestionView {
  const question = questionOf(code);
  if (!question) throw new RangeError("a question of the catalogue is not in it");
  const { answer, field = null, isPrivate = false } = question;
  const { state, value, version, confirmed_on } = standingOf(book, code);
  return {
    code,
    kind: answer.kind,
    options: "options" in answer ? [...answer.options] : [],
    max: answer.kind === "number" ? answer.max : null,
    state,
    value,
    source: version && systemRef(hosted, version.o),
    on: version && stampInstant(version.h),
    confirmed_on,
    stamp: version?.h ?? "",
    field,
    private: isPrivate,
    asked,
  };
}

/** Questions that our programmes need of whoever is in them. */
async function programmesAsk({ store }: Call<unknown>, person: StoredRecord): Promise<string[]> {
  const enrolments = await loadAbout(store, [person.id], ["Enrolment"]);
  const keys = enrolments.flatMap(({ state }) => {
    const programme = valueOf(state, "programme") as ProgrammeName | undefined;
    // A partner's programme is asked about by its own office.
    return programme && creatorOf(programme.id) === store.system.id ? [programme.id] : [];
  });
  const resolved = await resolveKeys(store, keys);
  const programmes = await loadRecords(
    store,
    [...resolved.values()].map(({ id }) => id),
  );
  return [...programmes.values()].flatMap(({ state }) => definitionOf(state)?.assessment ?? []);
}
