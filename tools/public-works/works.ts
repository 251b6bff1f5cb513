/**
 * The programme at work: the standing subscription, the search, the naming of a household's member,
 * and the news to the registry, which is repeated until it is taken.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Asking } from "./asking.ts";
import { readFound, rejectionOf, searchMessage } from "./households.ts";
import type { Book, Worker, WorkerStatus } from "./ledger.ts";
import { objects, text, type JsonObject } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";

/** The registry is told, and asked again, this often; failures slow it down. */
const round_ms = 2_000;
const round_ms_max = 60_000;
const subscription_years = 1;

/** What the programme's own page may do. */
export interface Works {
  search(): Promise<void>;
  name(householdId: string, memberId: string): void;
  change(memberId: string, status: WorkerStatus): void;
  start(): void;
  stop(): void;
}

/** The programme over its book and its caller. */
export function createWorks(settings: WorksSettings, book: Book, asking: Asking): Works {
  let timer: NodeJS.Timeout | undefined;
  let pause = round_ms;
  let stopped = true;

  const reached = (problem: string) => {
    book.change(({ link }) => ({
      link: problem
        ? { ...link, problem }
        : { ...link, problem, reached_at: new Date().toISOString() },
    }));
    pause = problem ? Math.min(pause * 2, round_ms_max) : round_ms;
  };
  const round = async () => {
    const { subscription } = book.now();
    if (subscription.state === "none" || subscription.state === "asked") await subscribe();
    await tell();
    if (!stopped) timer = setTimeout(() => void round(), pause);
  };

  /** Asked under one transaction id until it is answered: the registry makes one subscription of it. */
  const subscribe = async () => {
    const { subscription } = book.now();
    const transaction_id = subscription.transaction_id || `works-${randomUUID()}`;
    book.change(() => ({ subscription: { ...subscription, transaction_id, state: "asked" } }));
    const said = await asking.say("subscribe", "subscribe", subscribeMessage(transaction_id));
    reached(said.ok ? "" : said.problem);
  };

  const tell = async () => {
    const waiting = book.now().workers.filter(({ news }) => news === "waiting");
    if (waiting.length === 0) return;
    const message = updatesMessage(settings, waiting);
    const said = await asking.say("sync/enrollment/updates", "notify", message);
    reached(said.ok ? "" : said.problem);
    if (!said.ok) return;
    const answers = objects(said.message["enrolled_response"]);
    book.change(({ workers }) => ({
      workers: workers.map((worker) => {
        const index = waiting.indexOf(worker);
        const answer = answers[index];
        // Changed meanwhile, or not answered: it goes again.
        if (index < 0 || !answer) return worker;
        const refused = answer["status"] === "rjct";
        const reason = refused ? text(answer["status_reason_message"]) : "";
        return { ...worker, news: refused ? "refused" : "told", reason };
      }),
    }));
  };

  return {
    async search() {
      const today = new Date().toISOString().slice(0, 10);
      const said = await asking.say(
        "sync/search",
        "search",
        searchMessage(settings.project, today),
      );
      reached(said.ok ? "" : said.problem);
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
      const today = new Date().toISOString().slice(0, 10);
      book.change(({ workers }) => ({
        workers: [
          ...workers.filter((worker) => worker.member.id !== memberId),
          {
            member,
            household: household.number,
            status: "Active",
            since: today,
            enrolled_on: today,
            news: "waiting",
            reason: "",
          },
        ],
      }));
    },
    change(memberId, status) {
      const since = new Date().toISOString().slice(0, 10);
      book.change(({ workers }) => ({
        workers: workers.map((worker) =>
          worker.member.id === memberId
            ? { ...worker, status, since, news: "waiting", reason: "" }
            : worker,
        ),
      }));
    },
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

/** Changes of the people the registry tells us of: their enrolment status, and that they are new to us. */
function subscribeMessage(transaction_id: string): JsonObject {
  const now = new Date();
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + subscription_years);
  const at = now.toISOString();
  return {
    transaction_id,
    subscribe_request: [
      {
        reference_id: "standing",
        timestamp: at,
        subscribe_criteria: {
          version: "1.0.0",
          reg_type: "ns:org:RegistryType:SP",
          reg_event_type: "enrolment_status_change",
          frequency: { start_time: at, end_time: until.toISOString(), frequency: "real-time" },
          filter_type: "predicate",
          filter: [
            {
              seq_num: 1,
              expression1: { attribute_name: "age", operator: "ge", attribute_value: "18" },
            },
          ],
          notify_record_type: "Member",
          authorize: { ts: at, purpose: { code: "work_support", text: "Public works" } },
        },
        locale: "eng",
      },
    ],
  };
}

/** PRS.EMP.03 step 7: the registry hears who works. The ids are a function of what is said, so a repetition is one. */
function updatesMessage({ project }: WorksSettings, workers: readonly Worker[]): JsonObject {
  const beneficiaries = workers.map(({ member, status, since, enrolled_on }) => ({
    "@type": "spdci:Beneficiary",
    assistance_unit: "1",
    member: {
      "@id": member.id,
      member_identifier: member.identifier
        ? [{ identifier_type: member.identifier.type, identifier_value: member.identifier.value }]
        : [],
    },
    programme_identifier: [
      { "@type": "Programme", programme_identifier: project.id, programme_name: project.name },
    ],
    enrolment_date: enrolled_on,
    enrolment_status: status,
    status_change_date: since,
    benefits: [
      {
        benefit_type: "Work Opportunity",
        benefit_date: since,
        benefit_description: `${project.wage_per_day} a day, ${project.days} days`,
      },
    ],
  }));
  const digest = createHash("sha256").update(JSON.stringify(beneficiaries)).digest("hex");
  return { transaction_id: `works-${digest.slice(0, 32)}`, enrolled_updates: { beneficiaries } };
}
