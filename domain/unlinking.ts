import { authorityOver } from "./authority.ts";
import { refused, type Act, type Change, type Deciding, type Refusal } from "./change.ts";
import { join } from "./merge.ts";
import {
  creatorOf,
  emptyState,
  ownVersions,
  textOf,
  valuesBefore,
  type RecordState,
  type StoredRecord,
} from "./record.ts";
import { renameReferences } from "./references.ts";
import type { SystemId } from "./records/field.ts";
import type { Worker } from "./records/values.ts";

/** One event of a record as the log has it, oldest first. */
export interface LoggedChange {
  origin: SystemId;
  originVersion: number;
  act: Act;
  at: string;
  by: Worker;
  reason: string;
  delta: RecordState;
}

/** What a link that should not have been is taken apart from. */
export interface Linked {
  /** Ours, with everything that ever happened to it. */
  record: StoredRecord;
  log: readonly LoggedChange[];
  /** The partner's own records about the person: they are about the partner's person. */
  about: readonly StoredRecord[];
  /** Households that the log names, by their keys: our ids. */
  homes: ReadonlyMap<string, string>;
}

/** The reason code by which the other side is told of it: what came under this key was of somebody else. */
export const link_undone = "link_undone";

/** The subject of a record that is about nobody any more. */
export const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * Undoes a link ("Same person?" decided wrongly, or a rule that was wrong): the partner's record is
 * one of its own again, made of the partner's events as they are in the log; ours keeps what is ours.
 * It takes up no version of ours; the partner is told by a reason code under the key, and takes out
 * what was told under it. A record is the fold of its events, where `link.undone` begins it anew.
 */
export function undoLink(
  ctx: Deciding,
  linked: Linked,
  link: { partner: SystemId; key: string; how: string },
  reason: string,
): { ok: true; changes: Change[]; apart: string } | Refusal {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  const { record, about, homes } = linked;
  const { partner, key } = link;
  // A record that came from the partner has nothing of ours to go back to.
  const isOurs = key !== record.key && (link.how === "rule" || link.how === "person");
  const parted = isOurs && record.type === "Person" ? part(ctx, linked, link, reason) : null;
  if (!parted) return refused("err.transition", ["link"]);
  const { changes, apart } = parted;
  const household = homeIn(linked.log, partner, homes);
  const rename = (name: string) => (name === record.key ? key : name);
  for (const one of about) {
    if (creatorOf(one.key) !== partner) continue;
    const moved = { ...one, subject: apart, household: household ?? one.household };
    changes.push(undone(ctx, moved, renameReferences(one.type, one.state, rename), reason));
  }
  return { ok: true, changes, apart };
}

/** The same at the word of the partner, whose person its key names; null: nothing came by the link. */
export function partAtPartnersWord(
  ctx: Deciding,
  linked: Omit<Linked, "about">,
  link: { partner: SystemId; key: string },
): { changes: Change[]; apart: string } | null {
  return part(ctx, linked, link, "");
}

/**
 * Takes a partner's versions out of a record, as it told them about somebody else; null: there are
 * none. A record it made itself is about nobody then.
 */
export function takeOut(
  ctx: Deciding,
  { record, log, homes }: Omit<Linked, "about">,
  partner: SystemId,
): Change | null {
  const counting = stillCounting(log);
  if (counting.every(({ origin }) => origin !== partner)) return null;
  const kept = withoutThose(ctx, record, counting, partner);
  const isPerson = record.type === "Person";
  const household = isPerson ? homeIn(counting, ctx.self.id, homes) : null;
  const left = { ...record, household: household ?? record.household };
  return undone(ctx, isPerson ? left : { ...left, subject: nobody }, kept, "");
}

function withoutThose(
  ctx: Deciding,
  record: StoredRecord,
  log: readonly LoggedChange[],
  partner: SystemId,
): RecordState {
  const holds = authorityOver(record.key, ctx.systems);
  return log
    .filter(({ origin }) => origin !== partner)
    .reduce((state, { delta }) => join(record.type, holds, state, delta), emptyState);
}

/** The household that a system itself names last. */
function homeIn(
  log: readonly LoggedChange[],
  by: SystemId,
  homes: ReadonlyMap<string, string>,
): string | null {
  const named = log
    .filter(({ origin, act }) => origin === by && act !== "link.undone")
    .flatMap(({ delta }) => textOf(delta, "household") ?? [])
    .at(-1);
  return homes.get(named ?? "") ?? null;
}

/** Ours without the partner's events, and the partner's made of them under its key. */
function part(
  ctx: Deciding,
  { record, log, homes }: Omit<Linked, "about">,
  { partner, key }: { partner: SystemId; key: string },
  reason: string,
): { changes: Change[]; apart: string } | null {
  const counting = stillCounting(log);
  const theirs = counting.filter(({ origin }) => origin === partner);
  if (theirs.length === 0) return null;
  const kept = withoutThose(ctx, record, counting, partner);
  const own = { ...record, household: homeIn(log, ctx.self.id, homes) ?? record.household };
  const id = ctx.newId();
  let apart: StoredRecord = {
    id,
    type: record.type,
    key,
    version: 0,
    // Our chain of versions under this key goes on, or the partner would take the next for an old one.
    ownVersion: record.ownVersion,
    subject: id,
    household: homeIn(log, partner, homes),
    state: emptyState,
  };
  const changes: Change[] = [undone(ctx, own, kept, reason)];
  for (const event of theirs) {
    const after = join(record.type, authorityOver(key, ctx.systems), apart.state, event.delta);
    const { act, at, by, origin, originVersion, delta } = event;
    changes.push({
      record: apart,
      expected: apart.version,
      delta,
      after,
      before: valuesBefore(apart.state, delta),
      act,
      reason: event.reason,
      by,
      origin,
      originVersion,
      at,
      ownVersion: apart.ownVersion,
    });
    apart = { ...apart, version: apart.version + 1, state: after };
  }
  return { changes, apart: id };
}

/** Without what an earlier undoing took away: of those partners nothing was left in it then. */
function stillCounting(log: readonly LoggedChange[]): LoggedChange[] {
  return log.reduce<LoggedChange[]>((kept, event) => {
    // It holds all that its origin wrote before, under other stamps; what stood beside it is no one's of it.
    if (event.act === "stamp.reissued") {
      const own = { ...event, delta: ownVersions(event.delta, event.origin) };
      return [...kept.filter(({ origin }) => origin !== event.origin), own];
    }
    if (event.act !== "link.undone") return [...kept, event];
    const left = new Set([
      ...Object.values(event.delta.fields).flatMap((versions) => versions.map(({ o }) => o)),
      ...Object.values(event.delta.sets).flatMap((set) => Object.values(set).map(({ o }) => o)),
    ]);
    return kept.filter(({ origin }) => left.has(origin));
  }, []);
}

/** The record as it is without the link: its delta is all of it. */
function undone(ctx: Deciding, record: StoredRecord, after: RecordState, reason: string): Change {
  return {
    record,
    expected: record.version,
    delta: after,
    after,
    before: valuesBefore(record.state, after),
    act: "link.undone",
    reason,
    by: ctx.by,
    origin: ctx.self.id,
    // Outside the chain of versions, so under a number no version has.
    originVersion: -Date.parse(ctx.nowIso),
    at: ctx.nowIso,
    ownVersion: record.ownVersion,
  };
}

/** Is an event's delta the whole record from then on, and not a change of it? */
export function beginsAnew(act: Act): boolean {
  return act === "link.undone" || act === "stamp.reissued";
}

/** A record as the fold of its events (G2). */
export function foldOf(
  record: Pick<StoredRecord, "type" | "key">,
  log: readonly Pick<LoggedChange, "act" | "delta">[],
  ctx: Pick<Deciding, "systems">,
): RecordState {
  const holds = authorityOver(record.key, ctx.systems);
  return log.reduce<RecordState>(
    (state, { act, delta }) => (beginsAnew(act) ? delta : join(record.type, holds, state, delta)),
    emptyState,
  );
}
