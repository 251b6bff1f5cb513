import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import { differingKeys, type DigestNode } from "../wire/digest-tree.ts";
import { digest_keys_max, type DigestRecord } from "../wire/messages/digest.ts";
import { digestRecords, digestTree } from "./digest-answer.ts";
import { putRight, sendAgain } from "./putting-right.ts";
import type { Agreements } from "./shared-records.ts";

/** What a comparison works with. */
export interface Comparing {
  store: Store;
  partner: Partner;
  agreements: Agreements;
  line: Pick<Client, "syncDigest">;
  /** Waits, for what is under way to arrive; false: stop, we are going down. */
  pause: (ms: number) => Promise<boolean>;
}

export interface Compared {
  records: number;
  different: number;
  repaired: number;
  waiting: number;
  root: string;
}
export type Outcome = { ok: true; compared: Compared } | { ok: false; problem: string };

/** More keys than this are not looked at in one comparison; the next one goes on. */
const keys_looked_at_max = 10_000;
/** How long, and how often, what is under way is waited for. */
const under_way_pause_ms = 1_000;
const under_way_rounds_max = 20;
/** A tree that is being made is asked for this often. */
const tree_pause_ms = 500;
const tree_asks_max = 600;

/**
 * Compares what a Tandem partner and we hold of what we share, by the Merkle digest of both sides,
 * and puts right what differs (guarantees, G6 and the convergence design G). A record counts as
 * different only when nothing of it is under way in either direction and both heads stand still;
 * what is under way is waited for and looked at again.
 */
export async function compareLink(at: Comparing): Promise<Outcome> {
  const first = await walk(at);
  if (!first.ok) return first;
  const judged = await judgeInPeace(at, first.keys);
  if (!judged) return noAnswer;
  const { different, waiting } = judged;
  const records = first.records;
  const compared = { records, different: different.length, repaired: 0, waiting: waiting.length };
  if (different.length === 0) return { ok: true, compared: { ...compared, root: first.root } };
  const after = await repair(at, different);
  if (!after) return noAnswer;
  const repaired = different.length - after.different.length - after.waiting.length;
  const again = await digestTree(at.store, at.partner, at.agreements);
  return {
    ok: true,
    compared: {
      ...compared,
      repaired,
      waiting: waiting.length + after.waiting.length,
      root: again.root,
    },
  };
}

const noAnswer = { ok: false, problem: "no_answer" } as const;

type Walked = { ok: true; keys: string[]; records: number; root: string };

/** Goes down both trees to the keys that differ. */
async function walk(at: Comparing): Promise<Walked | { ok: false; problem: string }> {
  const { store, partner, agreements } = at;
  const [mine, begun] = await Promise.all([
    digestTree(store, partner, agreements),
    askNodes(at, [""]),
  ]);
  if (!begun) return noAnswer;
  const ask = async (prefixes: string[]): Promise<readonly DigestNode[] | null> =>
    prefixes.length === 1 && prefixes[0] === ""
      ? begun.nodes
      : ((await askNodes(at, prefixes, begun.snapshot))?.nodes ?? null);
  const keys = await differingKeys(mine, ask, keys_looked_at_max);
  if (!keys) return noAnswer;
  const here = new Set(mine.leavesUnder("").map(({ key }) => key));
  const theirsAlone = keys.filter((key) => !here.has(key)).length;
  return { ok: true, keys, records: mine.count + theirsAlone, root: mine.root };
}

/** Nodes of the partner's tree; null: there is no answer, or no longer of that tree. */
async function askNodes(
  { line, pause }: Comparing,
  prefixes: string[],
  snapshot?: string,
): Promise<{ nodes: readonly DigestNode[]; snapshot: string } | null> {
  let of = snapshot;
  for (let asked = 0; asked < tree_asks_max; asked += 1) {
    const answer = await line.syncDigest({
      prefixes,
      ...(of === undefined ? {} : { snapshot: of }),
    });
    if (answer.kind !== "answer" || answer.message.snapshot === undefined) return null;
    const { message } = answer;
    if (of !== undefined && message.snapshot !== of) return null;
    of = answer.message.snapshot;
    if (message.ready) return { nodes: message.nodes, snapshot: of };
    if (!(await pause(tree_pause_ms))) return null;
  }
  return null;
}

interface Judged {
  different: string[];
  waiting: string[];
}

/** Looks again and again, while something is under way. */
async function judgeInPeace(
  at: Comparing,
  keys: readonly string[],
  wants: Parameters<typeof judge>[2] = {},
): Promise<Judged | null> {
  let judged = await judge(at, keys, wants);
  const different = new Set(judged?.different);
  for (let round = 0; judged && judged.waiting.length > 0; round += 1) {
    if (round === under_way_rounds_max || !(await at.pause(under_way_pause_ms))) break;
    judged = await judge(at, judged.waiting);
    for (const key of judged?.different ?? []) different.add(key);
  }
  return judged && { different: [...different], waiting: judged.waiting };
}

/**
 * Ours, theirs, and ours again. When ours did not change meanwhile and neither side has anything to
 * tell the other of the record, then each had all of the other's at the moment theirs was read.
 */
async function judge(
  at: Comparing,
  keys: readonly string[],
  wants: { recheck?: true; resend?: true } = {},
): Promise<Judged | null> {
  const { store, partner, agreements, line } = at;
  const judged: Judged = { different: [], waiting: [] };
  for (let begin = 0; begin < keys.length; begin += digest_keys_max) {
    const some = keys.slice(begin, begin + digest_keys_max);
    const before = await digestRecords(store, partner, agreements, some);
    const answer = await line.syncDigest({ keys: some, ...wants });
    if (answer.kind !== "answer") return null;
    const theirs = new Map(answer.message.records.map((record) => [record.key, record]));
    const after = await digestRecords(store, partner, agreements, some);
    for (const [index, ours] of after.entries()) {
      const their = theirs.get(ours.key);
      if (!their) return null;
      if (agree(ours, their)) continue;
      const stood = before[index]?.hash === ours.hash && before[index].settled && ours.settled;
      judged[stood && their.settled ? "different" : "waiting"].push(ours.key);
    }
  }
  return judged;
}

/** The same, but for fields in which one of the two holds something of a third system. */
function agree(ours: DigestRecord, theirs: DigestRecord): boolean {
  if (ours.hash === theirs.hash) return true;
  const foreign = new Set([...ours.foreign, ...theirs.foreign]);
  const names = new Set([...Object.keys(ours.fields), ...Object.keys(theirs.fields)]);
  const here = new Map(Object.entries(ours.fields));
  const there = new Map(Object.entries(theirs.fields));
  return [...names].every((name) => foreign.has(name) || here.get(name) === there.get(name));
}

/**
 * Each side holds the records against its own log. Those that differ still each sends again as a
 * whole, and what arrives is joined in.
 */
async function repair(at: Comparing, keys: readonly string[]): Promise<Judged | null> {
  const { store, partner } = at;
  await putRight(store, partner, keys);
  const first = await judgeInPeace(at, keys, { recheck: true });
  if (!first || first.different.length === 0) return first;
  await sendAgain(store, partner, first.different);
  const last = await judgeInPeace(at, first.different, { resend: true });
  return last && { ...last, waiting: [...first.waiting, ...last.waiting] };
}
