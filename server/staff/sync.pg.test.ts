import { afterAll, beforeAll, expect, test } from "vitest";
import { listHeld } from "../../store/reading/held-items.ts";
import { putPartner } from "../../store/partners.ts";
import { createHosted } from "../hosting.ts";
import { syncState } from "./sync.ts";
import { openTestStaff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await openTestStaff();
});
afterAll(() => staff.close());

test("a plain partner that asked for nothing does not make a screen say that changes wait", async () => {
  const { store } = staff.sp;
  await putPartner(store, {
    id: "plain.example",
    kind: "ess",
    title: "Plain",
    profile: "standard",
    origin: "http://127.0.0.1:1",
    base_url: "http://127.0.0.1:1",
    jwks: null,
    jwks_url: null,
    token_hash: "none",
    token_out: null,
  });
  const { partners } = await syncState(await createHosted(store));
  expect(partners.map(({ partner, state }) => [partner.id, state])).toEqual([
    ["ess.demo", "not_connected"],
  ]);
});

test("changes of a partner that wait here are counted by reason, and listed for who runs the system", async () => {
  const { store } = staff.sp;
  const put = {
    name: "test-hold",
    text: `insert into held_items
      (system, partner, key, ver, prev, reason, item, due_at)
    values ($1, 'ess.demo', $2, $3::bigint, $3::bigint - 1, $4, '{}', $5)`,
  };
  await store.query(put, [store.system.id, "ess.demo/1", 5, "gap", null]);
  await store.query(put, [store.system.id, "ess.demo/1", 6, "behind", null]);
  await store.query(put, [store.system.id, "ess.demo/2", 2, "gap", null]);
  const due = new Date("2026-11-23T10:00:00.000Z");
  await store.query(put, [store.system.id, "ess.demo/3", 2, "clock_ahead", due]);
  const ask = {
    name: "test-miss",
    text: `insert into missing (system, partner, key, reason,
      next_attempt_at, problem) values ($1, 'ess.demo', 'ess.demo/1', 'gap', $2, 'unreachable')`,
  };
  await store.query(ask, [store.system.id, due]);
  const { partners } = await syncState(await createHosted(store));
  expect(partners.find(({ partner }) => partner.id === "ess.demo")?.held).toEqual([
    { reason: "gap", count: 2 },
    { reason: "behind", count: 1 },
    { reason: "clock_ahead", count: 1 },
  ]);
  const listed = await listHeld(store, "ess.demo", 10);
  expect(listed).toMatchObject([
    { key: "ess.demo/1", reason: "gap", changes: 2, problem: "unreachable", next_attempt_at: due },
    { key: "ess.demo/2", reason: "gap", changes: 1, problem: "", next_attempt_at: null },
    { key: "ess.demo/3", reason: "clock_ahead", due_at: due },
  ]);
  expect(await listHeld(store, "nobody.demo", 10)).toEqual([]);
});
