import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stampOf } from "./hlc.ts";
import type { Json } from "./json.ts";
import type { StoredRecord, Version } from "./record.ts";
import { isFollowed, referralMark, referralTurn } from "./referral-turn.ts";
import { now } from "./test-records.ts";

const at = "2026-11-23T09:00:00.000Z";
const times = { due_at: "2026-11-30T09:00:00Z", expires_at: "2026-12-14T09:00:00Z" };

/** A referral of sp.demo to ess.demo: what each of them wrote. */
function referral(
  bySender: Record<string, Json> = {},
  byReceiver: Record<string, Json> = {},
  stamp = 0,
): StoredRecord {
  const versions = (fields: Record<string, Json>, o: string) =>
    Object.entries(fields).map(([field, v]): [string, Version[]] => [
      field,
      [{ v, h: stampOf(now + stamp), o }],
    ]);
  const sent = { to: "ess.demo", request: "sent", sent_at: at, ...times, ...bySender };
  const fields = Object.fromEntries([
    ...versions(sent, "sp.demo"),
    ...versions(byReceiver, "ess.demo"),
  ]);
  const record = {
    id: "r",
    type: "Referral",
    key: "sp.demo/r",
    version: 1,
    ownVersion: 1,
  } as const;
  return { ...record, subject: "p", household: null, state: { fields, sets: {} } };
}

describe("whose turn it is", () => {
  it.each([
    [{}, {}, "receiver", "answer", times.due_at],
    [{}, { answer: "received" }, "receiver", "answer", times.due_at],
    [
      {},
      { answer: "information_asked", question: { id: "q", text: "?", at } },
      "sender",
      "inform",
      "2026-11-30T09:00:00.000Z",
    ],
    [{}, { answer: "accepted", changed_at: at }, "receiver", "invite", "2026-11-30T09:00:00.000Z"],
    [
      {},
      {
        answer: "accepted",
        changed_at: at,
        appointment: { at: "2026-12-01T09:00:00Z", place: "" },
      },
      "receiver",
      "attend",
      "2026-12-01T09:00:00Z",
    ],
    [{}, { answer: "not_reached", changed_at: at }, "sender", "reach", "2026-11-30T09:00:00.000Z"],
    [
      {},
      { answer: "declined", changed_at: at },
      "sender",
      "next_service",
      "2026-11-30T09:00:00.000Z",
    ],
    [{}, { answer: "enrolled", changed_at: at }, "receiver", "close", null],
  ] as const)("%j and %j: the %s's, to %s", (sender, receiver, whose, task, due) => {
    const said = referral(sender, receiver as Record<string, Json>);
    expect(referralTurn(said, false)).toEqual({ whose, task, due });
  });

  it("is nobody's at an end, nor when what an office ended was followed by another referral", () => {
    expect(referralTurn(referral({}, { answer: "closed" }), false)).toBeNull();
    expect(referralTurn(referral({ request: "withdrawn" }), false)).toBeNull();
    expect(referralTurn(referral({ said_no: "2026-11-24" }), false)).toBeNull();
    const ended = referral({}, { answer: "declined", changed_at: at });
    expect(referralTurn(ended, true)).toBeNull();
    const next = { ...referral({ sent_at: "2026-11-25T09:00:00Z" }), id: "s", key: "sp.demo/s" };
    expect(isFollowed(ended, [ended, next])).toBe(true);
    expect(isFollowed(next, [ended, next])).toBe(false);
    // Of somebody else, or by the other office, it follows nothing.
    expect(isFollowed(ended, [{ ...next, subject: "q" }])).toBe(false);
    expect(isFollowed(ended, [{ ...next, key: "ess.demo/s" }])).toBe(false);
  });
});

describe("the mark", () => {
  it("does not change because a referral arrived, and with everything that is said", () => {
    const start = referralMark(referral());
    const arrived = { answer: "received", changed_at: at };
    expect(referralMark(referral({}, arrived))).toBe(start);
    const words: [Record<string, Json>, Record<string, Json>][] = [
      [{}, { answer: "accepted" }],
      [{ information: { question: "q", text: "yes", at, ...times } }, {}],
      [{ said_no: "2026-11-24" }, {}],
      [{ request: "withdrawn" }, {}],
      [{}, { answer: "information_asked", question: { id: "q", text: "?", at } }],
    ];
    // Each is said a moment after the one before.
    const said = words.map(([sender, receiver], nth) =>
      referralMark(referral(sender, receiver, nth + 1)),
    );
    expect(new Set([start, ...said]).size).toBe(said.length + 1);
  });

  it("is the same in whatever order versions stand", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 2, maxLength: 5 }), (ms) => {
        const versions = ms.map((one) => ({ v: "accepted", h: stampOf(now + one), o: "ess.demo" }));
        const one = referral();
        const with_ = (answer: typeof versions) =>
          referralMark({ state: { ...one.state, fields: { ...one.state.fields, answer } } });
        expect(with_(versions)).toBe(with_(versions.toReversed()));
      }),
    );
  });
});
