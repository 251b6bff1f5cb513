import { afterAll, beforeAll, expect, it } from "vitest";
import { partnerById, putAgreement, putPartner } from "../../store/partners.ts";
import { putStanding } from "../../store/test-standing.ts";
import { noteHeard, noteReached } from "../../store/standing-links.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { generateSigningKey, jwks } from "../../wire/keys.ts";
import { raiseAlarm } from "../../store/alarms.ts";
import type { LinkList, LinkView } from "../api/link-schemas.ts";
import type { Today } from "../api/schemas.ts";
import { openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let ines: Staff;
beforeAll(async () => {
  staff = await openTestStaff();
  [leila, ines] = [await staff.signIn("leila"), await staff.signIn("ines")];
  const partner = await partnerById(staff.sp.store, "ess.demo");
  if (!partner) throw new Error("no partner");
  const keys = JSON.stringify(jwks([generateSigningKey()]));
  const terms = { standing_link: true };
  const nowIso = new Date(staff.sp.store.clock.nowMs()).toISOString();
  for (const [from, to, kind] of [
    ["sp.demo", "ess.demo", "sp"],
    ["ess.demo", "sp.demo", "ess"],
  ] as const) {
    await putAgreement(staff.sp.store, demoAgreement(from, to, kind, nowIso), "ess.demo");
  }
  await putPartner(staff.sp.store, { ...partner, profile: "standard", jwks: keys, terms });
});
afterAll(() => staff.close());

const change = (who: Staff, body: object) => who.post<LinkView>("/links/state", body);
const start = { partner: "ess.demo", state: "running" };
const unmet = ({ checks }: LinkView) => checks.flatMap(({ id, met }) => (met ? [] : [id]));

it("shows every worker how each link stands and what it lacks", async () => {
  const { body } = await leila.get<LinkList>("/links");
  const [link] = body.items;
  expect(link).toMatchObject({ partner: { id: "ess.demo" }, standing: true, state: "waiting" });
  expect(link && unmet(link)).toEqual(["reaches_us", "we_reach"]);
});

it("is not started by anybody before everything holds", async () => {
  expect(await change(ines, start)).toMatchObject({
    status: 409,
    body: { code: "err.link.unmet" },
  });
  const at = new Date(staff.sp.store.clock.nowMs());
  await noteHeard(staff.sp.store, "ess.demo", at);
  await noteReached(staff.sp.store, "ess.demo", at);
  expect(await change(leila, start)).toMatchObject({
    status: 403,
    body: { code: "err.forbidden" },
  });
  const { status, body } = await change(ines, start);
  expect([status, body.state, body.changed_by]).toEqual([200, "running", "Ines Moreau"]);
  expect(unmet(body)).toEqual([]);
});

it("is stopped by a supervisor with a reason that everybody reads", async () => {
  const stop = { partner: "ess.demo", state: "stopped" };
  expect((await change(ines, stop)).status).toBe(400);
  expect((await change(ines, { ...stop, reason: " " })).status).toBe(400);
  expect((await change(leila, { ...stop, reason: "x" })).status).toBe(403);
  expect((await change(ines, { ...stop, reason: "keys are replaced" })).status).toBe(200);
  const { body } = await leila.get<LinkList>("/links");
  expect(body.items[0]).toMatchObject({ state: "stopped", reason: "keys are replaced" });
});

it("of an unknown partner, or one that needs no checklist, is not there to change", async () => {
  expect((await change(ines, { ...start, partner: "nobody" })).status).toBe(404);
  const samira = await staff.signIn("samira");
  expect((await change(samira, { ...start, partner: "sp.demo" })).status).toBe(404);
});

it("an alarm stands on the link and in Today until a supervisor says what came of it", async () => {
  const { store } = staff.sp;
  await raiseAlarm(store, "ess.demo", "forked");
  const alarmsOf = async () => {
    const { body } = await leila.get<LinkList>("/links");
    return body.items.find(({ partner }) => partner.id === "ess.demo")?.alarms;
  };
  const today = async () => {
    const { body } = await ines.get<Today>("/today");
    return body.items.filter(({ kind }) => kind === "alarm");
  };
  expect(await alarmsOf()).toMatchObject([{ code: "forked" }]);
  expect(await today()).toMatchObject([
    { field: "forked", target: "ess.demo", owner: "Ines Moreau" },
  ]);
  const see = (who: Staff, body: object) => who.post<LinkView>("/links/alarm", body);
  const seen = { partner: "ess.demo", code: "forked", reason: "their test machine, shut down" };
  expect((await see(leila, seen)).status).toBe(403);
  expect((await see(ines, { ...seen, reason: " " })).status).toBe(400);
  expect((await see(ines, { ...seen, partner: "nobody" })).status).toBe(404);
  expect((await see(ines, seen)).body.alarms).toEqual([]);
  expect((await see(ines, seen)).status).toBe(404);
  expect(await today()).toEqual([]);
});

it("tells which proposals are accepted by rule, and what of a partner waits here", async () => {
  const { store } = staff.sp;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const name = "A phone number from employment support";
  const rule = { name, record: "Person", field: "phone_number", only_if: "any" } as const;
  const agreement = { ...demoAgreement("ess.demo", "sp.demo", "ess", nowIso), auto_accept: [rule] };
  await putAgreement(store, agreement, "ess.demo");
  await store.query({
    name: "test-held",
    text: `insert into held_items (system, partner, key, origin, ver, prev, reason, item)
      values ('sp.demo', 'ess.demo', 'ess.demo/x', 'ess.demo', 2, 1, 'gap', '{}')`,
  });
  const { body } = await leila.get<LinkList>("/links");
  const link = body.items.find(({ partner }) => partner.id === "ess.demo");
  expect(link).toMatchObject({ rules: [name], held: [{ reason: "gap", count: 1 }], missing: 0 });
});

it("what goes to a partner is paused by a supervisor with a reason, and goes on by one click", async () => {
  const pause = (who: Staff, body: object) => who.post<LinkView>("/links/pause", body);
  const resume = (who: Staff) => who.post<LinkView>("/links/resume", { partner: "ess.demo" });
  await putStanding(staff.sp.store, "ess.demo");
  const reason = "their database moves";
  expect((await pause(leila, { partner: "ess.demo", reason })).status).toBe(403);
  expect((await pause(ines, { partner: "ess.demo", reason: " " })).status).toBe(400);
  expect((await pause(ines, { partner: "nobody", reason })).status).toBe(404);
  const paused = await pause(ines, { partner: "ess.demo", reason });
  expect(paused.body.traffic).toMatchObject({
    state: "paused",
    paused_by: "Ines Moreau",
    pause_note: reason,
  });
  const { body } = await leila.get<LinkList>("/links");
  expect(body.items.find(({ partner }) => partner.id === "ess.demo")?.traffic?.state).toBe(
    "paused",
  );
  expect((await resume(leila)).status).toBe(403);
  expect((await resume(ines)).body.traffic).toMatchObject({ paused_by: "", pause_note: "" });
});
