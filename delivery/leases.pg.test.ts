/** Two senders on one database: whoever is left goes on, and while both live both get on (G3, G4, G5). */
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { receiverOf } from "../server/registry/receiving/again.ts";
import { openTestRegistry, type TestRegistry } from "../server/registry/test-registry.ts";
import { loadSubscription, takeLease, type Subscription } from "../store/feed.ts";
import { startDispatcher, type Dispatcher } from "./dispatcher.ts";
import { createLeases } from "./leases.ts";
import { byKey, carry, newMember, outgoingOf, register } from "./test-carry.ts";

let at: TestRegistry;
const running: Dispatcher[] = [];
let isAway = false;
const problems: string[] = [];
beforeAll(async () => {
  at = await openTestRegistry();
  await carry(at.sp, at.ess);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((dispatcher) => dispatcher.stop()));
});
afterAll(() => at.close());

const code = "SUB-ess.demo";
const patience = { timeout: 20_000 };

/** One process's sender, through the partner's real door. */
function sender(): void {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (isAway) throw new TypeError("fetch failed");
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const payload = Buffer.from(await new Response(init?.body ?? "").arrayBuffer());
    const answer = await at.ess.app.inject({ method: "POST", url: pathname, headers, payload });
    const type = { "content-type": "application/json" };
    return new Response(answer.body, { status: answer.statusCode, headers: type });
  };
  const dispatcher = startDispatcher({
    store: at.sp.store,
    outgoing: outgoingOf(at.sp, fetch, () => Promise.reject(new Error("not one node"))),
    dice: () => 0.5,
    fault: () => undefined,
    newId: uuidv7,
    registryUrl: `${at.sp.baseUrl}/registry`,
    receiver: receiverOf(at.sp.hosted, uuidv7),
    onProblem: (problem) => problems.push(problem),
  });
  running.push(dispatcher);
}

async function arrives(): Promise<void> {
  const [person] = (await register(at.sp, newMember())).people;
  await vi.waitFor(
    async () => expect(await byKey(at.ess, person?.key ?? "")).not.toBeNull(),
    patience,
  );
}

async function subscription(): Promise<Subscription> {
  const sub = await loadSubscription(at.sp.store, code);
  if (!sub) throw new Error("no subscription");
  return sub;
}

describe("two senders on one database", () => {
  it("one that took the lease and died does not silence the other for ever", async () => {
    sender();
    await arrives();
    await takeLease(at.sp.store, await subscription());
    await arrives();
  });

  it("a partner that pulled takes nothing from what is pushed to it later", async () => {
    sender();
    await arrives();
    isAway = true;
    await register(at.sp, newMember());
    // There is nothing to pull before it has its number.
    await vi.waitFor(async () => {
      const waiting = await at.sp.sql("select from events where seq is null");
      expect(waiting).toEqual([]);
    }, patience);
    const { epoch } = at.sp.store.system;
    const { counter, lease } = await subscription();
    const asked = { epoch, after: counter, limit: 10 };
    expect(await at.sp.node.catchUp(at.sp.store, code, asked)).toMatchObject({ ok: true });
    expect((await subscription()).lease).toBeGreaterThan(lease);
    isAway = false;
    // What failed meanwhile is tried again after its pause.
    at.clock.ms += 3_600_000;
    await arrives();
  });

  it("both living, both get on, and nothing is refused", async () => {
    sender();
    sender();
    for (let nth = 0; nth < 5; nth += 1) await arrives();
    expect(problems).toEqual([]);
  });
});

describe("a lease", () => {
  it("is kept while nobody takes it, and left to whoever took it for a while that grows", async () => {
    let now = 0;
    const [mine, theirs] = [0, 0].map(() =>
      createLeases(at.sp.store, { dice: () => 0.5, nowMs: () => now }),
    );
    const lease = async (leases: typeof mine) => leases?.of(await subscription());
    const first = await lease(mine);
    expect(await lease(mine)).toBe(first);
    expect(await lease(theirs)).toBe((first ?? 0) + 1);
    expect(await lease(mine)).toBeNull();
    now += 499;
    expect(await lease(mine)).toBeNull();
    now += 1;
    expect(await lease(mine)).toBe((first ?? 0) + 2);
    expect(await lease(theirs)).toBeNull();
    now += 500;
    expect(await lease(theirs)).toBe((first ?? 0) + 3);
    expect(await lease(mine)).toBeNull();
    now += 500;
    expect(await lease(mine)).toBeNull();
    now += 500;
    expect(await lease(mine)).toBe((first ?? 0) + 4);
  });
});
