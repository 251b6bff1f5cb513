import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { CycleRole } from "../../domain/records/work-cycle.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { daysOf, reckonWorker, stopsOf } from "../../domain/works/cycle.ts";
import { displayName } from "../../store/projection.ts";
import type { CycleSummary, CycleView, CycleWorkerView } from "../api/cycle-schemas.ts";

/** People by their key. */
export type PeopleByKey = ReadonlyMap<string, StoredRecord>;

/** A cycle as lists show it, with the sums of its people's days. */
export function cycleSummary(
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
  today: string,
): CycleSummary {
  const { state } = cycle;
  const own = workers.filter(({ subject }) => subject === cycle.id);
  const days = own.map((worker) => reckonWorker(cycle, worker, today));
  const sum = (of: "worked" | "paid" | "late") => days.reduce((all, one) => all + one[of], 0);
  return {
    id: cycle.id,
    name: textOf(state, "name"),
    programme: (valueOf(state, "programme") as ProgrammeName | undefined)?.name ?? "",
    area: textOf(state, "area"),
    site: textOf(state, "site"),
    from: textOf(state, "from"),
    until: textOf(state, "until"),
    state: textOf(state, "state") === "ended" ? "ended" : "open",
    workers: own.length,
    worked: sum("worked"),
    paid: sum("paid"),
    late: sum("late"),
  };
}

/** A cycle with its people by group and name, and who may still join. */
export function cycleView(
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
  people: PeopleByKey,
  candidates: readonly StoredRecord[],
  today: string,
): CycleView {
  const { state } = cycle;
  const names = new Map(
    workers.map(({ key, state: of }) => [key, nameOf(people, textOf(of, "person"))]),
  );
  const views = workers.map((worker) => workerView(cycle, worker, people, names, today));
  views.sort((a, b) => compare(a.group, b.group) || compare(a.name, b.name));
  return {
    ...cycleSummary(cycle, workers, today),
    wage: valueOf(state, "wage") as CycleView["wage"],
    pay_working_days: Number(valueOf(state, "pay_working_days") ?? 0),
    groups: (valueOf(state, "groups") ?? []) as string[],
    creche: valueOf(state, "creche") === true,
    stops: stopsOf(cycle),
    people: views,
    candidates: candidates
      .map((person) => ({ person_id: person.id, name: displayName(valueOf(person.state, "name")) }))
      .toSorted((a, b) => compare(a.name, b.name)),
  };
}

function workerView(
  cycle: StoredRecord,
  worker: StoredRecord,
  people: PeopleByKey,
  names: ReadonlyMap<string, string>,
  today: string,
): CycleWorkerView {
  const { state } = worker;
  const person = textOf(state, "person");
  const shared = textOf(state, "shares_with");
  return {
    id: worker.id,
    person_id: people.get(person)?.id ?? "",
    name: nameOf(people, person),
    group: textOf(state, "group"),
    role: textOf(state, "role") as CycleRole,
    shares_with: shared === "" ? null : (names.get(shared) ?? ""),
    days: daysOf(worker),
    ...reckonWorker(cycle, worker, today),
  };
}

function nameOf(people: PeopleByKey, key: string): string {
  return displayName(valueOf(people.get(key)?.state ?? { fields: {}, sets: {} }, "name"));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
