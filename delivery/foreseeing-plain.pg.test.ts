/** The same for a plain partner: what it subscribed to, and what a worker may tell it, shown as it then goes. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { everybody } from "../domain/criteria.ts";
import { newRecord, ownChange } from "../domain/editing.ts";
import type { StoredRecord } from "../domain/record.ts";
import { createHosted } from "../server/hosting.ts";
import type { PreviewView } from "../server/api/preview-schemas.ts";
import {
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { made, openDesk, type Desk } from "../server/staff/test-plans.ts";
import { newMember, register } from "./test-carry.ts";
import { agree, deliver, events, subscribed } from "./test-plain.ts";

let at: TestRegistry;
let sp: TestSystem;
let leila: Desk;
let person: StoredRecord;
let programme_id = "";
let enrolment = "";
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp } = at);
  await treatAs(sp, "ess.demo", "standard");
  await agree(at, sp, "ess.demo", {
    people: everybody,
    events,
    push: ["notify", "enrollment/updates"],
  });
  // Who the partners are is remembered for two seconds: a desk that looks afresh.
  const hosted = new Map([["sp", await createHosted(sp.store)] as const]);
  leila = await openDesk({ ...sp, node: { ...sp.node, hosted } }, "leila");
  const { people } = await register(sp, newMember());
  if (!people[0]) throw new Error("nobody");
  [person] = people;
  const [programme] = await sp.write((ctx) => {
    const record = newRecord(ctx, "Programme");
    const fields = { name: "Cash", programme_type: "test" };
    return [ownChange(ctx, record, { fields }, "programme.opened")];
  });
  programme_id = programme?.record.id ?? "";
  enrolment = await made(leila.staff, `/people/${person.id}/enrolments`, {
    programme_id,
    effective_date: "2026-11-01",
  });
});
afterAll(async () => {
  await leila.app.close();
  await at.close();
});

async function foreseen(url: string, body: object): Promise<PreviewView["partners"]> {
  const answer = await leila.staff.post<PreviewView>(`${url}/preview`, body);
  expect(answer.status).toBe(200);
  return answer.body.partners;
}
const fieldsOf = (partner: PreviewView["partners"][number] | undefined, type: string) =>
  partner?.items
    .find((item) => item.type === type)
    ?.values.map(({ field }) => field)
    .toSorted();
/** The fields that were disclosed last of a record. */
async function disclosed(record: string): Promise<string[] | undefined> {
  const [row] = await sp.sql<{ fields: string[] }>(
    "select fields from disclosures where record_id = $1 order by pos desc limit 1",
    [record],
  );
  return row?.fields.toSorted();
}

it("shows what a subscription to status changes will tell, and nothing is said before it is saved", async () => {
  const code = await subscribed(at, {
    reg_event_type: "enrolment_status_change",
    notify_record_type: "Beneficiary",
  });
  await deliver(sp, code);
  at.clock.ms += 1_000;
  const url = `/enrolments/${enrolment}/status`;
  const step = { status: "suspended", reason: "moved away", effective_date: "2026-11-20" };
  const [asked, push, ...others] = await foreseen(url, step);
  expect(others).toEqual([]);
  expect([asked?.way, push?.way]).toEqual(["asked", "push"]);
  expect(asked?.items.find(({ type }) => type === "Enrolment")?.values).toContainEqual({
    field: "status",
    value: "suspended",
  });
  expect((await deliver(sp, code)).events).toEqual([]);
  await leila.staff.post(url, step);
  const { events: told } = await deliver(sp, code);
  expect(told).toHaveLength(1);
  expect(await disclosed(enrolment)).toEqual(fieldsOf(asked, "Enrolment"));
  expect(await disclosed(person.id)).toEqual(fieldsOf(asked, "Person"));
});

it("shows what a worker may tell it afterwards, as it is then told", async () => {
  const url = `/enrolments/${enrolment}/status`;
  const step = { status: "reinstated", reason: "is back", effective_date: "2026-11-22" };
  const push = (await foreseen(url, step)).find(({ way }) => way === "push");
  await leila.staff.post(url, step);
  await made(leila.staff, `/people/${person.id}/tellings`, {
    partner: "ess.demo",
    what: "enrolment",
    enrolment_id: enrolment,
  });
  const [claim] = await sp.sql<{ fields: string[] }>(
    "select fields from claims order by made_at desc limit 1",
  );
  const shown = push?.items[0]?.values ?? [];
  expect(shown).toContainEqual({ field: "status", value: "reinstated" });
  const own = (claim?.fields ?? []).map((field) => field.replace("person.", ""));
  for (const { field } of shown) expect(own).toContain(field);
});
