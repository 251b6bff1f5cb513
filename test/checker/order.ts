/** G3, G4, G7, G15: the chains of versions, once each, and numbers that mean one thing. */
import type { LogEvent, Received, Snapshot } from "./journal.ts";
import { Findings, groupBy, type Rule } from "./verdict.ts";

/** G3 and G4: in every log, versions of a record and origin rise, each there once. */
export const versionsRise: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const events = findings.need(journal, system, "events", "G3");
    if (!events) continue;
    findings.count("events in order", events.length);
    for (const [, chain] of chainsOf(events)) {
      for (const [at, event] of chain.entries()) {
        const before = chain[at - 1];
        if (!before || event.ver > before.ver) continue;
        const what = `${event.origin} ${event.ver} at ${event.seq} after ${before.ver} at ${before.seq}`;
        const twice = chain.slice(0, at).some(({ ver }) => ver === event.ver);
        findings.found(twice ? "G4.twice" : "G3.inverted", system, event.key, what);
      }
    }
    const seqs = events.map(({ seq }) => seq).sort((a, b) => a - b);
    for (const [at, seq] of seqs.entries()) {
      if (at > 0 && seq === seqs[at - 1]) {
        findings.found("G15.number_twice", system, "", `two events are number ${seq}`);
      }
    }
  }
  return findings;
};

/** G3: every applied version of a partner follows the one it was sent after. */
export const chainsHold: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const events = findings.need(journal, system, "events", "G3.chain");
    const received = findings.need(journal, system, "received", "G3.chain");
    if (!events || !received) continue;
    const least = leastPrevious(received);
    const foreign = events.filter(({ origin }) => origin !== system);
    for (const [name, chain] of chainsOf(foreign)) {
      for (const [at, { key, origin, ver }] of chain.entries()) {
        const prev = least.get(`${name} ${ver}`);
        const before = chain[at - 1]?.ver ?? 0;
        if (prev === undefined) continue;
        findings.count("applied versions held against their chain");
        if (prev <= before || before >= ver) continue;
        findings.found(
          "G3.gap",
          system,
          key,
          `${origin} ${ver} follows ${prev}, applied after ${before}`,
        );
      }
    }
  }
  return findings;
};

/** The earliest version after which each version was ever sent: a whole record starts a chain anew. */
function leastPrevious(received: readonly Received[]): Map<string, number> {
  const least = new Map<string, number>();
  for (const { items } of received) {
    for (const { key, origin, ver, prev, whole } of items) {
      const name = `${key} ${origin} ${ver}`;
      least.set(name, Math.min(whole ? 0 : prev, least.get(name) ?? prev));
    }
  }
  return least;
}

/** G7: later versions of a record that waits do wait, at its sender and at its receiver. */
export const parkedIsNotOvertaken: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const { dump = [], sent, events } = journal.systems.get(system) ?? {};
    for (const { key, waiting = [] } of dump) {
      for (const { origin, ver, to } of waiting) {
        findings.count("waiting versions");
        const after = to
          ? (sent ?? [])
              .filter((one) => one.to === to && one.answer === "ack")
              .flatMap(({ items }) => items)
          : (events ?? []);
        const later = after.find(
          (one) => one.key === key && one.origin === origin && one.ver > ver && !("left" in one),
        );
        if (!later) continue;
        const what = `${origin} ${ver} waits and ${later.ver} went before it`;
        findings.found("G7.overtaken", system, key, what);
      }
    }
  }
  return findings;
};

/** G15: one (epoch, number) is one event, in the log and on the wire, also over a restore. */
export const numbersMeanOneThing: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const { events = [], snapshots = [], sent = [] } = journal.systems.get(system) ?? {};
    const named: (Snapshot | LogEvent)[] = [...snapshots, ...events];
    const log = new Map<string, string>();
    const versions = new Map<string, string>();
    for (const { epoch, seq, key, origin, ver, digest } of named) {
      const other = once(versions, `${key} ${origin} ${ver}`, digest ?? "");
      if (other !== null) findings.found("G15.version_twice", system, key, `${origin} ${ver}`);
      if (epoch === undefined) continue;
      findings.count("numbers of the log");
      const what = `${key} ${origin} ${ver} ${digest ?? ""}`;
      const before = once(log, `${epoch} ${seq}`, what);
      if (before) findings.found("G15.collision", system, key, `${seq}: ${before}, and ${what}`);
    }
    const wire = new Map<string, string>();
    for (const { sub, epoch, answer, items } of sent) {
      for (const { n, key, origin, ver } of answer === "ack" ? items : []) {
        if (n === undefined) continue;
        findings.count("numbers on the wire");
        const other = once(wire, `${sub} ${epoch} ${n}`, `${key} ${origin} ${ver}`);
        if (other) {
          findings.found(
            "G15.collision",
            system,
            key,
            `${sub} ${n}: ${other}, and ${origin} ${ver}`,
          );
        }
      }
    }
  }
  return findings;
};

/** Remembers what a name means; tells what else it meant before. */
function once(known: Map<string, string>, name: string, meaning: string): string | null {
  const before = known.get(name);
  if (before === undefined) known.set(name, meaning);
  return before !== undefined && before !== meaning ? before : null;
}

function chainsOf(events: readonly LogEvent[]): Map<string, LogEvent[]> {
  const sorted = [...events].sort((a, b) => a.seq - b.seq);
  return groupBy(sorted, ({ key, origin }) => `${key} ${origin}`);
}
