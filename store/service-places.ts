/** Places that steps take at services of the directory: written with the steps, read to count. */
import type { Change } from "../domain/change.ts";
import { takenBy, type Taken } from "../domain/directory/places.ts";
import { textOf } from "../domain/record.ts";
import type { Statement, Store } from "./database.ts";
import type { SideEffects } from "./side-effects.ts";

const telling = new Set(["service", "from", "until", "due", "times", "state", "withdrawn", "plan"]);

/** What changes of steps and plans do to places; of most changes nothing. */
export function placeRows(
  changes: readonly Change[],
): Pick<Required<SideEffects>, "places" | "closed_plans"> {
  const touched = changes.filter(
    ({ record, delta }) =>
      record.type === "Step" && Object.keys(delta.fields).some((field) => telling.has(field)),
  );
  // The last change of each step says how it stands.
  const last = new Map(touched.map((change) => [change.record.id, change]));
  const places = [...last.values()].map(({ record, after }) => {
    const taken = takenBy({ ...record, version: 0, ownVersion: 0, state: after });
    const service = taken ? textOf(after, "service") : "";
    return {
      id: record.id,
      plan: textOf(after, "plan"),
      service,
      from_day: taken?.from ?? null,
      until_day: taken?.until ?? null,
    };
  });
  const closed_plans = changes
    .filter(({ record, after }) => record.type === "Plan" && textOf(after, "state") === "closed")
    .map(({ record }) => record.key);
  return { places, closed_plans };
}

/** The part of an append that writes them, from `more.j->'places'` and `closed_plans`. */
export const placeParts = `
  place_rows as (
    select x.* from more, jsonb_to_recordset(coalesce(j->'places', '[]'))
      as x(id uuid, plan text, service text, from_day date, until_day date)),
  places_put as (
    insert into service_places as t (system, step_id, plan, service, from_day, until_day)
    select $1, id, plan, service, from_day, until_day from place_rows where service <> ''
    on conflict (system, step_id) do update set plan = excluded.plan, service = excluded.service,
      from_day = excluded.from_day, until_day = excluded.until_day),
  places_left as (
    delete from service_places t using place_rows x
    where t.system = $1 and t.step_id = x.id and x.service = ''),
  plans_closed as (
    delete from service_places t
    using more, jsonb_array_elements_text(coalesce(j->'closed_plans', '[]')) as x(key)
    where t.system = $1 and t.plan = x.key)`;

/** Who takes a place at these services on or after a day, by service. */
export async function takenPlaces(
  store: Store,
  services: readonly string[],
  since: string,
): Promise<Map<string, Taken[]>> {
  const taken = new Map<string, Taken[]>();
  if (services.length === 0) return taken;
  const rows = await store.query<Taken & { service: string }>(places, [
    store.system.id,
    services,
    since,
  ]);
  for (const { service, from, until } of rows) {
    taken.set(service, [...(taken.get(service) ?? []), { from, until }]);
  }
  return taken;
}

const places: Statement = {
  name: "service-places",
  text: `select service, from_day::text as "from", until_day::text as until from service_places
    where system = $1 and service = any($2::text[]) and (until_day is null or until_day >= $3::date)`,
};
