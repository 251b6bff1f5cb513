import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, it } from "vitest";
import { editFields } from "../domain/editing.ts";
import { stampOf } from "../domain/hlc.ts";
import { stampsIn, valueOf, type StoredRecord } from "../domain/record.ts";
import { foldOf } from "../domain/unlinking.ts";
import { partnerLine } from "../main/partner-line.ts";
import { receiverOf } from "../server/registry/receiving/again.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { answerFeed, askFeed } from "../store/feeds.ts";
import { loadLinks } from "../store/load.ts";
import { readRecordLog } from "../store/unlinked.ts";
import { createPartnerTokens } from "./partner-tokens.ts";
import { reissueAhead } from "./reissuing.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeEach(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  await carryBothWays(sp, ess);
  await askFeed(sp.store, "ess.demo", "standing");
  await answerFeed(sp.store, "ess.demo", "standing", { status: "active", code: "SUB-sp.demo" });
});
afterEach(() => at.close());

const year_ms = 365 * 86_400_000;
const ofEss = () => receiverOf(ess.hosted, uuidv7);

async function edit(id: string, changes: Record<string, string>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  await sp.write((ctx) => {
    const edited = editFields(ctx, record, [], { changes });
    if (!edited.ok) throw new Error(edited.code);
    return edited.changes;
  });
}
/** What happens while the clock of sp is a year ahead; then it is right again. */
async function ahead(work: () => Promise<void>): Promise<void> {
  at.clock.ms += year_ms;
  await work();
  at.clock.ms -= year_ms;
}
/** sp asks ess through its real door, as it does each minute. */
async function makeAnew(): Promise<void> {
  const { store, keys } = sp;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const payload = Buffer.from(await new Response(init?.body ?? "").arrayBuffer());
    const { pathname: url } = new URL(input instanceof Request ? input.url : String(input));
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const answer = await ess.app.inject({ method: "POST", url, headers, payload });
    const type = { "content-type": "application/json" };
    return new Response(answer.body, { status: answer.statusCode, headers: type });
  };
  const reach = () => fetch;
  const tokens = createPartnerTokens({ store, keys, reach, newId: uuidv7 });
  const { partnerKeys } = sp.door;
  const registryUrl = `${sp.baseUrl}/registry`;
  const means = { store, keys, reach, tokens, partnerKeys, registryUrl };
  await reissueAhead({
    store,
    newId: uuidv7,
    line: (partner) => partnerLine(means, partner),
    onProblem: (problem, error) => expect([problem, error]).toEqual([]),
  });
}
const held = () =>
  ess
    .sql<{ reason: string }>("select reason from held_items order by ver")
    .then((rows) => rows.map(({ reason }) => reason));
const discarded = () => ess.sql("select from audit where act = 'stamp.discarded'");
async function person(): Promise<StoredRecord> {
  const [one] = (await register(sp, newMember({ phone_number: "1" }))).people;
  if (!one) throw new Error("nobody");
  return one;
}
const isAhead = async (id: string) =>
  stampsIn((await recordAt(sp, id)).state).some((h) => h > stampOf(at.clock.ms + 300_000));

it("stamps of a wrong clock are parked, made anew once it is right, discarded with a trace, and later edits flow", async () => {
  const one = await person();
  await carryBothWays(sp, ess);
  await ahead(() => edit(one.id, { phone_number: "2" }));
  await edit(one.id, { email: "a@b.test" });
  await carryBothWays(sp, ess);
  expect(valueOf((await byKey(ess, one.key))?.state ?? one.state, "phone_number")).toBe("1");
  expect(await held()).toEqual(["clock_ahead", "behind"]);

  sp.store.soundness.hear("ess.demo", at.clock.ms);
  await makeAnew();
  expect(await isAhead(one.id)).toBe(false);
  await edit(one.id, { phone_number: "3" });
  expect(await isAhead(one.id)).toBe(false);
  await carryBothWays(sp, ess);
  while ((await ofEss().takeFree("sp.demo")) > 0);
  const [mine, theirs] = [await recordAt(sp, one.id), await byKey(ess, one.key)];
  expect(theirs && valueOf(theirs.state, "phone_number")).toBe("3");
  expect(theirs && valueOf(theirs.state, "email")).toBe("a@b.test");
  expect(theirs?.state.fields["phone_number"]).toEqual(mine.state.fields["phone_number"]);
  expect(await held()).toEqual([]);
  expect((await discarded()).length).toBe(2);
  const systems = new Map([["sp.demo", "sp"]] as const);
  expect(foldOf(mine, await readRecordLog(sp.store, mine), { systems })).toEqual(mine.state);
  // Nothing more to do, and so for whoever opens the store anew.
  const events = (await sp.sql("select from events")).length;
  await makeAnew();
  expect((await sp.sql("select from events")).length).toBe(events);
  expect(sp.store.clock.latest() < stampOf(at.clock.ms + 300_000)).toBe(true);
  expect((await loadLinks(ess.store, [theirs?.id ?? ""])).length).toBeGreaterThan(0);
});

it("somebody registered meanwhile comes too, with the household, as soon as they are made anew", async () => {
  let one: StoredRecord | undefined;
  await ahead(async () => void (one = await person()));
  await carryBothWays(sp, ess);
  expect(await byKey(ess, one?.key ?? "")).toBeNull();
  sp.store.soundness.hear("ess.demo", at.clock.ms);
  await makeAnew();
  await carryBothWays(sp, ess);
  while ((await ofEss().takeFree("sp.demo")) > 0);
  const theirs = await byKey(ess, one?.key ?? "");
  expect(theirs?.household).not.toBeNull();
  expect(await held()).toEqual([]);
});

it("nothing is made anew by a clock nobody agrees with, nor before a partner says that it parked something", async () => {
  const one = await person();
  await carryBothWays(sp, ess);
  await ahead(() => edit(one.id, { phone_number: "2" }));
  // Nobody was told yet.
  sp.store.soundness.hear("ess.demo", at.clock.ms);
  await makeAnew();
  expect(await isAhead(one.id)).toBe(true);
  await carryBothWays(sp, ess);
  sp.store.soundness.hear("ess.demo", at.clock.ms + 120_000);
  await makeAnew();
  expect(await isAhead(one.id)).toBe(true);
  sp.store.soundness.hear("ess.demo", at.clock.ms);
  await makeAnew();
  expect(await isAhead(one.id)).toBe(false);
});
