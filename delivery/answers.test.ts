import { describe, expect, it } from "vitest";
import { actionOn, answerTable, type Answer } from "./answers.ts";

const at = (answer: Answer, attempts = 0, dice = 0.5) => actionOn(answer, { attempts, dice });
const down: Answer = { kind: "outage", reason: "down" };

describe("the answer table", () => {
  it("has an action for every kind of answer", () => {
    expect(Object.keys(answerTable).sort()).toEqual(
      ["accepted", "ambiguous", "bad", "gone", "no_agreement", "outage", "trust"].sort(),
    );
  });

  it("tries an outage again, ever more slowly up to a quarter of an hour, and never stops", () => {
    const pauses = Array.from({ length: 12 }, (_, attempts) => at(down, attempts)).map((action) =>
      action.do === "again" ? action.afterMs : -1,
    );
    expect(pauses).toEqual([
      250, 1_000, 2_000, 5_000, 10_000, 30_000, 120_000, 300_000, 600_000, 900_000, 900_000,
      900_000,
    ]);
    expect(at(down, 10_000)).toMatchObject({ do: "again", afterMs: 900_000 });
    expect(at(down, 99, 0)).toMatchObject({ afterMs: 675_000 });
    expect(at(down, 99, 0.9999)).toMatchObject({ afterMs: 1_124_955 });
  });

  it("obeys Retry-After, up to an hour", () => {
    const asked = (retryAfterSeconds: number): Answer => ({
      ...down,
      kind: "outage",
      reason: "busy",
      retryAfterSeconds,
    });
    expect(at(asked(120))).toMatchObject({ do: "again", afterMs: 120_000 });
    expect(at(asked(86_400))).toMatchObject({ do: "again", afterMs: 3_600_000 });
    expect(at(asked(1), 9)).toMatchObject({ do: "again", afterMs: 900_000 });
  });

  it("pauses where trust fails after two more tries, and tries each hour; 410 waits for a person", () => {
    const trust: Answer = { kind: "trust", code: "err.signature.invalid", reason: "" };
    expect([0, 1, 2].map((n) => at(trust, n).do)).toEqual(["again", "again", "pause"]);
    expect(at(trust, 2)).toEqual({ do: "pause", problem: "trust", probeMs: 3_600_000 });
    expect(at({ kind: "gone" })).toEqual({ do: "pause", problem: "gone", probeMs: null });
  });

  it("looks for one record at fault only where the message was refused", () => {
    const bad: Answer = { kind: "bad", code: "err.request.bad", reason: "r", status: 400 };
    expect(at(bad)).toEqual({ do: "search", code: "err.request.bad", reason: "r" });
  });
});
