import * as fc from "fast-check";
import { expect, it } from "vitest";
import { authorityOver } from "./authority.ts";
import { stampOf } from "./hlc.ts";
import { join } from "./merge.ts";
import type { RecordState, StoredRecord } from "./record.ts";
import { heard, referralState } from "./referral.ts";
import { deciding, now, recordWith, systems } from "./test-records.ts";

const said = (o: string, ms: number, fields: Record<string, unknown>): RecordState => ({
  sets: {},
  fields: Object.fromEntries(
    Object.entries(fields).map(([field, v]) => [
      field,
      [{ v: v as string, h: stampOf(now + ms), o }],
    ]),
  ),
});
const sent = recordWith(deciding("sp"), "Referral", { to: "ess.demo", request: "sent" });
const holds = authorityOver(sent.key, systems);
const joined = (words: readonly RecordState[]): StoredRecord => ({
  ...sent,
  state: words.reduce((state, word) => join("Referral", holds, state, word), sent.state),
});
const forged = said("hub.demo", 9_000, {
  answer: "declined",
  answer_reason: "no_capacity",
  answered_at: "2020-01-01T00:00:00Z",
  said_no: "2026-11-23",
});
const accepted = said("ess.demo", 1_000, { answer: "accepted" });
const attended = said("ess.demo", 2_000, { answer: "attended" });

it("a hub between two offices cannot answer: its word changes nothing, whenever it comes", () => {
  expect(referralState(joined([forged]))).toBe("sent");
  expect(heard(joined([forged])).state.fields["answer"]).toBeUndefined();
  fc.assert(
    fc.property(
      fc.shuffledSubarray([forged, accepted, attended, forged, attended], { minLength: 5 }),
      (words) => {
        const all = joined(words);
        expect(referralState(all)).toBe("attended");
        expect(all.state).toEqual(joined(words.toReversed()).state);
      },
    ),
  );
});

it("nor can a hub be the office that the sender itself did not name, nor take the sender's words back", () => {
  const forgedRequest = said("hub.demo", 9_000, { request: "withdrawn", to: "hub.demo" });
  expect(referralState(joined([forgedRequest, accepted]))).toBe("accepted");
  expect(referralState(joined([accepted, forgedRequest]))).toBe("accepted");
});
