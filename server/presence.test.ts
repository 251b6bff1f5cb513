import { describe, expect, it } from "vitest";
import { createPresence, presence_ms } from "./presence.ts";

const leila = { name: "Leila", role: "case_manager", system: "sp.demo" };
const marc = { name: "Marc", role: "counsellor", system: "ess.demo" };

describe("who looks at a plan", () => {
  it("is told to the others, each worker once, and to nobody who looks at another plan", () => {
    const presence = createPresence(() => 0);
    expect(presence.enter("p", "a", leila)).toBe(true);
    expect(presence.enter("p", "a", leila)).toBe(false);
    presence.enter("p", "b", marc);
    presence.enter("p", "c", marc);
    expect(presence.others("p", "a")).toEqual([marc]);
    expect(presence.others("p", "b")).toEqual([leila]);
    expect(presence.others("q", "a")).toEqual([]);
  });

  it("ends when a screen leaves, or falls silent", () => {
    let now = 0;
    const presence = createPresence(() => now);
    presence.enter("p", "a", leila);
    presence.enter("p", "b", marc);
    expect([presence.leave("p", "b"), presence.leave("p", "b")]).toEqual([true, false]);
    expect(presence.others("p", "a")).toEqual([]);
    presence.enter("p", "b", marc);
    now = presence_ms;
    expect(presence.others("p", "a")).toEqual([]);
  });
});
