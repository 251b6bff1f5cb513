import { expect, it } from "vitest";
import type { StoredRecord } from "./record.ts";
import { nextContacts, recordContact, type NewContact } from "./contacts.ts";
import { after, deciding, recordWith } from "./test-records.ts";

const ctx = deciding("sp");
const today = ctx.nowIso.slice(0, 10);
const person = recordWith(ctx, "Person", {});
const given: NewContact = {
  kind: "call",
  on: today,
  outcome: "met",
  note: "",
  next_on: null,
};

function written(change: Partial<NewContact>, of: StoredRecord = person): StoredRecord {
  const done = recordContact(ctx, of, { ...given, ...change });
  const change1 = done.ok ? done.changes[0] : undefined;
  if (!change1) throw new Error("refused");
  return after(change1);
}

it("is of today or before, and the next one is after it", () => {
  expect(recordContact(ctx, person, { ...given, on: "2999-01-01" })).toMatchObject({
    code: "err.bad_input",
    fields: ["/on"],
  });
  expect(recordContact(ctx, person, { ...given, next_on: today })).toMatchObject({
    code: "err.bad_input",
    fields: ["/next_on"],
  });
});

it("says what waits: the next day that was set at the last contact, and nothing once they met", () => {
  const first = written({ on: "2026-01-05", next_on: "2026-01-12" });
  expect(nextContacts([first], "2026-01-11")).toEqual([]);
  expect(nextContacts([first], "2026-01-12")).toMatchObject([{ day: "2026-01-12" }]);
  const met = written({ on: "2026-01-12" });
  expect(nextContacts([first, met], "2026-01-20")).toEqual([]);
  const other = recordWith(ctx, "Person", {});
  const theirs = written({ on: "2026-01-02", next_on: "2026-01-09" }, other);
  expect(nextContacts([met, theirs, first], "2026-01-20")).toMatchObject([
    { contact: { subject: other.id } },
  ]);
});
