import { afterAll, beforeAll, expect, it } from "vitest";
import { uuidv7 } from "uuidv7";
import { registerHousehold } from "../domain/registration.ts";
import { putSubscription } from "./feed.ts";
import {
  countParked,
  discardParked,
  listParked,
  loadWithheld,
  parkRecord,
  releaseParked,
} from "./parked.ts";
import { pauseLink, resumeLink } from "./pauses.ts";
import { readResend, resendRecords } from "./resend.ts";
import { beginResync } from "./resync.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
let home: string;
let amina: string;
let omar: string;
const by = { name: "Rana Aziz", role: "supervisor" };

beforeAll(async () => {
  at = await openTestStore();
  const changes = await at.write(
    (ctx) =>
      registerHousehold(ctx, {
        number: "HH-1",
        locality: "Rosehill",
        region: "North",
        members: [member("Amina"), member("Omar")],
      }).changes,
  );
  [home = "", amina = "", omar = ""] = changes.map(({ record }) => record.id);
});
afterAll(() => at.close());

function member(given_name: string) {
  return {
    name: { given_name, surname: "Diallo" },
    sex: "female" as const,
    birth_date: "1992-02-01",
    relationship: "head" as const,
    main_contact: given_name === "Amina",
    identifiers: [],
    in_full_time_education: false,
  };
}

/** A fresh subscription of a partner. */
async function subscription(partner = "ess.demo"): Promise<{ code: string; lease: number }> {
  const id = uuidv7();
  const { code } = await putSubscription(at.store, {
    code: `SUB-${id}`,
    partner,
    event_type: "tandem:changed",
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: "",
    transaction_id: id,
    reference_id: "1",
    starts_at: null,
    ends_at: null,
  });
  return { code, lease: 0 };
}

const refusal = (record_id: string) => ({
  id: uuidv7(),
  record_id,
  ver: 1,
  code: "err.request.bad",
  reason: "The request is not as expected.",
  messageId: "m-1",
  ms: 3,
});

it("is listed with its code, its reason and what waits behind it, until somebody decides", async () => {
  const sub = await subscription("one.demo");
  await parkRecord(at.store, sub, refusal(amina));
  const [one, ...others] = await listParked(at.store, { partner: "one.demo" });
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    sub: sub.code,
    partner: "one.demo",
    record_id: amina,
    type: "Person",
    ver: 1,
    own_version: 1,
    code: "err.request.bad",
    attempts: 1,
    state: "parked",
  });
  expect(await countParked(at.store, "one.demo")).toBe(1);
  expect(await loadWithheld(at.store, sub.code, [amina, omar])).toEqual(
    new Map([[amina, { record_id: amina, upTo: null, leaving: false }]]),
  );
});

it("parks a record once, however often it is told to, and counts refusals over all its times", async () => {
  const sub = await subscription("two.demo");
  await parkRecord(at.store, sub, refusal(amina));
  await parkRecord(at.store, sub, refusal(amina));
  expect(await countParked(at.store, "two.demo")).toBe(1);
  const [one] = await listParked(at.store, { partner: "two.demo" });
  expect(await releaseParked(at.store, [one?.id ?? ""], by)).toBe(1);
  await parkRecord(at.store, sub, refusal(amina));
  const all = await listParked(at.store, { partner: "two.demo", all: true });
  expect(all.map(({ state, attempts }) => [state, attempts])).toEqual([
    ["released", 1],
    ["parked", 2],
  ]);
});

it("lets nobody park for a sender that another one has fenced off", async () => {
  const sub = await subscription();
  await expect(parkRecord(at.store, { ...sub, lease: 7 }, refusal(amina))).rejects.toThrow("stale");
});

it("queues a released record to go again, a household before those who live in it, and is audited", async () => {
  const sub = await subscription("three.demo");
  await at.sql(
    `insert into sent (system, sub, record_id, ver, hash) values ('sp.demo', $1, $2, 1, '')`,
    [sub.code, amina],
  );
  await parkRecord(at.store, sub, refusal(home));
  const [one] = await listParked(at.store, { partner: "three.demo" });
  expect(await releaseParked(at.store, [one?.id ?? ""], by, "Their list is right now.")).toBe(1);
  // Omar never went, so there is nothing of him at the partner to join.
  expect((await readResend(at.store, sub.code, 9)).map(({ record_id }) => record_id)).toEqual([
    home,
    amina,
  ]);
  expect(await releaseParked(at.store, [one?.id ?? ""], by)).toBe(0);
  const audits = await at.sql<{ detail: string }>(
    `select detail from audit where act = 'parked.release' and detail like $1`,
    [`${sub.code}%`],
  );
  expect(audits).toHaveLength(1);
});

it("gives a record up only with a reason and a name, up to the version it has then, audited", async () => {
  const sub = await subscription("four.demo");
  await parkRecord(at.store, sub, refusal(omar));
  const [one] = await listParked(at.store, { partner: "four.demo" });
  const id = one?.id ?? "";
  expect(await discardParked(at.store, id, by, " ")).toBe(false);
  expect(await discardParked(at.store, id, { ...by, name: "" }, "Gone abroad.")).toBe(false);
  expect(await countParked(at.store, "four.demo")).toBe(1);
  expect(await discardParked(at.store, id, by, "Gone abroad.")).toBe(true);
  expect(await countParked(at.store, "four.demo")).toBe(0);
  expect(await loadWithheld(at.store, sub.code, [omar])).toEqual(
    new Map([[omar, { record_id: omar, upTo: 1, leaving: false }]]),
  );
  expect(await readResend(at.store, sub.code, 9)).toEqual([]);
  const [kept] = await listParked(at.store, { partner: "four.demo", all: true });
  expect(kept).toMatchObject({ state: "discarded", by_whom: by.name, note: "Gone abroad." });
});

it("queues a record to be sent again once, however often it is asked for", async () => {
  const sub = await subscription();
  await resendRecords(at.store, sub.code, [amina, omar, amina]);
  await resendRecords(at.store, sub.code, [omar]);
  const queued = await readResend(at.store, sub.code, 9);
  expect(new Map(queued.map((one) => [one.record_id, one.asked]))).toEqual(
    new Map([
      [amina, 1],
      [omar, 2],
    ]),
  );
  await resendRecords(at.store, "SUB-unknown", [amina]);
});

it("begins a snapshot once; asked again for the same reason it goes on where it is", async () => {
  const sub = await subscription();
  const state = () =>
    at.sql<{ resync_after: string | null; resync_why: string }>(
      `select resync_after, resync_why from subscriptions where code = $1`,
      [sub.code],
    );
  expect(await beginResync(at.store, sub.code, "digest")).toBe(true);
  await at.sql(`update subscriptions set resync_after = $2 where code = $1`, [sub.code, amina]);
  expect(await beginResync(at.store, sub.code, "digest")).toBe(true);
  expect(await state()).toEqual([{ resync_after: amina, resync_why: "digest" }]);
  expect(await beginResync(at.store, sub.code, "restored")).toBe(true);
  expect(await state()).toEqual([{ resync_after: null, resync_why: "restored" }]);
  expect(await beginResync(at.store, "SUB-unknown", "asked")).toBe(false);
});

it("pauses a partner's subscriptions by hand and resumes them, with the name and the reason kept", async () => {
  const sub = await subscription("five.demo");
  expect(await pauseLink(at.store, "five.demo", by, "Their office moves.")).toBe(1);
  const [paused] = await at.sql(
    `select status, paused_by, pause_note from subscriptions where code = $1`,
    [sub.code],
  );
  expect(paused).toEqual({
    status: "paused",
    paused_by: by.name,
    pause_note: "Their office moves.",
  });
  expect(await resumeLink(at.store, "five.demo", by, "")).toBe(1);
  expect(await resumeLink(at.store, "five.demo", by, "")).toBe(0);
});
