/** What the programme's people do on its page: search, name a household's member, change a status. */
import type { Asking } from "./asking.ts";
import { readFound, rejectionOf, searchMessage } from "./households.ts";
import type { Book, Worker, WorkerStatus } from "./ledger.ts";
import type { News } from "./news.ts";
import type { WorksSettings } from "./settings.ts";

/** The programme's acts; each is in the ledger when it returns. */
export interface Works {
  search(): Promise<void>;
  name(householdId: string, memberId: string): void;
  change(memberId: string, status: WorkerStatus): void;
}

/** The acts over the programme's book. */
export function createWorks(
  settings: WorksSettings,
  book: Book,
  asking: Asking,
  news: News,
): Works {
  return {
    async search() {
      const message = searchMessage(settings.project, today());
      const said = await asking.say("sync/search", "search", message);
      news.reached(said.ok ? "" : said.problem);
      const at = new Date().toISOString();
      const found = said.ok ? readFound(said.message) : null;
      const problem = said.ok ? rejectionOf(said.message) : said.problem;
      book.change(({ search }) =>
        found
          ? { households: found.households, search: { at, total: found.total, problem: "" } }
          : { search: { ...search, at, problem } },
      );
    },
    name(householdId, memberId) {
      const household = book.now().households.find(({ id }) => id === householdId);
      const member = household?.members.find(({ id }) => id === memberId);
      if (!household || !member) return;
      const worker: Worker = {
        member,
        household: household.number,
        status: "Active",
        since: today(),
        enrolled_on: today(),
        news: "waiting",
        reason: "",
      };
      book.change(({ workers }) => ({
        workers: [...workers.filter((one) => one.member.id !== memberId), worker],
      }));
    },
    change(memberId, status) {
      const change = { status, since: today(), news: "waiting" as const, reason: "" };
      book.change(({ workers }) => ({
        workers: workers.map((one) => (one.member.id === memberId ? { ...one, ...change } : one)),
      }));
    },
  };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
