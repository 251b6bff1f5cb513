import { refused } from "../../domain/change.ts";
import { ageOn } from "../../domain/person-subject.ts";
import { creatorOf, textOf } from "../../domain/record.ts";
import { isUuid, loadRecords } from "../../store/load.ts";
import { searchPeople } from "../../store/reading/finding-people.ts";
import {
  countPeople,
  listPeople,
  people_counted_max,
  type PageEnd,
  type PersonRow,
} from "../../store/reading/people.ts";
import { PeopleBody, PeoplePage, PersonView, SearchBody, SearchResult } from "../api/schemas.ts";
import type { PersonListItem } from "../api/schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { loadedFor, loadPerson, todayOf } from "./loading.ts";
import { personView } from "./person-view.ts";

const page_default = 50;

/** The caseload, the search, and one person. */
export function peopleRoutes(doors: Doors): void {
  const list = {
    url: "/people/list",
    reads: true as const,
    summary: "The caseload, newest first",
    body: PeopleBody,
    answer: PeoplePage,
  };
  post(doors, list, async ({ hosted, store, body }) => {
    const view = body.view;
    const limit = body.limit ?? page_default;
    const after = body.after === undefined ? null : readCursor(body.after);
    if (body.after !== undefined && !after) return refused("err.bad_input", ["/after"]);
    const [rows, total] = await Promise.all([
      listPeople(store, view, limit + 1, after),
      countPeople(store, view),
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return done({
      items: await listItems(hosted, page),
      next: last && rows.length > limit ? cursorOf(last) : null,
      total: Math.min(total, people_counted_max),
      total_capped: total > people_counted_max,
    });
  });

  const search = {
    url: "/search",
    reads: true as const,
    summary: "Find a person by name, identifier, phone or case number",
    body: SearchBody,
    answer: SearchResult,
  };
  post(doors, search, async ({ hosted, store, body }) =>
    done({ items: await listItems(hosted, await searchPeople(store, body.q)) }),
  );

  const one = { url: "/people/:id", summary: "One person", answer: PersonView };
  get(doors, one, async ({ hosted, id, worker }) => {
    const found = await loadPerson(hosted, id);
    if (!found) return refused("err.not_found");
    const { person, about, joined } = found;
    const loaded = await loadedFor(hosted, [person, ...about], about, worker, joined);
    return done(personView(loaded, person, about));
  });
}

async function listItems(hosted: Hosted, rows: readonly PersonRow[]): Promise<PersonListItem[]> {
  const ids = rows.flatMap((row) => row.household ?? []);
  const households = await loadRecords(hosted.store, ids);
  const today = todayOf(hosted);
  return rows.map((row) => {
    const household = row.household ? households.get(row.household)?.state : undefined;
    return {
      id: row.id,
      household_id: row.household,
      household_number: household ? textOf(household, "number") : "",
      name: row.name,
      age: ageOn(row.birth_date ?? undefined, today),
      locality: household ? textOf(household, "locality") : "",
      employment_status: row.employment_status ?? "unknown",
      offer_state: row.offer_state,
      origin: systemRef(hosted, creatorOf(row.key)),
      since: row.created_at.toISOString(),
      matched: row.matched,
    };
  });
}

/** Where a page ended, with every digit of the instant; opaque to clients. */
function cursorOf(row: PersonRow): string {
  return Buffer.from(`${row.created}|${row.id}`).toString("base64url");
}

function readCursor(text: string): PageEnd | null {
  const [created = "", id = ""] = Buffer.from(text, "base64url").toString("utf8").split("|");
  const instant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/;
  const valid =
    instant.test(created) && isUuid(id) && !Number.isNaN(Date.parse(created.slice(0, 10)));
  return valid ? { created, id } : null;
}
