import type { JsonObject } from "../domain/json.ts";
import { profileOf } from "../exchange/writing-terms.ts";
import type { Comparison } from "../store/comparisons.ts";
import type { Store } from "../store/database.ts";
import { loadSubscription, type Subscription } from "../store/feed.ts";
import type { Partner } from "../store/partners.ts";
import { readResend, resendRecords } from "../store/resend.ts";
import type { Client } from "../wire/client.ts";
import { askForPeople, type AskingPeople, type Said } from "./search-asking.ts";
import { differenceOf, toldNow, type ToldNow } from "./search-held.ts";
import type { Agreements } from "./shared-records.ts";

/** News of one person that a partner told nobody, as it says it: only these fields of it. */
export interface FoundNews {
  record: JsonObject;
  fields: ReadonlySet<string>;
  /** Our record and its version when it was judged; changed since, it is looked at another time. */
  record_id: string;
  version: number;
}

/** What a comparison by search works with. */
export interface SearchComparing {
  store: Store;
  partner: Partner;
  agreements: Agreements;
  line: Pick<Client, "syncSearch">;
  newId: () => string;
  /** Takes news in by the ordinary way of what a partner says; false: not now. */
  takeFound: (partner: Partner, news: readonly FoundNews[]) => Promise<boolean>;
  /** Waits, for what is sent again to arrive; false: stop, we are going down. */
  pause: (ms: number) => Promise<boolean>;
}

/** What it came to. `problem`: why it ended before everybody was looked at; empty: it did not. */
export type SearchCompared = Pick<
  Comparison,
  "records" | "different" | "repaired" | "waiting" | "problem"
> & { until: string | null };

/** People of one message; people of one run, after whom the next one goes on. */
const people_asked_max = 20;
const people_looked_at_max = 10_000;
/** People who differ and are looked at again at once. */
const looked_at_again_max = 500;
/** How long what is sent again is waited for. */
const arrival_pause_ms = 1_000;
const arrival_rounds_max = 20;

/**
 * Compares with a plain DCI partner, by its own search, what it was told of people with what it has
 * (guarantees, E: nightly digest by sync search). What passed between the two before and is not what
 * it took last, it lost: it is told again. What never passed, we missed: it is taken in as if it had
 * been told, through authority and proposals. Who cannot be asked for, or is not answered clearly, is
 * counted as waiting; nothing follows from an answer that is missing.
 */
export async function compareBySearch(
  at: SearchComparing,
  after: string | null = null,
): Promise<SearchCompared> {
  const asking = { ...at, back: at.agreements.back, profile: profileOf(at.partner.terms.writing) };
  const subs = new Map<string, Subscription | null>();
  const sum = { records: 0, waiting: 0, problem: "", until: after };
  const different = new Set<string>();
  for (let looked = 0; ;) {
    const page = { after: sum.until, limit: people_asked_max };
    const { people, read, last } = await toldNow(
      at.store,
      at.partner.id,
      at.agreements.out,
      subs,
      page,
    );
    const done = await lookAt(asking, at, people);
    sum.records += done.compared;
    sum.waiting += done.waiting;
    for (const id of done.different) different.add(id);
    if (done.failure !== "") {
      sum.problem = done.failure;
      break;
    }
    looked += read;
    const isLast = read < people_asked_max;
    sum.until = isLast ? null : last;
    if (isLast || looked >= people_looked_at_max || !(await at.pause(0))) break;
  }
  const repaired = await countRepaired(asking, at, subs, different);
  return { ...sum, different: different.size, repaired };
}

interface Looked {
  compared: number;
  waiting: number;
  different: string[];
  failure: string;
}

/** Asks for some people and puts right what differs. */
async function lookAt(
  asking: AskingPeople,
  at: SearchComparing,
  people: readonly ToldNow[],
): Promise<Looked> {
  const looked: Looked = { compared: 0, waiting: 0, different: [], failure: "" };
  if (people.length === 0) return looked;
  const { said, failure } = await askForPeople(asking, people);
  const again = new Map<string, string[]>();
  const news: FoundNews[] = [];
  for (const one of people) {
    const judged = judge(at.store, one, said.get(one.record.id));
    if (judged === "waiting") {
      if (failure === "") looked.waiting += 1;
      continue;
    }
    looked.compared += 1;
    if (judged === "same") continue;
    looked.different.push(one.record.id);
    if (judged.lost) again.set(one.code, [...(again.get(one.code) ?? []), one.record.id]);
    if (judged.news) news.push(judged.news);
  }
  for (const [code, ids] of again) await resendRecords(at.store, code, ids, "digest");
  // What is not taken now shows as different and not repaired; the next look finds it again.
  if (news.length > 0) await at.takeFound(at.partner, news);
  return { ...looked, failure };
}

type Judged = "same" | "waiting" | { lost: boolean; news: FoundNews | null };

/** What is still to go there is no difference; what the partner has of its own is, even then. */
function judge(store: Store, told: ToldNow, said: Said | undefined): Judged {
  if (!said || said.kind === "unclear") return "waiting";
  if (said.kind === "nobody") return told.isUnderWay ? "waiting" : { lost: true, news: null };
  const { lost, news: fields } = differenceOf(store, told, said.values);
  if (fields.length === 0) {
    if (!lost) return "same";
    return told.isUnderWay ? "waiting" : { lost, news: null };
  }
  const { id: record_id, version } = told.record;
  const news = { record: said.record, fields: new Set(fields), record_id, version };
  return { lost: lost && !told.isUnderWay, news };
}

/** How many of those who differed are the same now, once what was sent again has arrived. */
async function countRepaired(
  asking: AskingPeople,
  at: SearchComparing,
  subs: ReadonlyMap<string, Subscription | null>,
  different: ReadonlySet<string>,
): Promise<number> {
  const ids = [...different].slice(0, looked_at_again_max);
  if (ids.length === 0 || !(await arrived(at, [...subs.keys()]))) return 0;
  let repaired = 0;
  for (let begin = 0; begin < ids.length; begin += people_asked_max) {
    const some = ids.slice(begin, begin + people_asked_max);
    const { people } = await toldNow(at.store, at.partner.id, at.agreements.out, new Map(), {
      ids: some,
    });
    const { said } = await askForPeople(asking, people);
    repaired += people.filter(
      (one) => judge(at.store, one, said.get(one.record.id)) === "same",
    ).length;
  }
  return repaired;
}

/** Waits until nothing is queued to be sent again; a subscription that may not go now is not waited for. */
async function arrived(at: SearchComparing, codes: readonly string[]): Promise<boolean> {
  for (let round = 0; round < arrival_rounds_max; round += 1) {
    const queued = await Promise.all(codes.map((code) => isOnItsWay(at.store, code)));
    if (!queued.includes(true)) return true;
    if (!(await at.pause(arrival_pause_ms))) return false;
  }
  return true;
}

async function isOnItsWay(store: Store, code: string): Promise<boolean> {
  if ((await readResend(store, code, 1)).length === 0) return false;
  const sub = await loadSubscription(store, code);
  const now = store.clock.nowMs();
  return sub?.status === "active" && sub.problem === "" && (sub.window_at?.getTime() ?? 0) <= now;
}
