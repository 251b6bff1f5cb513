import type { Taken } from "../../domain/directory/places.ts";
import { directory_services_max } from "../../domain/directory/service.ts";
import type { KnownService } from "../../domain/plan/conflicts/household.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { OpenHours } from "../../domain/records/directory-records.ts";
import type { Statement, Store } from "../database.ts";
import { loadOfType } from "../load.ts";

/** What our directory says of these services; places that the plans with these keys take are not counted. */
export async function loadKnownServices(
  store: Store,
  codes: readonly string[],
  { plans, today }: { plans: readonly string[]; today: string },
): Promise<Map<string, KnownService>> {
  const wanted = [...new Set(codes)].filter((code) => code !== "").slice(0, services_max);
  if (wanted.length === 0) return new Map();
  const [directory, taken] = await Promise.all([
    directoryOf(store),
    store.query<Taken & { service: string }>(others, [store.system.id, wanted, today, plans]),
  ]);
  return new Map(
    wanted.flatMap((code) => {
      const record = directory.get(code);
      const own = taken.filter(({ service }) => service === code);
      return record === undefined ? [] : [[code, knownService(record, own)] as const];
    }),
  );
}

interface Directory {
  /** How many services, and how often they were written. */
  mark: string;
  byCode: ReadonlyMap<string, StoredRecord>;
}
const read = new WeakMap<Store, Directory>();

/** Records are sealed, so that a code is found by reading all; they are read again once one was written. */
async function directoryOf(store: Store): Promise<Directory["byCode"]> {
  const [row] = await store.query<{ mark: string }>(marked, [store.system.id]);
  const mark = row?.mark ?? "";
  const known = read.get(store);
  if (known?.mark === mark) return known.byCode;
  const all = await loadOfType(store, "DirectoryService", directory_services_max);
  const byCode = new Map(all.map((one) => [textOf(one.state, "code"), one]));
  read.set(store, { mark, byCode });
  return byCode;
}

/** Of one household's plans; the calendar of more is longer than is read. */
const services_max = 100;

function knownService({ state }: StoredRecord, taken: readonly Taken[]): KnownService {
  const orNull = <T>(field: string) => (valueOf(state, field) ?? null) as T | null;
  return {
    name: textOf(state, "name"),
    capacity: orNull("capacity"),
    taken_elsewhere: orNull<number>("taken_elsewhere") ?? 0,
    taken: taken.map(({ from, until }) => ({ from, until })),
    hours: orNull<OpenHours[]>("hours") ?? [],
    zone: textOf(state, "zone") || "UTC",
    languages: orNull<string[]>("languages") ?? [],
    valid_from: orNull("valid_from"),
    valid_until: orNull("valid_until"),
  };
}

const marked: Statement = {
  name: "directory-services-mark",
  text: `select count(*) || ' ' || coalesce(sum(version), 0) as mark from records
    where system = $1 and type = 'DirectoryService'`,
};
const others: Statement = {
  name: "service-places-of-others",
  text: `select service, from_day::text as "from", until_day::text as until from service_places
    where system = $1 and service = any($2::text[]) and (until_day is null or until_day >= $3::date)
      and not (plan = any($4::text[]))`,
};
