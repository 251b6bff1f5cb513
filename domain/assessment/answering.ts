import { Compile } from "typebox/compile";
import { isDay } from "../attributes.ts";
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { editFields, isValid, newRecord, ownChange } from "../editing.ts";
import type { Stamp } from "../hlc.ts";
import { sameJson, type Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord, type Version } from "../record.ts";
import { AtHand, CareTimes, Papers, type CareTime } from "../records/assessment-records.ts";
import type { SystemId } from "../records/field.ts";
import { questionOf, type AnswerKind, type Question } from "./catalogue.ts";

/** How one question stands, whoever asked it. */
export interface Standing {
  /** `kept`: the other office has the answer and does not share it. */
  state: "open" | "answered" | "kept";
  value: Json | null;
  /** The version that shows: who wrote it and when; null: nobody did. */
  version: Version | null;
  confirmed_on: string | null;
  repeats: number;
}

/** What a person said so far: the person, and the Answers about the person. */
export interface AnswerBook {
  person: StoredRecord;
  answers: readonly StoredRecord[];
}

/** The answer to a question that shows: the attribute's, or the one that was given last. */
export function standingOf(book: AnswerBook, code: string): Standing {
  const question = questionOf(code);
  const records = answersTo(book, code);
  const confirmed = records.map(({ state }) => textOf(state, "confirmed_on")).filter(Boolean);
  const repeats = records.reduce((sum, { state }) => sum + numberOf(valueOf(state, "repeats")), 0);
  const version = question ? shownVersion(book, code, question) : null;
  const known = version !== null && version.v !== null && version.v !== "";
  const isKept = !known && records.some(({ state }) => textOf(state, "asked_on") !== "");
  return {
    state: known ? "answered" : isKept ? "kept" : "open",
    value: known ? version.v : null,
    version: known ? version : null,
    confirmed_on: confirmed.sort().at(-1) ?? null,
    repeats,
  };
}

function shownVersion(book: AnswerBook, code: string, question: Question): Version | null {
  if (question.field !== undefined) return book.person.state.fields[question.field]?.[0] ?? null;
  const versions = answersTo(book, code).flatMap(
    ({ state }) => state.fields[valueField(question)]?.[0] ?? [],
  );
  return versions.sort((a, b) => (a.h < b.h ? 1 : -1))[0] ?? null;
}

/** Two offices may have begun one each while they were apart: the eldest is written on. */
function answersTo({ answers }: AnswerBook, code: string): StoredRecord[] {
  return answers
    .filter(({ type, state }) => type === "Answer" && textOf(state, "question") === code)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

const valueField = ({ isPrivate }: Question) => (isPrivate ? "private_value" : "value");

export interface Given {
  question: string;
  value: Json;
  /** The stamp of the answer that was on the screen; left out: it was asked without looking. */
  seen?: Stamp;
}

type Answered = { ok: true; changes: Change[]; repeated: boolean } | Refusal;

/**
 * What the person said to a question. An answer that was there already and was not looked at was
 * asked for a second time: that is counted, as it costs the person. An attribute that another office
 * owns becomes a proposal, by the same gesture as everywhere.
 */
export function giveAnswer(
  ctx: Deciding,
  book: AnswerBook,
  linkedPartners: readonly SystemId[],
  { question: code, value, seen }: Given,
): Answered {
  const question = questionOf(code);
  if (!question || !fits(question.answer, value)) return refused("err.bad_input", [code]);
  const standing = standingOf(book, code);
  if (seen !== undefined && seen !== (standing.version?.h ?? "")) {
    return refused("err.stale", [code]);
  }
  const repeated = standing.state === "answered" && seen === undefined;
  const today = ctx.nowIso.slice(0, 10);
  const repeats = repeated ? { repeats: ownRepeats(book, code) + 1 } : {};
  if (question.field !== undefined) {
    const changes = { [question.field]: value };
    const edited = editFields(ctx, book.person, linkedPartners, { changes }, "answer.given");
    if (!edited.ok) return refused(edited.code, [code]);
    const noted = repeated ? [writeAnswer(ctx, book, code, { asked_on: today, ...repeats })] : [];
    return { ok: true, changes: [...edited.changes, ...noted], repeated };
  }
  const said = sameJson(standing.value, value) ? {} : { [valueField(question)]: value };
  if (!isValid("Answer", valueField(question), value)) return refused("err.bad_input", [code]);
  const fields = { ...said, asked_on: today, by: { ...ctx.by }, ...repeats };
  return { ok: true, changes: [writeAnswer(ctx, book, code, fields)], repeated };
}

/** "Still right": the person was shown the answer and not asked again. */
export function confirmAnswer(
  ctx: Deciding,
  book: AnswerBook,
  code: string,
): { ok: true; changes: Change[] } | Refusal {
  const standing = standingOf(book, code);
  if (standing.state !== "answered") return refused("err.bad_input", [code]);
  const today = ctx.nowIso.slice(0, 10);
  if (standing.confirmed_on === today) return { ok: true, changes: [] };
  return { ok: true, changes: [writeAnswer(ctx, book, code, { confirmed_on: today })] };
}

function writeAnswer(
  ctx: Deciding,
  book: AnswerBook,
  code: string,
  given: Record<string, Json>,
): Change {
  const { person } = book;
  const act = "confirmed_on" in given ? "answer.confirmed" : "answer.given";
  const [known] = answersTo(book, code);
  if (known) return ownChange(ctx, known, { fields: given }, act);
  const record = newRecord(ctx, "Answer", { subject: person.id, household: person.household });
  const fields = { person: person.key, question: code, ...given };
  return ownChange(ctx, record, { fields }, act);
}

function ownRepeats(book: AnswerBook, code: string): number {
  const [known] = answersTo(book, code);
  return known ? numberOf(valueOf(known.state, "repeats")) : 0;
}

function numberOf(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}

function fits(answer: AnswerKind, value: Json): boolean {
  switch (answer.kind) {
    case "text":
      return typeof value === "string" && value.trim() !== "" && value.length <= text_chars_max;
    case "yes_no":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number" && value >= 0 && value <= answer.max;
    case "one":
      return typeof value === "string" && answer.options.includes(value);
    case "some":
      return (
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((one) => typeof one === "string" && answer.options.includes(one))
      );
    case "care":
      return isCare.Check(value) && value.every(hasItsDays);
    case "papers":
      return isPapers.Check(value) && value.every(({ until }) => until === null || isDay(until));
    case "money":
      return isMoney.Check(value);
  }
}
const text_chars_max = 1_000;
const isCare = Compile(CareTimes);
const isPapers = Compile(Papers);
const isMoney = Compile(AtHand);

/** Somebody is named, and days exist and are in order. */
function hasItsDays({ who, begins, ends, others }: CareTime): boolean {
  const days = [begins, ends].filter((day) => day !== null);
  const isOrdered = begins === null || ends === null || begins <= ends;
  const named = [who, ...others.map((one) => one.who)];
  return isOrdered && days.every(isDay) && named.every((name) => name.trim() !== "");
}
