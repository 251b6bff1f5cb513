import { farAheadUntilMs } from "../../../domain/holding.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import type { StoredRecord } from "../../../domain/record.ts";
import { link_undone } from "../../../domain/unlinking.ts";
import type { Desk } from "./desk.ts";
import { followParting } from "./parting.ts";
import { meet } from "./meeting.ts";
import { place } from "./place.ts";

/**
 * Takes the items of one batch in order, each on the record as the one before left it. An item that
 * cannot be applied yet is held, and the others go on. Tells what can never be applied.
 */
export function takeAll(desk: Desk): { bad: string } | null {
  for (const [index, item] of desk.batch.items.entries()) {
    const recordId = desk.at.known.get(item.key)?.record_id;
    const record = recordId ? desk.at.records.get(recordId) : undefined;
    if (record && record.type !== item.type) {
      return { bad: `notify_event/${index}: the key is of another type of record` };
    }
    if (item.left) takeLeft(desk, item, record);
    else {
      desk.adopt(item.key);
      take(desk, item, record);
    }
  }
  return null;
}

function take(desk: Desk, item: Incoming, record: StoredRecord | undefined): void {
  const known = desk.at.known.get(item.key);
  const where = place(desk, item);
  switch (where.kind) {
    case "duplicate":
      // What waited here; one that is merely sent twice must not take the place of what waits.
      if (desk.batch.from.kind === "held") {
        desk.release(item, farAheadUntilMs(item.delta, desk.nowMs) !== null);
      }
      // Sent again as a whole: what of it got lost here is joined in.
      if (mayRestore(desk, item) && record && desk.restore(record, item)) return;
      desk.duplicates += 1;
      // Back with nothing new to tell.
      if (known?.is_left) desk.setLeft(item.key, false);
      return;
    case "hold":
      return desk.hold(item, where);
    case "apply":
      desk.mark(item);
      desk.release(item);
      if (record) desk.apply(record, item);
      else if (known?.match_id) desk.holdForMatch(known.match_id, item);
      else meet(desk, item);
      if (where.waitsFor.length > 0) desk.joinLater(item, where.waitsFor);
  }
}

/** Also what is sent again must not bring a stamp that is too far ahead. */
function mayRestore(desk: Desk, item: Incoming): boolean {
  return item.whole === true && farAheadUntilMs(item.delta, desk.nowMs) === null;
}

/** The partner takes a person back: it takes up no version, and a question about them is closed. */
function takeLeft(desk: Desk, item: Incoming, record: StoredRecord | undefined): void {
  const known = desk.at.known.get(item.key);
  desk.drop(item.key);
  if (item.left === link_undone && record && followParting(desk, item, record)) return;
  if (record && !known?.is_left) {
    desk.append(record, { ...item, ver: desk.outsideChain(record) });
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
