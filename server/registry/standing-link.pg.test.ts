import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { partnerById, putAgreement, putPartner } from "../../store/partners.ts";
import { changeLinkState, loadStandingLink, noteReached } from "../../store/standing-links.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { knock, openTestRegistry, type TestRegistry } from "./test-registry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());
beforeEach(async () => {
  const partner = await partnerById(at.sp.store, "ess.demo");
  if (partner) await putPartner(at.sp.store, { ...partner, terms: { standing_link: true } });
});

const asked = {
  transaction_id: "t1",
  search_request: [
    {
      reference_id: "r1",
      timestamp: "2026-11-23T09:00:00Z",
      search_criteria: { query_type: "idtype-value", query: { type: "UIN", value: "0" } },
    },
  ],
};
const search = () => knock(at, at.ess, at.sp, "sync/search", asked);
const now = () => new Date(at.clock.ms);
const state = async () => (await loadStandingLink(at.sp.store, "ess.demo")).state;

describe("a standing link", () => {
  it("gives nothing before its checklist holds, and names what is missing", async () => {
    const answer = await search();
    expect([answer.status, answer.code]).toEqual([403, "err.request.forbidden"]);
    expect(answer.text).toContain("Not met: we_reach.");
    expect(await state()).toBe("waiting");
  });

  it("takes in what the partner tells us meanwhile", async () => {
    const heartbeat = { transaction_id: "t", notify_event: [] };
    expect((await knock(at, at.ess, at.sp, "notify", heartbeat)).status).toBe(200);
  });

  it("begins by itself with the first question after everything holds, and is audited", async () => {
    await noteReached(at.sp.store, "ess.demo", now());
    expect((await search()).status).toBe(200);
    expect(await state()).toBe("running");
    const rows = await at.sp.sql<{ detail: string }>(
      "select detail from audit where act = 'link.changed'",
    );
    expect(rows).toEqual([{ detail: "ess.demo running" }]);
  });

  it("goes on while one end was quiet for a while", async () => {
    at.clock.ms += 3 * 24 * 3_600_000;
    expect((await search()).status).toBe(200);
    at.clock.ms -= 3 * 24 * 3_600_000;
  });

  it("that a person stopped is not started again by a message", async () => {
    await changeLinkState(at.sp.store, "ess.demo", {
      state: "stopped",
      by: "Ines Moreau",
      role: "supervisor",
      reason: "their keys are being replaced",
      at: now(),
    });
    const answer = await search();
    expect([answer.status, answer.code]).toEqual([403, "err.request.forbidden"]);
    expect(answer.text).not.toContain("keys are being replaced");
    expect(await state()).toBe("stopped");
  });

  it("runs under no agreement but one in force", async () => {
    await changeLinkState(at.sp.store, "ess.demo", {
      state: "running",
      by: "Ines Moreau",
      role: "supervisor",
      reason: "",
      at: now(),
    });
    const agreement = demoAgreement("sp.demo", "ess.demo", "sp", now().toISOString());
    await putAgreement(at.sp.store, { ...agreement, status: "revoked" }, "ess.demo");
    expect((await search()).code).toBe("err.request.forbidden");
    await putAgreement(at.sp.store, agreement, "ess.demo");
    expect((await search()).status).toBe(200);
  });
});
