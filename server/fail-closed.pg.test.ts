/** G14: whoever could not keep what is acknowledged acknowledges nothing, goes on reading, and comes back by itself. */
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import { refusalCodes } from "../domain/refusals.ts";
import { act } from "../store/act.ts";
import type { Store } from "../store/database.ts";
import { dumpOf } from "../store/test-store.ts";
import { probeWriting } from "../store/write-probe.ts";
import type { SyncState } from "./api/schemas.ts";
import { operationExamples } from "../wire/openapi-examples.ts";
import { operations } from "./registry/operations.ts";
import { knock, openTestRegistry, type TestRegistry } from "./registry/test-registry.ts";
import { openTestStaff, type TestStaff } from "./staff/test-staff.ts";

let at: TestRegistry;
let desk: TestStaff;
beforeAll(async () => {
  at = await openTestRegistry();
  desk = await openTestStaff();
});
afterAll(() => Promise.all([at.close(), desk.close()]));

/** As superuser in a store's own database; its connections end, so that what was set counts. */
async function administer(store: Store, text: (database: string) => string): Promise<void> {
  const [row] = await store.query<{ name: string }>({
    name: "test-database-name",
    text: "select current_database() as name",
  });
  const url = new URL(inject("database").adminUrl);
  url.pathname = `/${row?.name ?? ""}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query("set default_transaction_read_only = off");
    await client.query(text(row?.name ?? ""));
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
  } finally {
    await client.end();
  }
}

const faults: [string, (name: string) => string, (name: string) => string, string][] = [
  [
    "a database that takes no writes",
    (name) => `alter database ${name} set default_transaction_read_only = on`,
    (name) => `alter database ${name} reset default_transaction_read_only`,
    "read_only",
  ],
  [
    "an audit log that cannot be written",
    () => "revoke insert on audit from tandem_app",
    () => "grant insert on audit to tandem_app",
    "audit_unwritable",
  ],
];

/** Until the pool has met every connection that the administrator ended. */
async function settled(store: Store): Promise<void> {
  for (let nth = 0; nth < 20; nth += 1) await probeWriting(store);
}

async function edit(store: Store) {
  const { id } = store.system;
  const by = { name: "", role: "system", system: id };
  const acting = { by, deed: "test", systems: at.sp.hosted.systems, newId: at.sp.node.newId };
  return act(store, acting, (ctx) => ({
    ok: true,
    changes: [
      ownChange(
        ctx,
        newRecord(ctx, "Person"),
        { fields: { occupation: "baker" } },
        "person.edited",
      ),
    ],
    result: null,
  }));
}

describe.each(faults)("%s", (_, breakIt, mendIt, code) => {
  it("is told, nothing is acknowledged or changed, and afterwards all goes on by itself", async () => {
    const { store } = at.sp;
    await administer(store, breakIt);
    await settled(store);
    expect(store.soundness.faults().map((fault) => fault.code)).toEqual([code]);
    const before = await dumpOf(store);
    expect(await edit(store)).toMatchObject({ ok: false, code: "err.unavailable" });
    const message = operationExamples["notify"]?.request ?? {};
    const answer = await knock(at, at.ess, at.sp, "notify", message);
    expect([answer.status, answer.code]).toEqual([503, "err.service.unavailable"]);
    expect(await dumpOf(store)).toEqual(before);
    await administer(store, mendIt);
    await settled(store);
    expect(store.soundness.faults()).toEqual([]);
    expect(await edit(store)).toMatchObject({ ok: true });
  });

  it("is refused by the statement itself, before anything has noticed", async () => {
    const { store } = at.sp;
    await administer(store, breakIt);
    await expect(edit(store)).rejects.toThrow();
    await administer(store, mendIt);
    await settled(store);
    expect(await edit(store)).toMatchObject({ ok: true });
  });
});

describe("while nothing can be kept", () => {
  it.each([...operations].filter(([, { mode }]) => mode !== "reads"))(
    "%s is answered 503, without a receipt; the same message is taken afterwards",
    async (name) => {
      const { soundness } = at.sp.store;
      const message = operationExamples[name]?.request ?? {};
      const header = { message_id: `M-${name}`, status: "succ", completed_count: 1, meta: {} };
      soundness.note("disk_full", true);
      const refused = await knock(at, at.ess, at.sp, name, message, { header });
      soundness.note("disk_full", false);
      expect([refused.status, refused.code]).toEqual([503, "err.service.unavailable"]);
      expect(refused.body).not.toMatchObject({ message: { ack_status: "ACK" } });
      const taken = await knock(at, at.ess, at.sp, name, message, { header });
      expect(taken.status).not.toBe(503);
    },
  );

  it("questions are answered, but sync/events, where asking acknowledges, is not", async () => {
    const { soundness } = at.sp.store;
    soundness.note("keys_missing", true);
    const asked = await knock(
      at,
      at.ess,
      at.sp,
      "sync/search",
      operationExamples["sync/search"]?.request ?? {},
    );
    const pulled = await knock(
      at,
      at.ess,
      at.sp,
      "sync/events",
      operationExamples["sync/events"]?.request ?? {},
    );
    soundness.note("keys_missing", false);
    expect(asked.status).toBe(200);
    expect(pulled.status).toBe(503);
  });

  it("a worker's edit is refused in words, lists can be read, and the screen is told why", async () => {
    const leila = await desk.signIn("leila");
    const { soundness } = desk.sp.store;
    const url = `/records/${desk.node.newId()}/edit`;
    const change = { changes: { occupation: "baker" }, reason: "said so" };
    soundness.hear("ess.demo", desk.sp.store.clock.nowMs() + 61_000);
    const saved = await leila.post<{ code: string; message: string }>(url, change);
    const listed = await leila.post("/people/list", { view: "all" });
    const sync = await leila.get<SyncState>("/sync");
    soundness.hear("ess.demo", desk.sp.store.clock.nowMs());
    expect(saved.status).toBe(503);
    expect(saved.body).toMatchObject({
      code: "err.unavailable",
      message: refusalCodes["err.unavailable"].text,
    });
    expect(listed.status).toBe(200);
    expect(sync.body.refusing.map(({ code }) => code)).toEqual(["clock_off"]);
    expect((await leila.get<SyncState>("/sync")).body.refusing).toEqual([]);
    expect((await leila.post(url, change)).status).not.toBe(503);
  });
});
