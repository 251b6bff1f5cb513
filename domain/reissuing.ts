import { authorityOver } from "./authority.ts";
import type { Change, Deciding } from "./change.ts";
import { nextOwnVersion } from "./editing.ts";
import type { Stamp } from "./hlc.ts";
import { join } from "./merge.ts";
import {
  ownVersions,
  stampsIn,
  valuesBefore,
  type RecordState,
  type StoredRecord,
} from "./record.ts";

/**
 * Values of our own whose stamps are after `bound` (our clock was ahead when they were written) made
 * anew under one stamp of now: every partner parks the old ones, and with them whatever comes after.
 * The record begins anew with this event, as the old stamps would win over any later edit. Null: there
 * are none (guarantees, convergence C).
 */
export function reissue(ctx: Deciding, record: StoredRecord, bound: Stamp): Change | null {
  const own = ownVersions(record.state, ctx.self.id);
  if (stampsIn(own).every((stamp) => stamp <= bound)) return null;
  const sane = (stamp: Stamp) => (stamp > bound ? ctx.tick : stamp);
  const anew = <V extends { h: Stamp; b?: Stamp }>(version: V): V => ({
    ...version,
    h: sane(version.h),
    ...(version.b === undefined ? {} : { b: sane(version.b) }),
  });
  const made: RecordState = {
    fields: Object.fromEntries(
      Object.entries(own.fields).map(([field, versions]) => [field, versions.map(anew)]),
    ),
    sets: Object.fromEntries(
      Object.entries(own.sets).map(([field, elements]) => [
        field,
        Object.fromEntries(Object.entries(elements).map(([id, version]) => [id, anew(version)])),
      ]),
    ),
  };
  const holds = authorityOver(record.key, ctx.systems);
  const after = join(record.type, holds, withoutOwn(record.state, ctx.self.id), made);
  const version = nextOwnVersion(ctx, record);
  return {
    record,
    expected: record.version,
    delta: after,
    after,
    before: valuesBefore(record.state, after),
    act: "stamp.reissued",
    reason: "",
    by: ctx.by,
    origin: ctx.self.id,
    originVersion: version,
    at: ctx.nowIso,
    ownVersion: version,
  };
}

function withoutOwn(state: RecordState, self: string): RecordState {
  const others: RecordState = { fields: {}, sets: {} };
  for (const [field, versions] of Object.entries(state.fields)) {
    const left = versions.filter(({ o }) => o !== self);
    if (left.length > 0) others.fields[field] = left;
  }
  for (const [field, elements] of Object.entries(state.sets)) {
    const left = Object.entries(elements).filter(([, { o }]) => o !== self);
    if (left.length > 0) others.sets[field] = Object.fromEntries(left);
  }
  return others;
}
