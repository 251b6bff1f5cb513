/** G5, G6, G11 and the clocks: what all systems hold in the end. */
import { compare } from "./durable.ts";
import type { Dumped, Journal, LogEvent, Winner } from "./journal.ts";
import { Findings, groupBy, type Rule } from "./verdict.ts";

/** G5 and G6: who is entitled to a record has it, and every field both agreed on is the same. */
export const statesAgree: Rule = (journal) => {
  const findings = new Findings();
  if (journal.meta.healed_at === null) {
    findings.not_checked.push("G6: the run was not healed");
    return findings;
  }
  const dumps = new Map(
    journal.meta.systems.flatMap((system) => {
      const dump = findings.need(journal, system, "dump", "G6");
      return dump ? [[system, new Map(dump.map((one) => [one.key, one]))] as const] : [];
    }),
  );
  for (const [a, mine] of dumps) {
    for (const [b, theirs] of dumps) {
      if (a === b) continue;
      for (const record of mine.values()) {
        const other = theirs.get(record.key);
        if (isWaiting(record, b) || isWaiting(other, a)) continue;
        if (!other) absent(findings, a, b, record);
        else if (a < b) compareRecords(findings, journal, [a, record], [b, other]);
      }
    }
  }
  return findings;
};

function isWaiting(record: Dumped | undefined, partner: string): boolean {
  if (!record) return false;
  const waits = (record.waiting ?? []).filter(({ to }) => to === undefined || to === partner);
  return record.parked === true || waits.length > 0;
}

function absent(findings: Findings, a: string, b: string, record: Dumped): void {
  if (!record.shared_with?.includes(b)) return;
  findings.found("G5.absent", b, record.key, `${a} shares it, ${b} does not have it`);
}

type Side = [system: string, record: Dumped];
function compareRecords(findings: Findings, journal: Journal, one: Side, two: Side): void {
  findings.count("records compared");
  const [a, mine] = one;
  const [b, theirs] = two;
  const names = new Set([...Object.keys(mine.fields ?? {}), ...Object.keys(theirs.fields ?? {})]);
  for (const field of names) {
    const [x, y] = [mine.fields?.[field], theirs.fields?.[field]];
    const winner = x && y ? (compare(x, x, y) >= 0 ? x : y) : (x ?? y);
    if (!winner || winner.class === "local") continue;
    // Whoever lacks the winner should have been told it, if its writer agreed to tell.
    const lacking = winner === x ? two : one;
    const holder = winner === x ? one : two;
    if (!mustTell(journal, winner, holder, lacking, field)) continue;
    findings.count("fields compared");
    if (x && y && x.v === y.v && x.h === y.h && x.o === y.o) continue;
    const shown = (version: Winner | undefined) =>
      version ? `${version.v} ${version.h} ${version.o}` : "nothing";
    findings.found("G6.divergent", a, mine.key, `${field}: ${shown(x)}, at ${b} ${shown(y)}`);
  }
}

function mustTell(
  journal: Journal,
  winner: Winner,
  [holder, held]: Side,
  [lacking, lacked]: Side,
  field: string,
): boolean {
  if (winner.o === lacking) return tells(journal, lacking, holder, lacked, field);
  if (winner.o === holder) return tells(journal, holder, lacking, held, field);
  // A third system wrote it: told by a hub that holds it, or by its writer.
  if (journal.meta.hubs?.includes(holder)) return tells(journal, holder, lacking, held, field);
  const writers = journal.systems.get(winner.o)?.dump?.find(({ key }) => key === held.key);
  return writers !== undefined && tells(journal, winner.o, lacking, writers, field);
}

/** Does a system, in the end, tell a partner this field of a record? */
function tells(journal: Journal, from: string, to: string, record: Dumped, field: string): boolean {
  const [name = ""] = field.split("/");
  const { type = "", shared_with, kept_back } = record;
  if (journal.meta.ignored_fields?.includes(`${type}.${name}`)) return false;
  if (shared_with && !shared_with.includes(to)) return false;
  if (kept_back?.includes(name)) return false;
  const agreements = journal.systems.get(from)?.agreements;
  if (!agreements) return true;
  return agreements.some(
    ({ partner, until, fields }) =>
      partner === to && until === null && (fields[type] ?? []).includes(name),
  );
}

/** G5: once healed, nothing waits for a version that was never asked for again; persons may keep things waiting. */
export const gapsClose: Rule = (journal) => {
  const findings = new Findings();
  if (journal.meta.healed_at === null) return findings;
  for (const system of journal.meta.systems) {
    for (const { key, waiting = [] } of journal.systems.get(system)?.dump ?? []) {
      findings.count("records looked at for gaps");
      for (const { origin, ver, why } of waiting) {
        if (!gap_reasons.has(why)) continue;
        findings.found("G5.stuck", system, key, `${origin} ${ver} still waits: ${why}`);
      }
    }
  }
  return findings;
};
const gap_reasons = new Set(["gap", "behind"]);

/** G5: every own version of a field that a partner is entitled to stood in a batch it acknowledged. */
export const nothingUntold: Rule = (journal) => {
  const findings = new Findings();
  if (journal.meta.healed_at === null) return findings;
  for (const system of journal.meta.systems) {
    const { dump, events, sent } = journal.systems.get(system) ?? {};
    if (!dump || !events || !sent) continue;
    const own = groupBy(
      events.filter(({ origin }) => origin === system),
      ({ key }) => key,
    );
    const told = new Map<string, number>();
    for (const { to, answer, items } of sent) {
      for (const { key, ver, origin, fields = [] } of answer === "ack" ? items : []) {
        if (origin !== system) continue;
        for (const field of fields) {
          const name = `${to} ${key} ${field}`;
          told.set(name, Math.max(ver, told.get(name) ?? 0));
        }
      }
    }
    for (const record of dump) {
      for (const to of record.shared_with ?? []) {
        if (isWaiting(record, to)) continue;
        for (const [field, { ver, h }] of lastVersions(own.get(record.key) ?? [])) {
          if (!tells(journal, system, to, record, field)) continue;
          // A partner's write beat it for good before it could be told.
          if (isOutranked(record.fields?.[field], system, h)) continue;
          findings.count("own versions told");
          if ((told.get(`${to} ${record.key} ${field}`) ?? 0) >= ver) continue;
          findings.found("G5.untold", system, record.key, `${field} ${ver} never reached ${to}`);
        }
      }
    }
  }
  return findings;
};

/** By who holds the authority, or by a write that says it settles every version up to a stamp. */
function isOutranked(winner: Winner | undefined, system: string, h: string): boolean {
  if (!winner || winner.o === system) return false;
  const { o, b, authority = [] } = winner;
  if (winner.class === "owned") return authority.includes(o) && !authority.includes(system);
  return winner.class === "shared" && b !== undefined && b >= h;
}

/** Field (a set's without its element) → the last own version that wrote it, and its stamp. */
function lastVersions(events: readonly LogEvent[]): Map<string, { ver: number; h: string }> {
  const last = new Map<string, { ver: number; h: string }>();
  for (const { ver, fields = {} } of events) {
    for (const [field, [top]] of Object.entries(fields)) {
      const [name = ""] = field.split("/");
      if (ver > (last.get(name)?.ver ?? 0)) last.set(name, { ver, h: top?.h ?? "" });
    }
  }
  return last;
}

/** G1 and G6: who wrote after seeing a value is not beaten by it, whatever the clocks say. */
export const laterWritesWin: Rule = (journal) => {
  const findings = new Findings();
  const writes = [...journal.systems.values()].flatMap(({ acked = [] }) => acked);
  const byField = groupBy(
    writes.filter(({ field, value }) => field !== undefined && value !== undefined),
    ({ key, field }) => `${key} ${field}`,
  );
  const shown = journal.meta.systems.flatMap((system) =>
    (journal.systems.get(system)?.dump ?? []).map((record) => ({ system, record })),
  );
  const waiting = new Set(
    shown.flatMap(({ record }) => (record.parked || record.waiting ? [record.key] : [])),
  );
  for (const { system, record } of shown) {
    for (const [field, { v, class: kind, o }] of Object.entries(record.fields ?? {})) {
      if (kind === "terminal") continue;
      const list = byField.get(`${record.key} ${field}`) ?? [];
      const successor = list.find(({ saw, value }) => saw === v && value !== v);
      if (!successor || list.filter(({ value }) => value === v).length > 1) continue;
      // Elsewhere the later write may not have come, or may wait; at its own system it was acknowledged.
      const isOwn = (journal.systems.get(system)?.acked ?? []).includes(successor);
      if (!isOwn && (journal.meta.healed_at === null || waiting.has(record.key))) continue;
      findings.found(
        "G6.beaten",
        system,
        record.key,
        `${field} shows ${v} of ${o}, and ${successor.value} was written over it`,
      );
    }
  }
  findings.count("writes in causal order", writes.filter(({ saw }) => saw !== undefined).length);
  return findings;
};

/** G6: a system's stamps of one field rise from version to version, and no stamp means two values. */
export const stampsRise: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const { events } = journal.systems.get(system) ?? {};
    const own = [...(events ?? [])]
      .filter(({ origin }) => origin === system)
      .sort((a, b) => a.ver - b.ver);
    const last = new Map<string, { h: string; v: string }>();
    for (const { key, ver, fields = {} } of own) {
      for (const [field, versions] of Object.entries(fields)) {
        for (const { h, v, o } of versions) {
          if (o !== system) continue;
          findings.count("stamps in order");
          const before = last.get(`${key} ${field}`);
          if (before && h <= before.h && (h < before.h || v !== before.v)) {
            const what = `${field} in version ${ver} is stamped ${h}, after ${before.h}`;
            findings.found("G6.clock_back", system, key, what);
          }
          last.set(`${key} ${field}`, { h, v });
        }
      }
    }
  }
  return findings;
};

/** G11: whom the authority confirmed dead nobody shows alive, but for the authority's reversal. */
export const deadStayDead: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const { events, dump } = journal.systems.get(system) ?? {};
    if (!events || !dump) continue;
    const byKey = groupBy(events, ({ key }) => key);
    for (const { key, fields = {} } of dump) {
      for (const [field, winner] of Object.entries(fields)) {
        if (winner.class !== "terminal") continue;
        const authority = winner.authority ?? [key.slice(0, key.indexOf("/"))];
        const said = (byKey.get(key) ?? [])
          .flatMap((event) => event.fields?.[field] ?? [])
          .filter(({ o }) => authority.includes(o));
        const deaths = said.filter(({ level }) => level === confirmed_level);
        if (deaths.length === 0) continue;
        findings.count("confirmed deaths");
        const reversals = Math.max(...deaths.map(({ n = 0 }) => n));
        if (winner.level === confirmed_level || said.some(({ n = 0 }) => n > reversals)) continue;
        findings.found("G11.alive", system, key, `${field} is shown at level ${winner.level ?? 0}`);
      }
    }
  }
  return findings;
};
const confirmed_level = 3;
