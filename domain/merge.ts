import { laterStamp, stampZero, type Stamp } from "./hlc.ts";
import type { RecordState, Version } from "./record.ts";
import type { Authority, RecordType, SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import { vitalStatuses } from "./records/values.ts";

/**
 * The merge is a join: commutative, associative and idempotent per field, so any order, any
 * repetition and any partition of the same writes give the same record (guarantees, G6).
 *
 * | class | the greater of two versions |
 * | --- | --- |
 * | owned | the authority's before anybody else's, then the later stamp, then the system id |
 * | owned by `addressee` | the latest of each system: whom the record names may not be known yet |
 * | shared | the later stamp, then the system id; versions no later write has covered stay beside it |
 * | set | element by element, the later stamp |
 * | terminal | the authority's by reversal number, then status; of others' reports the graver; see below |
 * | local | the later stamp; never leaves its system |
 */
export function join(
  type: RecordType,
  holdsAuthority: HoldsAuthority,
  a: RecordState,
  b: RecordState,
): RecordState {
  const fields = { ...a.fields };
  for (const [field, versions] of Object.entries(b.fields)) {
    fields[field] = joinVersions(type, holdsAuthority, field, fields[field] ?? [], versions);
  }
  const sets = { ...a.sets };
  for (const [field, elements] of Object.entries(b.sets)) {
    const merged = { ...sets[field] };
    for (const [id, version] of Object.entries(elements)) {
      const mine = merged[id];
      merged[id] = mine && compareByStamp(mine, version) >= 0 ? mine : version;
    }
    sets[field] = merged;
  }
  return { fields, sets };
}

/** Does `system` have the last word where a field names this authority? Fixed per record and node. */
export type HoldsAuthority = (authority: Authority, system: SystemId) => boolean;

/** How many concurrent values of a shared field are kept side by side; the latest win. */
export const concurrent_values_max = 8;

function joinVersions(
  type: RecordType,
  holdsAuthority: HoldsAuthority,
  field: string,
  mine: Version[],
  theirs: Version[],
): Version[] {
  const spec = fieldSpec(type, field);
  if (spec?.class === "terminal") {
    return joinTerminal(mine, theirs, ({ o }) => holdsAuthority(spec.owner, o));
  }
  if (mine.length === 0) return theirs;
  if (spec?.owner === "addressee") return latestOfEach(mine, theirs);
  if (spec?.class === "shared") return joinShared(mine, theirs);
  const [a] = mine;
  const [b] = theirs;
  if (!a || !b) return a ? mine : theirs;
  const rank = (version: Version) =>
    spec?.class === "owned" && holdsAuthority(spec.owner, version.o) ? 1 : 0;
  const order = rank(a) - rank(b) || compareByStamp(a, b);
  return order >= 0 ? mine : theirs;
}

/** The latest version of each system that wrote, the latest first; who reads knows whose word counts. */
function latestOfEach(mine: Version[], theirs: Version[]): Version[] {
  const bySystem = new Map<string, Version>();
  for (const version of [...mine, ...theirs]) {
    const known = bySystem.get(version.o);
    if (!known || compareByStamp(version, known) > 0) bySystem.set(version.o, version);
  }
  return [...bySystem.values()].sort((a, b) => compareByStamp(b, a));
}

/**
 * Concurrent versions live side by side until a write that saw them covers them. A write with base
 * `b` settles every version up to `b`, so the state is the greatest base and the versions above it:
 * a threshold, which makes the union associative. A base not before its own write is nobody's
 * honest one and settles nothing.
 */
function joinShared(mine: Version[], theirs: Version[]): Version[] {
  const byWrite = new Map<string, Version>();
  for (const version of [...mine, ...theirs]) {
    const write = `${version.h} ${version.o}`;
    const known = byWrite.get(write);
    byWrite.set(write, known ? oneOfTwo(known, version) : version);
  }
  const all = [...byWrite.values()];
  const settled = all.map(baseOf).reduce(laterStamp, stampZero);
  const alive = all.filter((version) => version.h > settled);
  return alive.sort((x, y) => compareByStamp(y, x)).slice(0, concurrent_values_max);
}

/** What a write settles: up to what it saw, which is before itself. */
function baseOf({ b, h }: Version): Stamp {
  return b && b < h ? b : stampZero;
}

/** One stamp given out twice (a system restored from a copy): one content, and all that either saw. */
function oneOfTwo(a: Version, b: Version): Version {
  const kept = compareByStamp(a, b) >= 0 ? a : b;
  const base = laterStamp(baseOf(a), baseOf(b));
  return base === stampZero || base === kept.b ? kept : { ...kept, b: base };
}

/** Total order of versions: by stamp, then by system, then by content (a system's clock restored twice). */
export function compareByStamp(a: Version, b: Version): number {
  if (a.h !== b.h) return a.h > b.h ? 1 : -1;
  if (a.o !== b.o) return a.o > b.o ? 1 : -1;
  if (Boolean(a.gone) !== Boolean(b.gone)) return a.gone ? 1 : -1;
  const left = JSON.stringify(a.v);
  const right = JSON.stringify(b.v);
  return left === right ? 0 : left > right ? 1 : -1;
}

/**
 * Vital status keeps two versions: the authority's (unknown < alive < reported < confirmed; only its
 * own reversal, a higher `n`, steps down) and the gravest that anybody else told, which is a report
 * whatever it calls itself. What shows is the greater of the two; a report counts for no more
 * reversals than the authority made, so nobody else steps anything down, in any order (G11).
 */
function joinTerminal(
  mine: Version[],
  theirs: Version[],
  isAuthority: (version: Version) => boolean,
): Version[] {
  const all = [...mine, ...theirs];
  const own = greatest(all.filter(isAuthority), compareTerminal);
  const told = greatest(
    all.filter((version) => !isAuthority(version)).map(asReport),
    (a, b) => level(a) - level(b) || compareTerminal(a, b),
  );
  if (!own || !told) return [own ?? told].flatMap((version) => version ?? []);
  const counted = { ...told, n: Math.min(told.n ?? 0, own.n ?? 0) };
  return compareTerminal(own, counted) >= 0 ? [own, told] : [told, own];
}

function asReport(version: Version): Version {
  return version.v === "confirmed" ? { ...version, v: "reported" } : version;
}

function greatest(
  versions: readonly Version[],
  order: (a: Version, b: Version) => number,
): Version | undefined {
  return versions.reduce<Version | undefined>(
    (best, one) => (best && order(best, one) >= 0 ? best : one),
    undefined,
  );
}

function compareTerminal(a: Version, b: Version): number {
  return (a.n ?? 0) - (b.n ?? 0) || level(a) - level(b) || compareByStamp(a, b);
}

function level(version: Version): number {
  return vitalStatuses.findIndex((status) => status === version.v);
}

/** Fields whose shown value, or set of living elements, differs between two states. */
export function changedFields(before: RecordState, after: RecordState): string[] {
  const changed: string[] = [];
  for (const [field, versions] of Object.entries(after.fields)) {
    if (JSON.stringify(before.fields[field]) !== JSON.stringify(versions)) changed.push(field);
  }
  for (const [field, elements] of Object.entries(after.sets)) {
    const known = before.sets[field] ?? {};
    const moved = Object.entries(elements).some(
      ([id, version]) => known[id]?.h !== version.h || known[id]?.o !== version.o,
    );
    if (moved) changed.push(field);
  }
  return changed.sort();
}
