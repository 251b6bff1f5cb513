/** The link to the registry: the standing subscription, and news that is repeated until it is taken. */
import { randomUUID } from "node:crypto";
import type { Asking } from "./asking.ts";
import type { Book } from "./ledger.ts";
import { subscribeMessage, updatesMessage } from "./messages.ts";
import { objects, text } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";

/** The registry is told, and asked again, this often; failures slow it down. */
const round_ms = 2_000;
const round_ms_max = 60_000;

/** Rounds that go on by themselves. */
export interface News {
  /** What a call to the registry came to; an empty problem is none. */
  reached(problem: string): void;
  start(): void;
  stop(): void;
}

/** Keeps the registry told, and us subscribed. */
export function createNews(settings: WorksSettings, book: Book, asking: Asking): News {
  let timer: NodeJS.Timeout | undefined;
  let pause = round_ms;
  let stopped = true;

  const reached = (problem: string) => {
    const reached_at = new Date().toISOString();
    book.change(({ link }) => ({ link: { ...link, problem, ...(problem ? {} : { reached_at }) } }));
    pause = problem ? Math.min(pause * 2, round_ms_max) : round_ms;
  };
  const round = async () => {
    const { state } = book.now().subscription;
    if (state === "none" || state === "asked") reached(await subscribe(book, asking));
    const problem = await tell(settings, book, asking);
    if (problem !== null) reached(problem);
    if (!stopped) timer = setTimeout(() => void round(), pause);
  };
  return {
    reached,
    start() {
      stopped = false;
      timer = setTimeout(() => void round(), 0);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Asked under one transaction id until it is answered: the registry makes one subscription of it. */
async function subscribe(book: Book, asking: Asking): Promise<string> {
  const { subscription } = book.now();
  const transaction_id = subscription.transaction_id || `works-${randomUUID()}`;
  book.change(() => ({ subscription: { ...subscription, transaction_id, state: "asked" } }));
  const said = await asking.say("subscribe", "subscribe", subscribeMessage(transaction_id));
  return said.ok ? "" : said.problem;
}

/** Tells of every worker the registry has not heard of; null when there is none. */
async function tell(settings: WorksSettings, book: Book, asking: Asking): Promise<string | null> {
  const waiting = book.now().workers.filter(({ news }) => news === "waiting");
  if (waiting.length === 0) return null;
  const message = updatesMessage(settings, waiting);
  const said = await asking.say("sync/enrollment/updates", "notify", message);
  if (!said.ok) return said.problem;
  const answers = objects(said.message["enrolled_response"]);
  book.change(({ workers }) => ({
    workers: workers.map((worker) => {
      const answer = answers[waiting.indexOf(worker)];
      // Changed meanwhile, or not answered: it goes again.
      if (!answer) return worker;
      const refused = answer["status"] === "rjct";
      const reason = refused ? text(answer["status_reason_message"]) : "";
      return { ...worker, news: refused ? "refused" : "told", reason };
    }),
  }));
  return "";
}
