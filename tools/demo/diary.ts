import type { Systems } from "../../domain/authority.ts";
import {
  changeEnrolment,
  openEnrolment,
  recordService,
  type NewService,
} from "../../domain/case-work.ts";
import type { Change, Deciding, Refusal } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import { lawOf, type EnrolmentLaw } from "../../domain/programme/law.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { stampOf } from "../../domain/hlc.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { RecordType, SystemId, SystemKind } from "../../domain/records/field.ts";
import type { EnrolmentStatus, ProgrammeName, Worker } from "../../domain/records/values.ts";
import { createRandom, type Random } from "./random.ts";
import { programmes, staff } from "./staff.ts";

/**
 * What an office did over the past months, written down with the domain's own commands, each at its
 * own day. Records are kept as they stand, so that a later entry builds on the earlier ones.
 */
export interface Diary {
  random: Random;
  today: string;
  programme(slug: string): ProgrammeName;
  /** Its enrolment law. */
  law(slug: string): EnrolmentLaw;
  /** Decides at a moment of the past; null when that day has not come yet. */
  on(daysAgo: number, by?: Worker): Deciding | null;
  write(changes: readonly Change[]): void;
  record(id: string): StoredRecord;
  /** All of one type so far, as they stand. */
  all(type: RecordType): StoredRecord[];
  /** Everything in the order it happened, to be written at once into an empty system. */
  changes(): Change[];
}

export interface DiaryOptions {
  self: { id: SystemId; kind: SystemKind };
  systems: Systems;
  today: string;
  newId: () => string;
}

const day_ms = 86_400_000;
const opened_days_ago = 300;

export function openDiary(options: DiaryOptions): Diary {
  const { self, systems, today, newId } = options;
  const random = createRandom(`diary ${self.kind}`);
  const workers = staff(self.kind, self.id);
  const records = new Map<string, StoredRecord>();
  const names = new Map<string, ProgrammeName>();
  const written: Change[] = [];
  const diary: Diary = {
    random,
    today,
    programme(slug) {
      const name = names.get(slug);
      if (!name) throw new RangeError(`no programme ${slug}`);
      return name;
    },
    law(slug) {
      const { id } = diary.programme(slug);
      return lawOf(definitionOf(diary.record(id.slice(id.indexOf("/") + 1)).state));
    },
    on(daysAgo, by = random.pick(workers)) {
      if (daysAgo < 1) return null;
      // Office hours, 8 to 16, to the second.
      const ms = Date.parse(today) - daysAgo * day_ms + random.whole(8 * 3600, 16 * 3600) * 1000;
      const nowIso = new Date(ms).toISOString();
      return { self, systems, by, nowIso, tick: stampOf(ms), newId };
    },
    write(changes) {
      for (const change of changes) {
        const version = change.expected + 1;
        records.set(change.record.id, { ...change.record, version, ...after(change) });
        written.push(change);
      }
    },
    record(id) {
      const record = records.get(id);
      if (!record) throw new RangeError("not in the diary");
      return record;
    },
    all: (type) => [...records.values()].filter((record) => record.type === type),
    changes: () => inOrder(written),
  };
  openProgrammes(diary, self.kind, names);
  return diary;
}

/** By time; but the changes of one record as they were made, since each builds on the one before. */
function inOrder(written: readonly Change[]): Change[] {
  const last = new Map<string, string>();
  const timed = written.map((change) => {
    const before = last.get(change.record.id) ?? "";
    const at = change.at > before ? change.at : before;
    last.set(change.record.id, at);
    // One statement writes them all, so every record is still new to the database.
    return { at, change: { ...change, at, expected: 0 } };
  });
  return timed
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ change }) => change);
}

function after({ ownVersion, after: state }: Change): Pick<StoredRecord, "ownVersion" | "state"> {
  return { ownVersion, state };
}

function openProgrammes(diary: Diary, kind: SystemKind, names: Map<string, ProgrammeName>): void {
  for (const { slug, name, programme_type, definition } of programmes[kind]) {
    const ctx = diary.on(opened_days_ago);
    if (!ctx) continue;
    const record = newRecord(ctx, "Programme");
    names.set(slug, { id: record.key, name });
    const fields = {
      name,
      programme_type,
      ...(definition ? { definition: definition as unknown as Json } : {}),
    };
    diary.write([ownChange(ctx, record, { fields }, "programme.opened")]);
  }
}

/** What a command decided, or the bug that the demo asked for something the rules refuse. */
export function decided<T extends { ok: true }>(result: T | Refusal): T {
  if (!result.ok) throw new Error(`the demo country breaks a rule: ${result.code}`);
  return result;
}

/** A status and its reason, so many days after the one before. */
export type Step = readonly [status: EnrolmentStatus, reason: string, daysLater: number];

/** Enrols a person and takes the enrolment along its way as far as the days allow. */
export function enrol(
  diary: Diary,
  personId: string,
  daysAgo: number,
  slug: string,
  reason: string,
  way: readonly Step[],
): void {
  const ctx = diary.on(daysAgo);
  if (!ctx) return;
  const input = {
    programme: diary.programme(slug),
    effective_date: ctx.nowIso.slice(0, 10),
    reason,
  };
  const law = diary.law(slug);
  const { changes, id } = decided(openEnrolment(ctx, diary.record(personId), input, law));
  diary.write(changes);
  let left = daysAgo;
  for (const [status, why, daysLater] of way) {
    left -= daysLater;
    const then = diary.on(left);
    if (!then) return;
    const step = { status, reason: why, effective_date: then.nowIso.slice(0, 10) };
    diary.write(decided(changeEnrolment(then, diary.record(id), step, law)).changes);
  }
}

/** A service on that day, when the day has come. */
export function serve(
  diary: Diary,
  personId: string,
  daysAgo: number,
  service: Omit<NewService, "on" | "note"> & { note?: string },
): void {
  const ctx = diary.on(daysAgo);
  if (!ctx) return;
  const input = { note: "", ...service, on: ctx.nowIso.slice(0, 10) };
  diary.write(decided(recordService(ctx, diary.record(personId), input)).changes);
}
