import type { PlannedHousehold, ProgrammeFacts } from "../../domain/plan/conflicts/household.ts";
import { programmeFacts } from "../../domain/plan/conflicts/programme-facts.ts";
import {
  bookOf,
  isPlanClosed,
  plan_lines_read_max,
  planTypes,
} from "../../domain/plan/plan-law.ts";
import { readDefinition } from "../../domain/programme/programme.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import type { Times } from "../../domain/records/plan-values.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { loadJoined } from "../aliases.ts";
import type { Store } from "../database.ts";
import { isUuid, loadRecords, resolveKeys } from "../load.ts";
import { memberIds } from "../receipts.ts";
import { loadKnownServices } from "./known-services.ts";
import { loadAboutAtMost } from "./plans.ts";

const members_max = 60;
const records_max = 2 * plan_lines_read_max;

export interface Asked {
  kindOf: (system: string) => SystemKind | undefined;
  today: string;
  /** Of the words of a programme's rules. */
  language: string;
  /** A service that a line being written names. */
  service?: string;
}

/** A person's household with all its plans; null: no such person, or too much to be read as one. */
export async function loadPlannedHousehold(
  store: Store,
  personId: string,
  asked: Asked,
): Promise<PlannedHousehold | null> {
  if (!isUuid(personId)) return null;
  const root = (await loadJoined(store, [personId])).get(personId)?.winner ?? personId;
  const person = (await loadRecords(store, [root])).get(root);
  if (person?.type !== "Person") return null;
  const others = person.household === null ? [] : await memberIds(store, [person.household]);
  const ids = [...new Set([root, ...others])].slice(0, members_max);
  const groups = await loadJoined(store, ids);
  // Who was joined into another is that other, once.
  const winners = [...new Set(ids.map((id) => groups.get(id)?.winner ?? id))];
  const subjects = [
    ...new Set([...ids, ...[...groups.values()].flatMap(({ members }) => members)]),
  ];
  const [people, about] = await Promise.all([
    loadRecords(store, winners),
    loadAboutAtMost(store, subjects, [...planTypes, "Enrolment", "Answer"], records_max),
  ]);
  if (about.length > records_max) return null;
  const winnerOf = (record: StoredRecord) => {
    const id = record.subject ?? "";
    return groups.get(id)?.winner ?? id;
  };
  const members = [...people.values()].map((one) => {
    const own = about.filter((record) => winnerOf(record) === one.id);
    const answers = own.filter(({ type }) => type === "Answer");
    return { person: one, book: bookOf(own), answers };
  });
  const enrolments = about.filter(({ type }) => type === "Enrolment");
  const books = members.flatMap(({ book }) => book ?? []);
  const lines = books.flatMap(({ steps, privateSteps }) => [...steps, ...privateSteps]);
  const named = lines.map(({ state }) => textOf(state, "service"));
  const services = await loadKnownServices(store, [...named, asked.service ?? ""], {
    plans: books.flatMap(({ plan, also }) => [plan, ...also].map(({ key }) => key)),
    today: asked.today,
  });
  return {
    members,
    enrolments,
    programmes: await programmesOf(store, enrolments, asked.language),
    services,
    person: person.key,
    office: store.system.kind,
    kindOf: asked.kindOf,
    today: asked.today,
    zone: zoneOf(about.filter((record) => winnerOf(record) === root)) ?? zoneOf(about) ?? "UTC",
  };
}

/** Rules of the programmes that are known here: our own, and a partner's that the agreement lists. */
async function programmesOf(store: Store, enrolments: readonly StoredRecord[], language: string) {
  const keyOf = ({ state }: StoredRecord) =>
    (valueOf(state, "programme") as ProgrammeName | undefined)?.id ?? "";
  const keys = enrolments.map(keyOf).filter((key) => key !== "");
  const resolved = await resolveKeys(store, keys);
  const programmes = await loadRecords(
    store,
    [...resolved.values()].map(({ id }) => id),
  );
  const facts = new Map<string, ProgrammeFacts>();
  for (const enrolment of enrolments) {
    const programme = programmes.get(resolved.get(keyOf(enrolment))?.id ?? "");
    // A partner's was checked by nobody here: one that means nothing is not read.
    const read = programme && readDefinition(valueOf(programme.state, "definition"));
    if (read?.ok)
      facts.set(enrolment.key, programmeFacts(read.definition, enrolment.key, language));
  }
  return facts;
}

/** Where most of the plan's times are told. */
function zoneOf(about: readonly StoredRecord[]): string | null {
  const counts = new Map<string, number>();
  for (const { type, state } of about) {
    if (type !== "Step" && type !== "PrivateStep") continue;
    const zone = (valueOf(state, "times") as Times | null | undefined)?.zone ?? "";
    if (zone !== "") counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}

/** Members with an open plan. */
export function openPlans({ members }: PlannedHousehold) {
  return members.flatMap(({ person, book }) =>
    book !== null && !isPlanClosed(book) && textOf(book.plan.state, "state") !== ""
      ? [{ person, book }]
      : [],
  );
}
