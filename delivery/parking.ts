import { acknowledge } from "../store/acknowledge.ts";
import { parkRecord } from "../store/parked.ts";
import type { Search } from "./bisect.ts";
import type { Unit } from "./compose.ts";
import type { Course, Step } from "./course.ts";
import type { Draining } from "./drain.ts";
import { nextBatch, retention_default_ms } from "./next-batch.ts";
import { failed } from "./sending.ts";

/**
 * A partner that refused so many records in a row and accepted nothing in between refuses us, not
 * them: then it is tried once an hour until a person looks at it, and the rest is not parked.
 */
export const parked_in_a_row_max = 50;
const refuses_all_probe_ms = 3_600_000;
const parked_already_ms = 60_000;

/** Is what would be sent now what is suspected? The log or the agreement may have moved meanwhile. */
export function fitsSearch({ suspects }: Search<Unit>, units: readonly Unit[]): boolean {
  return units.every((unit, index) => isSame(unit, suspects[index]));
}

function isSame(unit: Unit | undefined, other: Unit | undefined): boolean {
  return JSON.stringify(unit?.items) === JSON.stringify(other?.items);
}

/**
 * Parks the record that was found at fault; the log goes on behind it. Several records that go
 * because of one event (a person with the household) are queued one by one first, in their order, so
 * that only the one at fault is parked.
 */
export async function parkUnit(draining: Draining, course: Course, found: Unit): Promise<Step> {
  const { store, retention_ms = retention_default_ms } = draining;
  const { sub, refusal } = course;
  const over: Course = { ...course, search: null, refusal: null };
  const next = await nextBatch(store, sub, { units_max: 1, retention_ms });
  const [unit] = next.kind === "batch" ? next.offered.batch.units : [];
  const [item, ...others] = found.items;
  if (!refusal || !item || !isSame(unit, found)) return { kind: "on", course: over };
  if (course.parkedInARow >= parked_in_a_row_max) {
    const failure = { problem: "refused", afterMs: refuses_all_probe_ms, pause: true };
    return failed(draining, sub, failure, refusal.messageId, refusal.ms);
  }
  if (others.length > 0) return part(draining, over, found);
  draining.fault("before-park");
  const isParked = await parkRecord(store, sub, {
    id: draining.outgoing.newId(),
    record_id: item.record_id,
    ver: item.left ? 0 : item.ver,
    ...refusal,
  });
  draining.fault("after-park");
  if (!isParked) {
    const failure = { problem: "refused", afterMs: parked_already_ms };
    return failed(draining, sub, failure, refusal.messageId, refusal.ms);
  }
  const moved = { ...sub, has_parked: true, attempts: 0, tried_cursor: 0, has_offer: false };
  const parkedInARow = course.parkedInARow + 1;
  return { kind: "on", course: { ...over, sub: moved, parkedInARow } };
}

/** Its records go one by one; the log is read on behind the event. */
async function part({ store }: Draining, course: Course, found: Unit): Promise<Step> {
  const { sub } = course;
  const cursor = found.place;
  const queued = found.items.map(({ record_id }) => record_id);
  const nothing = { sent: [], named: [], disclosed: [], dues: [], message: null };
  await acknowledge(store, {
    sub,
    cursor,
    counter: sub.counter,
    caughtUp: false,
    queued,
    ...nothing,
  });
  const moved = { ...sub, cursor, has_resend: true, tried_cursor: 0, problem: "" };
  return { kind: "on", course: { ...course, sub: moved } };
}
