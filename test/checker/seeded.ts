/** Ways to break an honest run's journals, each with the rule that must find it. */
import type { Journal, LogEvent, SystemJournal } from "./journal.ts";

export interface Seeded {
  name: string;
  rule: string;
  spoil: (journal: Journal) => void;
}

function at(journal: Journal, system: string): Required<SystemJournal> {
  const found = journal.systems.get(system);
  if (!found) throw new RangeError(system);
  return { snapshots: [], ...found } as Required<SystemJournal>;
}

/** Takes the last event that fits out of a system's log. */
function without(journal: Journal, system: string, fits: (event: LogEvent) => boolean): LogEvent {
  const { events } = at(journal, system);
  const index = events.findLastIndex(fits);
  const [event] = events.splice(index, 1);
  if (!event || index < 0) throw new RangeError("no such event");
  return event;
}

const one = <Item>(items: readonly Item[], fits: (item: Item) => boolean = () => true): Item => {
  const found = items.find(fits);
  if (found === undefined) throw new RangeError("nothing fits");
  return found;
};
const phoneOf = (journal: Journal, system: string) => {
  const record = one(at(journal, system).dump, ({ fields }) => fields?.["phone"] !== undefined);
  const version = record.fields?.["phone"];
  if (!version) throw new RangeError("no phone");
  return { record, version };
};

/** Each spoils the run of `seededSteps`. */
export const seeded: readonly Seeded[] = [
  {
    name: "an acknowledged write that is in no log",
    rule: "G1.lost",
    spoil: (journal) => without(journal, "sp.a", ({ origin }) => origin === "sp.a"),
  },
  {
    name: "an acknowledged value under another version",
    rule: "G1.lost",
    spoil: (journal) => Object.assign(one(at(journal, "sp.a").acked), { value: "other" }),
  },
  {
    name: "an ACK for an item that was never kept",
    rule: "G1.ack_lost",
    spoil: (journal) => without(journal, "ess.b", ({ origin }) => origin === "sp.a"),
  },
  {
    name: "a state that no event made",
    rule: "G2.no_event",
    spoil: (journal) => Object.assign(phoneOf(journal, "sp.a").version, { v: "from nowhere" }),
  },
  {
    name: "a state that forgets a later event",
    rule: "G2.not_fold",
    spoil(journal) {
      const { record, version } = phoneOf(journal, "sp.a");
      const { events } = at(journal, "sp.a");
      const first = one(events, ({ key, fields }) => key === record.key && !!fields?.["phone"]);
      Object.assign(version, first.fields?.["phone"]?.[0]);
    },
  },
  {
    name: "events without their record",
    rule: "G2.no_record",
    spoil: (journal) => at(journal, "ess.b").dump.pop(),
  },
  {
    name: "a partner's versions in another order",
    rule: "G3.inverted",
    spoil(journal) {
      const { events } = at(journal, "ess.b");
      const chain = events.filter(({ origin, key }) => origin === "sp.a" && key === "sp.a/0");
      const [a, b] = chain;
      if (!a || !b) throw new RangeError("no chain");
      [a.seq, b.seq] = [b.seq, a.seq];
    },
  },
  {
    name: "a version applied over a gap",
    rule: "G3.gap",
    spoil: (journal) =>
      without(journal, "ess.b", ({ key, origin, ver }) => {
        return key === "sp.a/0" && origin === "sp.a" && ver === 2;
      }),
  },
  {
    name: "an event applied twice",
    rule: "G4.twice",
    spoil(journal) {
      const { events } = at(journal, "ess.b");
      const event = one(events, ({ origin }) => origin === "sp.a");
      events.push({ ...event, seq: events.length + 1 });
    },
  },
  {
    name: "a version no batch ever told",
    rule: "G5.untold",
    spoil(journal) {
      for (const { items } of at(journal, "sp.a").sent) {
        const index = items.findIndex(({ key, ver }) => key === "sp.a/0" && ver === 3);
        if (index >= 0) items.splice(index, 1);
      }
    },
  },
  {
    name: "a change that still waits for the version before it",
    rule: "G5.stuck",
    spoil(journal) {
      const record = one(at(journal, "ess.b").dump, ({ key }) => key === "sp.a/0");
      record.waiting = [{ origin: "sp.a", ver: 99, why: "gap" }];
    },
  },
  {
    name: "a record that never arrived",
    rule: "G5.absent",
    spoil(journal) {
      const { dump } = at(journal, "ess.b");
      dump.splice(
        dump.findIndex(({ key }) => key === "sp.a/0"),
        1,
      );
    },
  },
  {
    name: "two systems that show different values",
    rule: "G6.divergent",
    spoil: (journal) => Object.assign(phoneOf(journal, "ess.b").version, { v: "other" }),
  },
  {
    name: "an older write that wins over one that saw it",
    rule: "G6.beaten",
    spoil(journal) {
      const { record } = phoneOf(journal, "sp.a");
      const { acked } = at(journal, "sp.a");
      const later = one(acked, ({ key, saw }) => key === record.key && saw !== undefined);
      const { fields = {} } = record;
      const winner = fields[later.field ?? ""];
      if (!winner || later.saw === undefined) throw new RangeError("no winner");
      winner.v = later.saw;
    },
  },
  {
    name: "a stamp before the one given out before it",
    rule: "G6.clock_back",
    spoil(journal) {
      const own = at(journal, "sp.a").events.filter(({ origin, fields }) => {
        return origin === "sp.a" && fields?.["phone"];
      });
      const last = own.at(-1)?.fields?.["phone"]?.[0];
      if (!last) throw new RangeError("no stamp");
      last.h = "000000000000-0000";
    },
  },
  {
    name: "a later version of a record that is parked",
    rule: "G7.overtaken",
    spoil(journal) {
      const record = one(at(journal, "ess.b").dump, ({ key }) => key === "sp.a/0");
      record.waiting = [{ origin: "sp.a", ver: 2, why: "poison" }];
    },
  },
  {
    name: "a later version sent of a record that its sender parked",
    rule: "G7.overtaken",
    spoil(journal) {
      const record = one(at(journal, "sp.a").dump, ({ key }) => key === "sp.a/0");
      record.waiting = [{ origin: "sp.a", ver: 1, why: "parked", to: "ess.b" }];
    },
  },
  {
    name: "a field the agreement does not list",
    rule: "G8.field",
    spoil: (journal) => one(at(journal, "sp.a").sent).items[0]?.fields?.push("religion"),
  },
  {
    name: "a request that began after the revocation",
    rule: "G8.no_agreement",
    spoil: (journal) => Object.assign(one(at(journal, "sp.a").agreements), { until: 1 }),
  },
  {
    name: "an item sent back to its origin",
    rule: "G10.back",
    spoil: (journal) =>
      Object.assign(one(at(journal, "sp.a").sent).items[0] ?? {}, { origin: "ess.b" }),
  },
  {
    name: "a third system's item passed on by no hub",
    rule: "G10.passed_on",
    spoil: (journal) =>
      Object.assign(one(at(journal, "sp.a").sent).items[0] ?? {}, { origin: "sp.z" }),
  },
  {
    name: "a version of its own made of a partner's",
    rule: "G10.echo",
    spoil(journal) {
      const { events } = at(journal, "ess.b");
      const heard = one(events, ({ origin }) => origin === "sp.a");
      events.push({ ...heard, origin: "ess.b", ver: 99, seq: events.length + 1 });
    },
  },
  {
    name: "a version of its own that holds only what a partner wrote",
    rule: "G10.echo",
    spoil(journal) {
      const { events } = at(journal, "ess.b");
      Object.assign(
        one(events, ({ origin }) => origin === "sp.a"),
        { origin: "ess.b", ver: 99 },
      );
    },
  },
  {
    name: "a dead person who is shown alive",
    rule: "G11.alive",
    spoil(journal) {
      const found = at(journal, "ess.b").dump.flatMap(
        ({ fields }) => fields?.["vital_status"] ?? [],
      );
      Object.assign(one(found), { level: 1 });
    },
  },
  {
    name: "an event without its audit row",
    rule: "G13.unaudited",
    spoil: (journal) => at(journal, "sp.a").audit.pop(),
  },
  {
    name: "an audit row without its event",
    rule: "G13.phantom",
    spoil: (journal) => at(journal, "sp.a").audit.push({ key: "sp.a/0", origin: "sp.a", ver: 77 }),
  },
  {
    name: "a number of the log used again after a restore",
    rule: "G15.collision",
    spoil(journal) {
      const [event] = at(journal, "sp.a").events;
      if (!event) throw new RangeError("no event");
      const snapshots = [{ ...event, ver: event.ver + 1 }];
      journal.systems.set("sp.a", { ...at(journal, "sp.a"), snapshots });
    },
  },
  {
    name: "a version of a record given out again with other content",
    rule: "G15.version_twice",
    spoil(journal) {
      const [event] = at(journal, "sp.a").events;
      if (!event) throw new RangeError("no event");
      const snapshots = [{ ...event, epoch: "another", digest: "of other content" }];
      journal.systems.set("sp.a", { ...at(journal, "sp.a"), snapshots });
    },
  },
  {
    name: "a number of the wire used again",
    rule: "G15.collision",
    spoil(journal) {
      const { sent } = at(journal, "sp.a");
      const acked = one(sent, ({ answer }) => answer === "ack");
      const items = acked.items.map((item) => ({ ...item, key: "sp.a/99" }));
      sent.push({ ...acked, id: "m-again", items });
    },
  },
];
