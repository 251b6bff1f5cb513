/** What we wrote after a backup and a partner still holds comes back with a restore. */
import { Client as Database } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { answerOffer } from "../domain/case-work.ts";
import { editFields } from "../domain/editing.ts";
import { valueOf } from "../domain/record.ts";
import { linkedPartners, loadRecord } from "../store/load.ts";
import { beginEpoch, roundsOwed } from "../store/restore.ts";
import { openTestRegistry, tokenFor, type TestRegistry } from "../server/registry/test-registry.ts";
import { createClient, type Client } from "../wire/client.ts";
import { takeBackWhatIsOwed } from "./taking-back.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

/** The line from social protection to employment support, through its real door. */
async function line(): Promise<Client> {
  const { sp, ess } = at;
  const keys = ess.keys.signing.map(({ kid, publicJwk }) => ({ ...publicJwk, kid }));
  return createClient({
    baseUrl: ess.baseUrl,
    senderId: sp.store.system.id,
    receiverId: ess.store.system.id,
    signer: sp.key,
    verify: { jwks: { keys } },
    token: await tokenFor(sp, ess),
    nowMs: () => at.clock.ms,
    fetch: async (url, init) => {
      const given = await ess.app.inject({
        method: "POST",
        url: new URL(url instanceof Request ? url.url : String(url)).pathname,
        headers: Object.fromEntries(new Headers(init?.headers).entries()),
        payload: await new Response(init?.body ?? "").text(),
      });
      return new Response(given.body, { status: given.statusCode });
    },
  });
}

async function edit(id: string, changes: Record<string, string>) {
  at.clock.ms += 1_000;
  const record = await recordAt(at.sp, id);
  const linked = await linkedPartners(at.sp.store, id);
  await at.sp.write((ctx) => {
    const decided = editFields(ctx, record, linked, { changes, reason: "" });
    if (!decided.ok) throw new Error(decided.code);
    return decided.changes;
  });
}

/** Somebody who is offered work support, so that both offices know the person. */
async function shared(): Promise<string> {
  const { people } = await register(at.sp, newMember());
  const [person] = people;
  if (!person) throw new Error("nobody");
  at.clock.ms += 1_000;
  await at.sp.write((ctx) => {
    const decided = answerOffer(ctx, person, "accepted");
    if (!decided.ok) throw new Error(decided.code);
    return decided.changes;
  });
  await inStep();
  return person.id;
}
async function inStep(): Promise<void> {
  await carryBothWays(at.sp, at.ess);
}

/** Keeps the database of social protection as it is now; called again, puts it back. */
async function backup(): Promise<() => Promise<void>> {
  const [row] = await at.sp.sql<{ name: string }>("select current_database() as name");
  const name = row?.name ?? "";
  const copy = async (from: string, to: string) => {
    const admin = new Database({ connectionString: inject("database").adminUrl });
    await admin.connect();
    try {
      const end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1)";
      await admin.query(end, [[from, to]]);
      await admin.query(`drop database if exists ${to} with (force)`);
      await admin.query(
        `create database ${to} template ${from} owner tandem_owner strategy file_copy`,
      );
    } finally {
      await admin.end();
    }
  };
  await copy(name, `${name}_kept`);
  return async () => {
    await copy(`${name}_kept`, name);
    for (let nth = 0; nth < 8; nth += 1) await at.sp.sql("select 1").catch(() => undefined);
  };
}

describe("a system that was put back from a backup", () => {
  it("takes back from its partner what it wrote itself, once, and nothing else", async () => {
    const known = await shared();
    const restore = await backup();
    await edit(known, { care_hours: "mornings" });
    await edit(known, { care_hours: "evenings" });
    const lost = await shared();
    await inStep();
    const before = [await recordAt(at.sp, known), await recordAt(at.sp, lost)];
    await restore();
    expect(await loadRecord(at.sp.store, lost)).toBeNull();
    expect(await beginEpoch(at.sp.store, "announced", at.sp.node.newId())).not.toBeNull();
    const owed = await roundsOwed(at.sp.store);
    expect(owed).toBeGreaterThan(1);
    const to = await line();
    const take = () => takeBackWhatIsOwed(at.sp.store, () => to, at.sp.node.newId);
    await take();
    const [again, back] = [await recordAt(at.sp, known), await recordAt(at.sp, lost)];
    expect(again.state.fields["care_hours"]).toEqual(before[0]?.state.fields["care_hours"]);
    for (const field of ["name", "birth_date", "sex"]) {
      expect(back.state.fields[field]).toEqual(before[1]?.state.fields[field]);
    }
    expect([back.id, back.subject]).toEqual([lost, lost]);
    expect(back.household).not.toBeNull();
    await take();
    expect((await recordAt(at.sp, known)).version).toBe(again.version);
    expect(await roundsOwed(at.sp.store)).toBe(owed - 2);
    await edit(known, { care_hours: "nights" });
    await inStep();
    const theirs = await byKey(at.ess, before[0]?.key ?? "");
    expect(theirs && valueOf(theirs.state, "care_hours")).toBe("nights");
    const twice = await at.sp.sql(
      `select record_id, origin, origin_ver from events group by 1, 2, 3 having count(*) > 1`,
    );
    expect(twice).toEqual([]);
  });
});
