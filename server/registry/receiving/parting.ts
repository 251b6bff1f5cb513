import type { Incoming } from "../../../domain/receiving.ts";
import { creatorOf, type StoredRecord } from "../../../domain/record.ts";
import { partAtPartnersWord, takeOut } from "../../../domain/unlinking.ts";
import type { Desk } from "./desk.ts";

/**
 * The partner undid the link of a record with another: what it told under this key was about somebody
 * else. Under our own key, its versions are taken out of our record; under its own, its person is made
 * apart of them; a record it made about that person is emptied, until it comes again about the right
 * one. False: nothing here came by that link, so it only left.
 */
export function followParting(desk: Desk, item: Incoming, given: StoredRecord): boolean {
  const { partner } = desk.batch;
  const record = desk.now(given);
  const log = desk.at.logs.get(record.id) ?? [];
  const linked = { record, log, homes: desk.at.homes };
  const isOurs = creatorOf(item.key) !== partner;
  if (!isOurs && record.type === "Person" && record.key === item.key) return false;
  if (isOurs || record.type !== "Person") {
    const change = takeOut(desk.ctx, linked, partner);
    if (!change) return false;
    desk.change(change);
    if (record.type === "Person") desk.partedFrom(item.key, record.id, null);
  } else {
    const parted = partAtPartnersWord(desk.ctx, linked, { partner, key: item.key });
    if (!parted) return false;
    for (const change of parted.changes) desk.change(change);
    desk.partedFrom(item.key, record.id, parted.apart);
    return true;
  }
  desk.setLeft(item.key, true);
  return true;
}
