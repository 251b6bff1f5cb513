import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newRecord, ownChange } from "../../domain/editing.ts";
import type { SyncState, Today } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let address: string;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
  address = await staff.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => staff.close());

interface Screen {
  status: number;
  text: string;
  ended: boolean;
}

/** A screen that listens; resolves when the stream is open. */
async function listen(cookie: string): Promise<Screen> {
  const headers = { cookie: `tandem_session=${cookie}` };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${address}/api/v1/live`, { headers }, resolve).on("error", reject);
  });
  const screen = { status: answer.statusCode ?? 0, text: "", ended: false };
  answer.setEncoding("utf8");
  answer.on("data", (part: string) => {
    screen.text += part;
  });
  answer.on("close", () => {
    screen.ended = true;
  });
  if (screen.status === 200) await vi.waitFor(() => expect(screen.text).toContain("retry"));
  return screen;
}

function changedIn(screen: Screen): Record<string, unknown>[] {
  return [...screen.text.matchAll(/event: changed\ndata: (.*)\n\n/g)].map(
    ([, data]) => JSON.parse(data ?? "") as Record<string, unknown>,
  );
}

it("tells open screens of a change by ids only, and that Today and the state of step changed", async () => {
  const screen = await listen(leila.cookie);
  const { body } = await leila.post<Registered>("/households", household(member()));
  await vi.waitFor(() => {
    const [first] = changedIn(screen).filter((one) => one["act"] === "household.registered");
    expect(first).toMatchObject({ households: [body.household_id], from: "sp.demo" });
    expect(screen.text).toContain("event: today\n");
  });
  expect(screen.text).not.toContain("Amina");
});

it("tells of no change twice, and of none that was there before", async () => {
  const screen = await listen(leila.cookie);
  const { body } = await leila.post<Registered>("/households", household(member()));
  const told = () =>
    changedIn(screen).map((one) => `${String(one["act"])} ${String(one["households"])}`);
  await vi.waitFor(() => expect(told()).toHaveLength(2));
  await leila.post(`/records/${body.household_id}/edit`, { changes: { locality: "Hill" } });
  await vi.waitFor(() => expect(told()).toHaveLength(3));
  expect(new Set(told()).size).toBe(3);
});

it("tells one system's screens nothing of the other's changes", async () => {
  const marc = await listen((await staff.signIn("marc")).cookie);
  const screen = await listen(leila.cookie);
  await leila.post("/households", household(member()));
  await vi.waitFor(() => expect(changedIn(screen).length).toBeGreaterThan(0));
  expect(changedIn(marc)).toEqual([]);
});

it("sees what another process wrote", async () => {
  const screen = await listen(leila.cookie);
  const quiet = { ...staff.sp, store: { ...staff.sp.store, committed: () => undefined } };
  await staff.write(quiet, (ctx) => [
    ownChange(ctx, newRecord(ctx, "Programme"), { fields: { name: "Grant" } }, "programme.opened"),
  ]);
  await vi.waitFor(() => expect(screen.text).toContain("programme.opened"), 3_000);
});

it("ends the stream when the session ends, and opens none without one", async () => {
  const ines = await staff.signIn("ines");
  const screen = await listen(ines.cookie);
  await ines.delete("/session");
  await vi.waitFor(() => expect(screen.ended).toBe(true));
  expect((await listen(ines.cookie)).status).toBe(401);
});

async function subscribe(change: string): Promise<void> {
  await staff.sql(
    staff.sp.store,
    `insert into subscriptions (system, code, partner, event_type, record_type, criteria, purpose,
       reply_uri, transaction_id, reference_id, in_step_at) values ('sp.demo', 'c', 'ess.demo',
       'tandem:changed', 'Member', '', 'work_support', '', 't', 'r', now())
     on conflict (system, code) do update set ${change}`,
  );
}

it("says in words whether it is in step: connected, catching up, waiting, paused", async () => {
  const state = async () => (await leila.get<SyncState>("/sync")).body.partners[0];
  expect(await state()).toMatchObject({ state: "not_connected", waiting: 0, since: null });
  await subscribe("status = 'active'");
  await leila.post("/households", household(member()));
  const behind = await state();
  expect(behind?.state).toBe("catching_up");
  expect(behind?.waiting).toBeGreaterThan(0);
  await subscribe("problem = 'unreachable'");
  expect(await state()).toMatchObject({ state: "waiting", problem: "unreachable" });
  const text = `with n as (select pos, row_number() over (order by pos) as n from events)
    update events e set seq = n.n from n where n.pos = e.pos`;
  await staff.sql(staff.sp.store, text);
  await subscribe("problem = '', cursor = 1000000");
  expect(await state()).toMatchObject({ state: "in_step", waiting: 0 });
  await subscribe("status = 'paused'");
  expect(await state()).toMatchObject({ state: "paused" });
});

const version = (v: unknown) => [{ v, h: "0193512a0c00-0003", o: "ess.demo" }];

it("shows a waiting 'Same person?' question in Today and beside its candidates", async () => {
  const amina = member({ phone_number: "+221771234567" });
  const { body } = await leila.post<Registered>("/households", household(amina));
  const candidate = body.members[0]?.person_id;
  const id = staff.node.newId();
  const fields = { name: version(amina.name), birth_date: version("1991-04-13") };
  const item = JSON.stringify({ type: "Person", delta: { fields, sets: {} } });
  await staff.sql(
    staff.sp.store,
    `with m as (insert into matches (system, id, partner, key, why, candidates)
       values ('sp.demo', $1, 'ess.demo', 'ess.demo/1', 'none_identified', array[$2::uuid]))
     insert into held (system, match_id, ver, item) values ('sp.demo', $1, 1, $3)`,
    [id, candidate, item],
  );
  const match = await leila.get(`/matches/${id}`);
  expect(match).toMatchObject({ status: 200, body: { partner: { id: "ess.demo" } } });
  expect(JSON.stringify(match.body)).toContain('"agrees":"different"');
  const { body: today } = await leila.get<Today>("/today");
  expect(today.items.filter((one) => one.kind === "same_person")).toMatchObject([
    { target: id, person_name: "Amina Diallo" },
  ]);
  expect(staff.unlike).toEqual([]);
});
