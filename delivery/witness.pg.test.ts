import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkpoint } from "./checkpoints.ts";
import { exchangeCheckpoints } from "./witness.ts";
import { clearAlarm, openAlarms } from "../store/alarms.ts";
import { noteAudit } from "../store/audit-notes.ts";
import { latestCheckpoint, readWitnessed } from "../store/checkpoints.ts";
import { chainAudit } from "../store/sequencer.ts";
import { openTestRegistry, tokenFor, type TestRegistry } from "../server/registry/test-registry.ts";
import { readCheckpoint, signCheckpoint } from "../wire/checkpoint.ts";
import { createClient, type Client } from "../wire/client.ts";
import { generateSigningKey } from "../wire/keys.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

/** The line from employment support to social protection, through its real door. */
async function line(): Promise<Client> {
  const { ess, sp } = at;
  const answers = sp.keys.signing.map(({ kid, publicJwk }) => ({ ...publicJwk, kid }));
  return createClient({
    baseUrl: sp.baseUrl,
    senderId: ess.store.system.id,
    receiverId: sp.store.system.id,
    signer: ess.key,
    verify: { jwks: { keys: answers } },
    token: await tokenFor(ess, sp),
    nowMs: () => at.clock.ms,
    fetch: async (url, init) => {
      const given = await sp.app.inject({
        method: "POST",
        url: new URL(String(url as string)).pathname,
        headers: init?.headers as Record<string, string>,
        payload: String(init?.body as string),
      });
      return new Response(given.body, { status: given.statusCode });
    },
  });
}

async function exchange(): Promise<void> {
  const to = await line();
  await exchangeCheckpoints(at.ess.store, () => to);
}

async function signed(what: "sp" | "ess", detail: string) {
  const { store, keys } = at[what];
  await noteAudit(store, store.system.id, "test", detail);
  while ((await chainAudit(store)) > 0);
  at.clock.ms += 60_000;
  await checkpoint(store, keys);
  return latestCheckpoint(store);
}

describe("each minute", () => {
  it("both sides keep what the other has signed, once", async () => {
    const ours = await signed("ess", "one");
    const theirs = await signed("sp", "one");
    await exchange();
    await exchange();
    const atSp = await readWitnessed(at.sp.store, "ess.demo");
    const atEss = await readWitnessed(at.ess.store, "sp.demo");
    expect(atSp.map(({ note }) => note)).toEqual([ours?.note]);
    expect(atEss.map(({ note }) => note)).toEqual([theirs?.note]);
    expect(readCheckpoint(ours?.note ?? "")?.system).toBe("ess.demo");
  });

  it("nothing is kept under a foreign key, of another system, or altered", async () => {
    const before = await readWitnessed(at.sp.store, "ess.demo");
    const real = await latestCheckpoint(at.ess.store);
    const said = readCheckpoint(real?.note ?? "");
    if (!real || !said) throw new Error("no checkpoint");
    const size = said.size + 1;
    const { note, kid, signature } = real;
    const faults = [
      { ...signCheckpoint({ ...said, size }, generateSigningKey()), kid },
      signCheckpoint({ ...said, size }, generateSigningKey()),
      signCheckpoint({ ...said, size, system: "sp.demo" }, at.ess.key),
      { note: note.replace("ess.demo", "esx.demo"), kid, signature },
      { note: "nothing", kid, signature },
    ];
    const to = await line();
    for (const one of faults) {
      expect((await to.syncCheckpoint({ checkpoint: one })).kind).toBe("answer");
    }
    expect(await readWitnessed(at.sp.store, "ess.demo")).toEqual(before);
  });

  it("a second history under the same epoch is told in the keeper's audit log, once", async () => {
    const real = await signed("ess", "two");
    await exchange();
    const said = readCheckpoint(real?.note ?? "");
    if (!said) throw new Error("no checkpoint");
    const to = await line();
    const forked = signCheckpoint({ ...said, root: `${"B".repeat(43)}=` }, at.ess.key);
    const back = signCheckpoint({ ...said, size: 1, chain: "x" }, at.ess.key);
    for (const one of [forked, back, forked, back]) await to.syncCheckpoint({ checkpoint: one });
    const notes = await at.sp.sql<{ act: string }>(
      "select act from audit where act like 'witness.%' order by pos",
    );
    expect(notes.map(({ act }) => act)).toEqual(["witness.forked", "witness.rolled_back"]);
    const standing = async () =>
      (await openAlarms(at.sp.store)).map(({ partner, code }) => [partner, code]);
    expect(await standing()).toEqual([
      ["ess.demo", "forked"],
      ["ess.demo", "rolled_back"],
    ]);
    // It stands until somebody has seen to it, whatever comes after it.
    await signed("ess", "three");
    await exchange();
    expect(await standing()).toHaveLength(2);
    const ines = { name: "Ines Moreau", role: "supervisor" };
    expect(await clearAlarm(at.sp.store, "ess.demo", "forked", ines, "a test machine")).toBe(true);
    expect(await clearAlarm(at.sp.store, "ess.demo", "forked", ines, "again")).toBe(false);
    expect(await standing()).toEqual([["ess.demo", "rolled_back"]]);
  });

  it("a partner that signs nothing any more is told after ten minutes, until it signs again", async () => {
    const codes = async () => (await openAlarms(at.sp.store)).map(({ code }) => code);
    const to = await line();
    await to.syncCheckpoint({});
    at.clock.ms += 540_000;
    await to.syncCheckpoint({});
    expect(await codes()).not.toContain("no_checkpoint");
    at.clock.ms += 60_000;
    expect(await codes()).toContain("no_checkpoint");
    await signed("ess", "four");
    await exchange();
    expect(await codes()).not.toContain("no_checkpoint");
  });
});
