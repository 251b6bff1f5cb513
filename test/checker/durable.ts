/** G1, G2, G13 in part: what was acknowledged is in the log, and the state is what the log says. */
import type { Acked, LogEvent, Version, Winner } from "./journal.ts";
import { Findings, groupBy, type Rule } from "./verdict.ts";

/** G1: an acknowledged write is in the log of the system that acknowledged it. */
export const acknowledgedIsThere: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const acked = findings.need(journal, system, "acked", "G1");
    const events = findings.need(journal, system, "events", "G1");
    if (!acked || !events) continue;
    const own = groupBy(
      events.filter(({ origin }) => origin === system),
      ({ key }) => key,
    );
    for (const write of acked) {
      findings.count("acknowledged writes");
      if ((own.get(write.key) ?? []).some((event) => carries(event, write))) continue;
      const what = write.field ? `${write.field} = ${write.value}` : `version ${write.ver}`;
      findings.found("G1.lost", system, write.key, `acknowledged and not in the log: ${what}`);
    }
  }
  return findings;
};

function carries(event: LogEvent, { ver, field, value }: Acked): boolean {
  if (ver !== undefined && event.ver !== ver) return false;
  if (field === undefined) return ver !== undefined;
  const named = Object.entries(event.fields ?? {}).filter(
    ([name]) => name === field || name.startsWith(`${field}/`),
  );
  return named.some(([, versions]) => versions.some((version) => version.v === value));
}

/** G1: a partner that was told ACK finds every item in our log, or waiting with a reason. */
export const ackedIsKept: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const received = findings.need(journal, system, "received", "G1.ack");
    const events = findings.need(journal, system, "events", "G1.ack");
    if (!received || !events) continue;
    const highest = new Map<string, number>();
    const note = (key: string, origin: string, ver: number) => {
      const name = `${key} ${origin}`;
      highest.set(name, Math.max(ver, highest.get(name) ?? 0));
    };
    for (const { key, origin, ver } of events) note(key, origin, ver);
    for (const { key, waiting = [] } of journal.systems.get(system)?.dump ?? []) {
      for (const { origin, ver } of waiting) note(key, origin, ver);
    }
    for (const { answer, id, items } of received) {
      if (answer !== "ack") continue;
      for (const { key, origin, ver } of items) {
        findings.count("items acknowledged to a partner");
        if ((highest.get(`${key} ${origin}`) ?? 0) >= ver) continue;
        findings.found("G1.ack_lost", system, key, `ACK of ${id}, and ${origin} ${ver} is nowhere`);
      }
    }
  }
  return findings;
};

/** G2: the stored winner of every field is the greatest version of the log, and nothing else. */
export const stateIsFold: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const events = findings.need(journal, system, "events", "G2");
    const dump = findings.need(journal, system, "dump", "G2");
    if (!events || !dump) continue;
    const byKey = groupBy(events, ({ key }) => key);
    const kept = new Set(dump.map(({ key }) => key));
    for (const key of byKey.keys()) {
      if (!kept.has(key)) findings.found("G2.no_record", system, key, "events and no record");
    }
    for (const { key, fields = {} } of dump) {
      findings.count("records folded");
      for (const [field, winner] of Object.entries(fields)) {
        const known = (byKey.get(key) ?? []).flatMap((event) => event.fields?.[field] ?? []);
        const fault = unlikeLog(winner, known);
        if (fault) findings.found(`G2.${fault}`, system, key, field);
      }
    }
  }
  return findings;
};

function unlikeLog(winner: Winner, known: readonly Version[]): "no_event" | "not_fold" | null {
  if (!known.some(({ v, h, o }) => v === winner.v && h === winner.h && o === winner.o)) {
    return "no_event";
  }
  // Without its authority the order of an owned field is not known.
  if (winner.class === "owned" && !winner.authority) return null;
  return known.some((version) => compare(winner, version, winner) > 0) ? "not_fold" : null;
}

/** Which of two versions of a field wins (guarantees, the convergence design); above 0: the first. */
export function compare(
  { class: kind, authority = [] }: Pick<Winner, "class" | "authority">,
  a: Version,
  b: Version,
): number {
  const rank = ({ o }: Version) => (kind === "owned" && authority.includes(o) ? 1 : 0);
  const lattice =
    kind === "terminal" ? (a.n ?? 0) - (b.n ?? 0) || (a.level ?? 0) - (b.level ?? 0) : 0;
  return lattice || rank(a) - rank(b) || order(a.h, b.h) || order(a.o, b.o);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a > b ? 1 : -1;
}

/** G13: every event has its audit row, and no audit row tells of an event that is not there. */
export const eventsAreAudited: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const audit = findings.need(journal, system, "audit", "G13");
    const events = findings.need(journal, system, "events", "G13");
    if (!audit || !events) continue;
    const named = audit.filter(({ key, ver }) => key !== undefined && ver !== undefined);
    const nameOf = ({ key = "", origin = system, ver = 0 }) => `${key} ${origin} ${ver}`;
    const covered = new Set(named.map(nameOf));
    const there = new Set(events.map(nameOf));
    findings.count("events held against the audit log", events.length);
    for (const event of named.length > 0 ? events : []) {
      const { key, origin, ver } = event;
      if (covered.has(nameOf(event))) continue;
      findings.found("G13.unaudited", system, key, `${origin} ${ver} has no audit row`);
    }
    for (const row of named) {
      if (there.has(nameOf(row))) continue;
      findings.found("G13.phantom", system, row.key ?? "", `an audit row and no event ${row.ver}`);
    }
    const counted = audit.filter(({ changes }) => changes !== undefined);
    const sum = counted.reduce((all, { changes = 0 }) => all + changes, 0);
    if (counted.length > 0 && sum !== events.length) {
      const what = `audit rows tell of ${sum} changes, the log of ${events.length}`;
      findings.found(sum < events.length ? "G13.unaudited" : "G13.phantom", system, "", what);
    }
  }
  return findings;
};
