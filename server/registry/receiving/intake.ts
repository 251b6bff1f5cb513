import { placeOf, type Incoming } from "../../../domain/receiving.ts";
import type { StoredRecord } from "../../../domain/record.ts";
import { referencesIn } from "../../../domain/references.ts";
import type { NotNow } from "./batch.ts";
import type { Desk } from "./desk.ts";
import { meet } from "./meeting.ts";

/** Takes the items of one batch in order, each on the record as the one before left it. */
export function takeAll(desk: Desk): NotNow | null {
  for (const item of desk.batch.items) {
    const notNow = take(desk, item);
    if (notNow) return notNow;
  }
  return null;
}

function take(desk: Desk, item: Incoming): NotNow | null {
  const known = desk.at.known.get(item.key);
  const names = [item.key, ...referencesIn(item.type, item.delta)];
  if (names.some((key) => desk.at.known.get(key)?.foreign)) return "unknown_key";
  const record = known?.record_id ? desk.at.records.get(known.record_id) : undefined;
  if (record && record.type !== item.type) return "unknown_key";
  if (item.left) {
    takeLeft(desk, item, record);
    return null;
  }
  const place = placeOf(desk.markOf(item.key), item);
  if (place === "gap") return "gap";
  if (place === "duplicate") {
    // Sent again as a whole: what of it got lost here is joined in.
    if (item.whole && record && desk.restore(record, item)) return null;
    desk.duplicates += 1;
    // Back with nothing new to tell.
    if (known?.is_left) desk.setLeft(item.key, false);
    return null;
  }
  desk.mark(item.key, item.ver);
  if (record) desk.apply(record, item);
  else if (known?.match_id) desk.holdForMatch(known.match_id, item);
  else meet(desk, item);
  return null;
}

/** The partner takes a person back: it takes up no version, and a question about them is closed. */
function takeLeft(desk: Desk, item: Incoming, record: StoredRecord | undefined): void {
  const known = desk.at.known.get(item.key);
  if (record && !known?.is_left) {
    desk.apply(record, { ...item, ver: desk.outsideChain(record) });
  } else if (known?.match_id) withdraw(desk, item.key, known.match_id);
  else desk.duplicates += 1;
}

function withdraw(desk: Desk, key: string, matchId: string): void {
  const { also } = desk;
  const isNew = also.matches.some((match) => match.id === matchId);
  also.matches = also.matches.filter((match) => match.id !== matchId);
  also.held = also.held.filter((one) => one.match_id !== matchId);
  if (!isNew) also.withdrawn.push(matchId);
  desk.remember(key, { record_id: null, match_id: null });
}
