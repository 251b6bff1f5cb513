import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { newRecord, ownChange } from "./editing.ts";
import type { Json } from "./json.ts";
import { textOf, type StoredRecord } from "./record.ts";
import type { ContactKind, ContactOutcome } from "./records/contact-record.ts";

export interface NewContact {
  kind: ContactKind;
  /** The day it was; not after today. */
  on: string;
  outcome: ContactOutcome;
  note: string;
  /** The day of the next one, after this one; null: none. */
  next_on: string | null;
}

/** Writes down a contact or visit (case.md, the worker's minute after it). It stays in this office. */
export function recordContact(
  ctx: Deciding,
  person: StoredRecord,
  input: NewContact,
): { ok: true; changes: Change[]; id: string } | Refusal {
  if (input.on > ctx.nowIso.slice(0, 10)) return refused("err.bad_input", ["/on"]);
  if (input.next_on !== null && input.next_on <= input.on) {
    return refused("err.bad_input", ["/next_on"]);
  }
  const record = newRecord(ctx, "Contact", { subject: person.id, household: person.household });
  const fields: Record<string, Json> = {
    person: person.key,
    kind: input.kind,
    on: input.on,
    outcome: input.outcome,
    next_on: input.next_on,
    by: { ...ctx.by },
    ...(input.note.trim() === "" ? {} : { note: input.note.trim() }),
  };
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "contact.recorded")],
    id: record.id,
  };
}

/** Newest day first; of one day, the one written last first. */
export function inOrder(contacts: readonly StoredRecord[]): StoredRecord[] {
  const when = ({ state, id }: StoredRecord) => `${textOf(state, "on")} ${id}`;
  return [...contacts].sort((a, b) => (when(a) < when(b) ? 1 : -1));
}

/** Of each person's last contact, the day of the next one that was set: whoever met since has met. */
export function nextContacts(
  contacts: readonly StoredRecord[],
  until: string,
): { contact: StoredRecord; day: string }[] {
  const last = new Map<string, StoredRecord>();
  for (const contact of inOrder(contacts)) {
    const person = contact.subject ?? "";
    if (!last.has(person)) last.set(person, contact);
  }
  return [...last.values()].flatMap((contact) => {
    const day = textOf(contact.state, "next_on");
    return day === "" || day > until ? [] : [{ contact, day }];
  });
}
