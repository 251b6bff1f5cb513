import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadSubscription } from "../../store/feed.ts";
import { parkRecord } from "../../store/parked.ts";
import { putStanding } from "../../store/test-standing.ts";
import type { ParkedList } from "../api/link-schemas.ts";
import { newMember } from "../../delivery/test-carry.ts";
import { registerHousehold } from "../../domain/registration.ts";
import { openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let ines: Staff;
let person: string;
beforeAll(async () => {
  staff = await openTestStaff();
  [leila, ines] = [await staff.signIn("leila"), await staff.signIn("ines")];
  await putStanding(staff.sp.store, "ess.demo");
  const household = { number: "HH-1", locality: "x", region: "y", members: [newMember()] };
  const changes = await staff.write(staff.sp, (ctx) => registerHousehold(ctx, household).changes);
  person = changes.find(({ record }) => record.type === "Person")?.record.id ?? "";
});
afterAll(() => staff.close());

async function park(): Promise<string> {
  const sub = await loadSubscription(staff.sp.store, "SUB-1");
  if (!sub) throw new Error("no subscription");
  const id = uuidv7();
  await parkRecord(staff.sp.store, sub, {
    id,
    record_id: person,
    ver: 1,
    code: "err.request.bad",
    reason: "The message is not well formed.",
    messageId: "m-1",
    ms: 3,
  });
  return id;
}
const decide = (who: Staff, id: string, body: object) =>
  who.post<ParkedList>(`/parked/${id}/decision`, body);

it("shows whom a refused record is about, why it was refused and what waits behind it", async () => {
  const id = await park();
  const { body } = await leila.get<ParkedList>("/parked");
  expect(body.items).toEqual([
    expect.objectContaining({
      id,
      type: "Person",
      person,
      name: "Amina Diallo",
      code: "err.request.bad",
      attempts: 1,
      behind: 0,
    }),
  ]);
});

it("is decided by a supervisor, and given up only with a reason", async () => {
  const [first] = (await leila.get<ParkedList>("/parked")).body.items;
  const id = first?.id ?? "";
  expect((await decide(leila, id, { decision: "release" })).status).toBe(403);
  expect((await decide(ines, id, { decision: "discard", reason: " " })).status).toBe(400);
  expect((await decide(ines, "not-an-id", { decision: "release" })).status).toBe(404);
  expect((await decide(ines, id, { decision: "release" })).body.items).toEqual([]);
  expect((await decide(ines, id, { decision: "release" })).status).toBe(404);
  const again = await park();
  const reason = "they hold this person elsewhere";
  expect((await decide(ines, again, { decision: "discard", reason })).body.items).toEqual([]);
});
