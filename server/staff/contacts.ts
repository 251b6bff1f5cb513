import { refused } from "../../domain/change.ts";
import { inOrder, nextContacts, recordContact } from "../../domain/contacts.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ContactKind, ContactOutcome } from "../../domain/records/contact-record.ts";
import { isDeathTold } from "../../domain/vital-status.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadRecord, loadRecords } from "../../store/load.ts";
import { newestContacts } from "../../store/reading/today.ts";
import { Contacts, NewContactBody, type ContactItem } from "../api/contact-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { actorOf } from "./proposal-view.ts";
import type { Draft } from "./today.ts";

/** No day is after it. */
const last_day = "9999-12-31";

/** Contacts and visits: what a worker writes down in the minute after one, and what comes next. */
export function contactRoutes(doors: Doors): void {
  const list = {
    url: "/people/:id/contacts",
    summary: "Contacts and visits of one person, newest first",
    answer: Contacts,
  };
  get(doors, list, async ({ hosted, store, id }) => {
    const person = await loadRecord(store, id);
    if (person?.type !== "Person") return refused("err.not_found");
    const contacts = await loadAbout(store, [person.id], ["Contact"]);
    return done({
      items: inOrder(contacts).map((one) => contactItem(hosted, one)),
      next_on: nextContacts(contacts, last_day)[0]?.day ?? null,
    });
  });

  const record = {
    url: "/people/:id/contacts",
    summary: "A contact or visit, what came of it, and when the next one is",
    body: NewContactBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, record, async (call) => {
    const { store, id, body } = call;
    const acted = await act(store, call.acting("contact.record"), async (ctx) => {
      const person = await loadRecord(store, id);
      if (person?.type !== "Person") return refused("err.not_found");
      const { kind, on, outcome, note = "", next_on = null } = body;
      const decided = recordContact(ctx, person, { kind, on, outcome, note, next_on });
      return decided.ok ? { ok: true, changes: decided.changes, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

/** Next contacts whose day has come, and nothing was written down since. */
export async function contactsToday(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const due = nextContacts(await newestContacts(store), todayOf(hosted));
  const people = await loadRecords(
    store,
    due.flatMap(({ contact }) => contact.subject ?? []),
  );
  return due.flatMap(({ contact, day }): Draft[] => {
    const person = people.get(contact.subject ?? "");
    // Nobody calls somebody who is said to have died.
    if (!person || isDeathTold(person.state)) return [];
    return [
      {
        id: `contact/${contact.id}`,
        kind: "contact_due",
        field: "",
        from: systemRef(hosted, store.system.id),
        at: `${textOf(contact.state, "on")}T00:00:00.000Z`,
        due: `${day}T23:59:59.000Z`,
        target: person.id,
        person,
      },
    ];
  });
}

function contactItem(hosted: Hosted, { id, state }: StoredRecord): ContactItem {
  return {
    id,
    kind: textOf(state, "kind") as ContactKind,
    on: textOf(state, "on"),
    outcome: textOf(state, "outcome") as ContactOutcome,
    note: textOf(state, "note"),
    next_on: textOf(state, "next_on") || null,
    by: actorOf(hosted, valueOf(state, "by"), hosted.store.system.id),
  };
}
