import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { receiverOf } from "../server/registry/receiving/again.ts";
import { openTestRegistry, treatAs, type TestRegistry } from "../server/registry/test-registry.ts";
import { askComparison, lastComparisons } from "../store/comparisons.ts";
import { createBreakers } from "./breaker.ts";
import { compareDuePlain, isDueTonight, type Night } from "./search-comparisons.ts";
import { newMember, register } from "./test-carry.ts";
import { agree, events, subscribed } from "./test-plain.ts";
import { PlainPartner } from "./test-plain-partner.ts";

const hour_ms = 3_600_000;
const night: Night = { from: 60, to: 240 };
const at = (time: string) => Date.parse(`2026-11-24T${time}:00.000Z`);

describe("a plain partner is asked by itself", () => {
  it("once a night, within its hours, and again only when it gave no answer", () => {
    const looked = (time: string, problem = "") => ({ at: new Date(at(time)), problem });
    expect(isDueTonight(night, undefined, at("00:59"))).toBe(false);
    expect(isDueTonight(night, undefined, at("01:00"))).toBe(true);
    expect(isDueTonight(night, undefined, at("03:59"))).toBe(true);
    expect(isDueTonight(night, undefined, at("04:00"))).toBe(false);
    expect(isDueTonight(night, looked("00:30"), at("01:00"))).toBe(true);
    expect(isDueTonight(night, looked("01:00"), at("03:00"))).toBe(false);
    expect(isDueTonight(night, looked("01:00", "no_search"), at("03:00"))).toBe(false);
    expect(isDueTonight(night, looked("01:00", "no_answer"), at("01:29"))).toBe(false);
    expect(isDueTonight(night, looked("01:00", "no_answer"), at("01:30"))).toBe(true);
    expect(isDueTonight(null, undefined, at("02:00"))).toBe(false);
  });

  it("also where the night goes over midnight", () => {
    const late: Night = { from: 23 * 60, to: 60 };
    const before = { at: new Date(at("23:30") - 24 * hour_ms), problem: "" };
    expect(isDueTonight(late, before, at("00:30"))).toBe(false);
    expect(isDueTonight(late, before, at("12:00"))).toBe(false);
    expect(isDueTonight(late, before, at("23:00"))).toBe(true);
  });
});

describe("the plain partners of a node", () => {
  let registry: TestRegistry;
  let partner: PlainPartner;
  let codes: string[];
  const breakers = createBreakers();
  beforeAll(async () => {
    registry = await openTestRegistry();
    await treatAs(registry.sp, "ess.demo", "standard");
    await agree(registry, registry.sp, "ess.demo", { events });
    codes = [
      await subscribed(registry, { reg_event_type: "enrolment" }),
      await subscribed(registry, { reg_event_type: "enrolment_status_change" }),
    ];
    partner = new PlainPartner(registry);
    const others = Array.from({ length: 44 }, () => newMember());
    await register(registry.sp, newMember(), ...others);
    await partner.hear(codes);
  });
  afterAll(() => registry.close());

  const look = async (how: { night?: Night | null; isStopped?: () => boolean } = {}) => {
    const { sp } = registry;
    await compareDuePlain({
      store: sp.store,
      line: () => partner.line(),
      receiver: receiverOf(sp.hosted, uuidv7),
      newId: uuidv7,
      pause: async (ms) => {
        if (ms > 0) await partner.hear(codes);
        return how.isStopped?.() !== true;
      },
      night: null,
      breakers,
      ...how,
    });
  };
  const last = async () => (await lastComparisons(registry.sp.store))[0];
  const asked = () => askComparison(registry.sp.store, "ess.demo", new Date(registry.clock.ms));

  it("are asked when somebody wants to know, twenty people a message, and the result is kept", async () => {
    await look();
    expect(await last()).toBeUndefined();
    await asked();
    await look();
    expect(partner.asked).toEqual([20, 20, 5]);
    expect(await last()).toMatchObject({
      partner: "ess.demo",
      how: "search",
      records: 45,
      different: 0,
      waiting: 0,
      problem: "",
      resume_after: null,
    });
    registry.clock.ms += 1_000;
    await look();
    expect(partner.asked).toHaveLength(3);
  });

  it("at night by themselves, and what is found different is put right", async () => {
    const [first = ""] = partner.people.keys();
    partner.people.delete(first);
    registry.clock.ms = at("01:00");
    await look({ night });
    expect(await last()).toMatchObject({ records: 45, different: 1, repaired: 1 });
    await look({ night });
    expect(partner.people.has(first)).toBe(true);
  });

  it("going down in the middle leaves no result; the next look begins anew", async () => {
    registry.clock.ms += hour_ms;
    const before = await last();
    await asked();
    let pages = 0;
    const isStopped = () => (pages += 1) > 1;
    await look({ isStopped });
    expect(await last()).toEqual(before);
    await look();
    expect(await last()).toMatchObject({ records: 45, problem: "" });
  });

  it("are left alone while they are away: one request at a time tries them", async () => {
    partner.habit = "away";
    for (let turn = 0; turn < 5; turn += 1) {
      registry.clock.ms += 1_000;
      await asked();
      await look();
    }
    expect(await last()).toMatchObject({ records: 0, problem: "no_answer" });
    expect(partner.knocks).toBe(3);
    partner.habit = "plain";
    registry.clock.ms += 31_000;
    await asked();
    await look();
    expect(await last()).toMatchObject({ records: 45, problem: "" });
  });

  it("under no agreement are told of nobody, and that is said", async () => {
    await agree(registry, registry.sp, "ess.demo", { status: "revoked" });
    registry.clock.ms += 1_000;
    const before = partner.asked.length;
    await asked();
    await look();
    expect(await last()).toMatchObject({ records: 0, problem: "no_agreement" });
    expect(partner.asked).toHaveLength(before);
  });
});
