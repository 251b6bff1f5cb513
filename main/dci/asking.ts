/** Asks for a `dci` command: a registered partner by its agreement and with evidence, another plainly. */
import { setTimeout as pause } from "node:timers/promises";
import { uuidv7 } from "uuidv7";
import type { JsonObject } from "../../domain/json.ts";
import { askAndGo, askAndWait, type Asking, type SyncQuestion } from "../../server/asking/ask.ts";
import { evidenceOf, loadQuestion } from "../../store/questions.ts";
import { findByIdentifiers } from "../../store/receipts.ts";
import type { Answer } from "../../wire/client-answers.ts";
import type { Told } from "../../wire/client-line.ts";
import type { Client } from "../../wire/client.ts";
import { refusalCodes } from "../../domain/refusals.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import { identifierOf, purposeOf, type QueryOptions } from "./query.ts";
import { usage, type Target } from "./target.ts";

/** What came of a synchronous question: its messages, or what went wrong. */
export interface Outcome<M> {
  question: string | null;
  messages: M[];
  /** Keys and digests of what was received. */
  evidence: { digest: string; thumbprint: string; at: string }[];
  failure: Exclude<Answer<M>, { kind: "answer" }> | null;
}

/** Asks and waits for every message of the answer. @throws CannotGoOn when nothing may be asked. */
export async function askNow<M>(
  target: Target,
  options: QueryOptions,
  question: SyncQuestion<M>,
): Promise<Outcome<M>> {
  const collected: Answer<M>[] = [];
  const collecting: SyncQuestion<M>["ask"] = async function* (line, transactionId) {
    for await (const answer of question.ask(line, transactionId)) {
      collected.push(answer);
      yield answer;
    }
  };
  const id = target.registered
    ? await askedAs(target, options, (asking) =>
        askAndWait(asking, { ...question, ask: collecting }),
      )
    : await exhausted(collecting(target.line, uuidv7()));
  const answers = collected.flatMap((one) => (one.kind === "answer" ? [one] : []));
  const last = collected.at(-1);
  return {
    question: id,
    messages: answers.map(({ message }) => message),
    evidence: answers.map(({ evidence: { digest, thumbprint, at } }) => ({
      digest,
      thumbprint,
      at,
    })),
    failure: last === undefined || last.kind === "answer" ? null : last,
  };
}

/** Asks, and leaves the answer to the callback. */
export async function askLater(
  target: Target,
  options: Pick<QueryOptions, "purpose"> & Partial<QueryOptions>,
  question: {
    operation: "search" | "txn/status" | "subscribe" | "unsubscribe";
    asked: JsonObject;
    ask: (line: Client, transactionId: string) => Promise<Told>;
  },
): Promise<{ question: string | null; told: Told }> {
  let told: Told = { kind: "outage", reason: "nothing was asked" };
  const ask = async (line: Client, transactionId: string) => {
    told = await question.ask(line, transactionId);
    return told;
  };
  const id = target.registered
    ? await askedAs(target, options, (asking) => askAndGo(asking, { ...question, ask }))
    : (await ask(target.line, uuidv7())) && null;
  return { question: id, told };
}

/** Waits until the running node has taken the whole answer in. Null: not in time. */
export async function awaitAnswer(
  { registered }: Target,
  question: string,
  seconds: number,
): Promise<{ state: string; messages: JsonObject[] } | null> {
  if (!registered) return null;
  const { store } = registered.hosted;
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const now = await loadQuestion(store, question);
    if (now && now.state !== "asked") {
      const kept = await evidenceOf(store, question);
      return { state: now.state, messages: kept.map(({ message }) => message) };
    }
    if (performance.now() >= until) return null;
    await pause(answer_poll_ms);
  }
}

const answer_poll_ms = 200;

async function askedAs(
  { line, registered }: Target,
  options: Pick<QueryOptions, "purpose"> & Partial<QueryOptions>,
  ask: (
    asking: Asking,
  ) => Promise<
    { ok: true; question: { id: string } } | { ok: false; code: keyof typeof refusalCodes }
  >,
): Promise<string> {
  if (!registered) throw usage("There is nobody to ask.");
  const { hosted, partner } = registered;
  const { store } = hosted;
  const identifier = identifierOf(options);
  const known = identifier ? await findByIdentifiers(store, [identifier]) : [];
  const [record_id, ...more] = known;
  const asked = await ask({
    hosted,
    partner,
    line,
    purpose: purposeOf(options.purpose),
    by: { name: "command line", role: "operator", system: store.system.id },
    about: record_id && more.length === 0 ? { record_id, fields: ["identifiers"] } : null,
    newId: uuidv7,
  });
  if (asked.ok) return asked.question.id;
  throw new CannotGoOn({ code: exitCodes.refused, line: refusalCodes[asked.code].text });
}

async function exhausted(answers: AsyncIterable<unknown>): Promise<null> {
  const each = answers[Symbol.asyncIterator]();
  while ((await each.next()).done !== true);
  return null;
}
