/** What our directory says of the services that steps name: places, opening hours, days it is given. */
import type { Calendar } from "../../conflicts/facts-more.ts";
import type { Service, Step } from "../../conflicts/facts.ts";
import { dayText, readDay } from "../../conflicts/time/walls.ts";
import { weekdayCodes } from "../../records/directory-records.ts";
import type { KnownService, PlannedHousehold } from "./household.ts";

/** As many as come: nothing to count. */
export function seatsOf(service: KnownService | undefined): Pick<Service, "seats"> {
  if (!service || service.capacity === null) return {};
  const takenOn = service.taken.map(({ from, until }) => ({
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
  }));
  return { seats: { total: service.capacity, taken: service.taken_elsewhere, takenOn } };
}

/** When the services of these steps are closed, until the last day that is looked at. */
export function closedTimes(
  { services, today, zone }: PlannedHousehold,
  steps: readonly Step[],
  last: string,
): Calendar[] {
  const named = new Set(steps.flatMap(({ service }) => service ?? []));
  return [...services]
    .filter(([code]) => named.has(code))
    .flatMap(([code, service]) => {
      const base = { text: service.name, type: "closed" as const, services: [code] };
      // Hours of another zone are not compared.
      const hours = service.zone === zone ? gapsOf(service) : [];
      const closed = hours.map((gap, at): Calendar => {
        return { ...base, ...gap, id: `hours ${code} ${at}`, from: today, until: last };
      });
      return [
        ...closed,
        ...notGiven(service, today, last).map((days, at): Calendar => {
          return { ...base, ...days, id: `given ${code} ${at}` };
        }),
      ];
    });
}

function notGiven({ valid_from, valid_until }: KnownService, today: string, last: string) {
  const first = readDay(valid_from ?? "");
  const end = readDay(valid_until ?? "");
  const days: { from: string; until: string }[] = [];
  if (first !== null && dayText(first) > today) {
    const until = dayText(first - 1);
    days.push({ from: today, until: until > last ? last : until });
  }
  if (end !== null && dayText(end) < last) {
    const from = dayText(end + 1);
    days.push({ from: from < today ? today : from, until: last });
  }
  return days;
}

type Gap = Required<Pick<Calendar, "days" | "fromTime" | "toTime">>;

/** The hours of the week at which it is not open; days alike are one. Without hours: not known. */
function gapsOf({ hours }: KnownService): Gap[] {
  if (hours.length === 0) return [];
  const byGap = new Map<string, Gap>();
  for (const day of weekdayCodes) {
    const open = hours
      .filter(({ days }) => days.includes(day))
      .map(({ from, to }) => ({ from, to }))
      .sort((a, b) => (a.from < b.from ? -1 : 1));
    let at = "00:00";
    for (const { from, to } of [...open, { from: "24:00", to: "24:00" }]) {
      if (from > at) {
        const name = `${at} ${from}`;
        const gap = byGap.get(name) ?? { days: [], fromTime: at, toTime: from };
        byGap.set(name, { ...gap, days: [...gap.days, day] });
      }
      if (to > at) at = to;
    }
  }
  return [...byGap.values()];
}
