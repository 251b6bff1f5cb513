/** The steps of a subscription's life, each done once and looked at by several clauses. */
import { correlationOf, itemsIn, requireOffered } from "./answers.ts";
import type { Answer, JsonObject } from "./caller.ts";
import { awaitLetter, noteLetter, type Checking } from "./checking.ts";
import { Ended, skipped } from "./clause.ts";
import { correlates } from "./clauses/asynchronous.ts";
import type { Letter } from "./inbox.ts";
import { graphql, subscribe, subscribeItem, unsubscribe } from "./messages.ts";
import { listOf, memberOf, textOf } from "./reading.ts";

interface Subscribed {
  answer: Answer;
  asked: JsonObject[];
  callback: Letter | undefined;
}

/** One subscription for each event type, with a filter of the samples' kind. */
export function subscribed(at: Checking): Promise<Subscribed> {
  return at.once("a subscription", async () => {
    const asked = at.target.eventTypes.map((reg_event_type) =>
      subscribeItem(at, { reg_event_type, filter: graphql(at.target) }),
    );
    const header = { total_count: asked.length };
    const answer = await at.self.post("subscribe", subscribe(...asked), { header });
    requireOffered("subscribe", answer);
    const transaction = memberOf(answer.sent.message, "transaction_id");
    const callback = await awaitLetter(at, "on-subscribe", (letter) => {
      if (correlates(letter, correlationOf(answer))) return true;
      return memberOf(letter.envelope, "message", "transaction_id") === transaction;
    });
    return { answer, asked, callback };
  });
}

/** The subscription with the answer to it; ends the clause when none came. */
export async function told(at: Checking): Promise<Subscribed & { callback: Letter }> {
  const one = await subscribed(at);
  if (!one.callback) throw new Ended(skipped("No on-subscribe came; see subscribe.callback."));
  return { ...one, callback: one.callback };
}

/** The codes of our subscriptions. */
export async function ourCodes(at: Checking): Promise<string[]> {
  const { callback } = await told(at);
  const codes = itemsIn(callback.envelope).flatMap((item) =>
    listOf(item, "subscriptions").map((one) => textOf(one, "code")),
  );
  const known = codes.filter((code) => code !== "");
  if (known.length === 0) throw new Ended(skipped("There is no subscription code."));
  return known;
}

/** Subscribes to one thing that should be refused; the reason given. What was taken is ended again. */
export async function refusedCode(at: Checking, item: JsonObject): Promise<unknown> {
  const answer = await at.self.post("subscribe", subscribe(item));
  const correlation = correlationOf(answer);
  const atDoor = memberOf(answer.body, "message", "error", "code");
  if (atDoor !== undefined) return atDoor;
  const letter = await awaitLetter(at, "on-subscribe", (one) => correlates(one, correlation));
  const [answered] = itemsIn(letter?.envelope);
  const reason = memberOf(answered, "status_reason_code");
  const taken = listOf(answered, "subscriptions").map((one) => textOf(one, "code"));
  const ours = reason === undefined ? taken.filter((code) => code !== "") : [];
  if (ours.length > 0) await at.self.post("unsubscribe", unsubscribe(...ours));
  return reason;
}

export function isNotify(letter: Letter): boolean {
  return letter.action === "notify";
}

export function eventsIn(letter: Letter): unknown[] {
  return listOf(letter.envelope, "message", "notify_event");
}

/** A change is made at the server, and what it tells of it. */
export function notified(at: Checking): Promise<{ done: string; letters: Letter[] }> {
  return at.once("a real event", async () => {
    await ourCodes(at);
    return afterTrigger(at, at.waitMs);
  });
}

/** Ends our subscriptions; with a code, asks to end that one instead. */
export function unsubscribed(
  at: Checking,
  code?: string,
): Promise<{ answer: Answer; callback: Letter | undefined; codes: string[] }> {
  return at.once(`the end of ${code ?? "our subscriptions"}`, async () => {
    const codes = code === undefined ? await ourCodes(at) : [code];
    const answer = await at.self.post("unsubscribe", unsubscribe(...codes));
    requireOffered("unsubscribe", answer);
    const correlation = correlationOf(answer);
    const refused = textOf(answer.body, "message", "ack_status") === "ERR";
    const callback = refused
      ? undefined
      : await awaitLetter(at, "on-unsubscribe", (one) => correlates(one, correlation));
    return { answer, callback, codes };
  });
}

/** A change after the end: whoever still hears of it hears too much. */
export function silence(at: Checking): Promise<{ done: string; letters: Letter[] }> {
  return at.once("a change after the end", async () => {
    const { callback } = await unsubscribed(at);
    if (!callback) throw new Ended(skipped("The subscription did not end."));
    const { letters } = await notified(at);
    if (letters.length === 0) throw new Ended(skipped("No notify came before either."));
    return afterTrigger(at, at.quietMs);
  });
}

async function afterTrigger(at: Checking, waitMs: number) {
  if (!at.trigger) {
    throw new Ended(skipped("Nothing makes an event happen (--trigger or --staff)."));
  }
  const before = new Set(at.inbox.letters);
  const done = await at.trigger();
  at.note({ at: new Date().toISOString(), what: `Trigger: ${done}` });
  const fresh = (letter: Letter) => isNotify(letter) && !before.has(letter);
  await at.inbox.next(fresh, waitMs);
  const letters = at.inbox.letters.filter(fresh);
  for (const letter of letters) noteLetter(at, "notify", letter);
  return { done, letters };
}
