import { afterAll, beforeAll, expect, test } from "vitest";
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
