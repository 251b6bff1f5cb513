import { authorityOver } from "./authority.ts";
import { refused, type Act, type Change, type Deciding, type Refusal } from "./change.ts";
import { join } from "./merge.ts";
import {
  creatorOf,
  emptyState,
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
  /** The partner's household, by our id; null: not known here. */
  household: string | null;
}

/**
 * Undoes a link ("Same person?" decided wrongly, or a rule that was wrong): the partner's record is
 * one of its own again, made of the partner's events as they are in the log; ours keeps what is ours.
 * It takes up no version of ours and is told to nobody: what each side said stays said, about whom
 * it was said. A record is the fold of its events, where `link.undone` begins it anew.
 */
export function undoLink(
  ctx: Deciding,
  { record, log, about, household }: Linked,
  link: { partner: SystemId; key: string; how: string },
  reason: string,
): { ok: true; changes: Change[]; apart: string } | Refusal {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  const { partner, key } = link;
  const counting = stillCounting(log);
  const theirs = counting.filter(({ origin }) => origin === partner);
  // A record that came from the partner has nothing of ours to go back to.
  const isOurs = key !== record.key && (link.how === "rule" || link.how === "person");
  if (!isOurs || theirs.length === 0 || record.type !== "Person") {
    return refused("err.transition", ["link"]);
  }
  const holds = authorityOver(record.key, ctx.systems);
  const kept = counting
    .filter(({ origin }) => origin !== partner)
    .reduce((state, { delta }) => join(record.type, holds, state, delta), emptyState);
  const id = ctx.newId();
  let apart: StoredRecord = {
    id,
    type: record.type,
    key,
    version: 0,
    // Our chain of versions under this key goes on, or the partner would take the next for an old one.
    ownVersion: record.ownVersion,
    subject: id,
    household,
    state: emptyState,
  };
  const changes: Change[] = [undone(ctx, record, kept, reason)];
  for (const event of theirs) {
    const after = join(record.type, authorityOver(key, ctx.systems), apart.state, event.delta);
    const { act, at, by, origin, originVersion, delta } = event;
    const change: Change = {
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
    };
    changes.push(change);
    apart = { ...apart, version: apart.version + 1, state: after };
  }
  const rename = (name: string) => (name === record.key ? key : name);
  for (const one of about) {
    if (creatorOf(one.key) !== partner) continue;
    const moved = { ...one, subject: id, household: household ?? one.household };
    changes.push(undone(ctx, moved, renameReferences(one.type, one.state, rename), reason));
  }
  return { ok: true, changes, apart: id };
}

/** Without what an earlier undoing took away: of those partners nothing was left in it then. */
function stillCounting(log: readonly LoggedChange[]): LoggedChange[] {
  return log.reduce<LoggedChange[]>((kept, event) => {
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

/** A record as the fold of its events (G2). */
export function foldOf(
  record: Pick<StoredRecord, "type" | "key">,
  log: readonly Pick<LoggedChange, "act" | "delta">[],
  ctx: Pick<Deciding, "systems">,
): RecordState {
  const holds = authorityOver(record.key, ctx.systems);
  return log.reduce<RecordState>(
    (state, { act, delta }) =>
      act === "link.undone" ? delta : join(record.type, holds, state, delta),
    emptyState,
  );
}
