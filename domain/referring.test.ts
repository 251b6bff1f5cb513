import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { textOf } from "./record.ts";
import { mayBeReferred, openReferralFor, refer, type NewReferral } from "./referring.ts";
import { referralService, referralServices } from "./referral-services.ts";
import { stepReferral } from "./referral-steps.ts";
import { after, deciding, now, recordWith, statesOf, valuesOfField } from "./test-records.ts";

const today = "2026-11-23";
const fit = { birth_date: "1992-02-01", vital_status: "alive", work_offer: "offered" };
const job = referralService("ess", "job_search_help");
if (!job) throw new Error("no such service");
const input: NewReferral = {
  id: "00000000-0000-4000-8000-000000000001",
  to: { id: "ess.demo", kind: "ess" },
  service: job,
  service_name: "Help to find work",
  reason: "Wants to work again",
  needs: "",
  contact: { channel: "phone", leave_message: false },
  consent: { on: today, method: "by_voice", heard_by: "Leila Haddad" },
  agreement: "sp.demo-to-ess.demo",
  benefits_asked: null,
};
const person = (fields: Record<string, Json> = {}) =>
  recordWith(deciding(), "Person", { ...fit, ...fields });

describe.each([
  ["alive", { vital_status: "reported" }],
  ["alive", { vital_status: "confirmed" }],
  ["working_age", { birth_date: "2008-11-24" }],
  ["working_age", { birth_date: "unknown" }],
  ["not_said_no", { work_offer: "said_no" }],
  ["not_said_no", { work_offer: "left_out" }],
  ["not_said_no", { left_out: true }],
] as const)("%s", (rule, fields) => {
  it(`is not met with ${JSON.stringify(fields)}: nothing is sent, and the rule is named`, () => {
    expect(refer(deciding(), person(fields), input, [])).toEqual({
      ok: false,
      code: "err.referral.rules",
      fields: [rule],
    });
  });
});

it("does not ask for working age where the service is no work", () => {
  const cash = referralService("sp", "cash_assistance");
  const young = person({ birth_date: "2010-01-01", work_offer: "said_no" }).state;
  expect(cash && mayBeReferred(young, cash, today).fits).toBe(true);
});

it("to social protection waits until benefits received already were asked for", () => {
  const cash = referralService("sp", "cash_assistance");
  if (!cash) throw new Error("no such service");
  const to = { id: "sp.demo", kind: "sp" } as const;
  const ctx = deciding("ess");
  const asked = { ...input, to, service: cash };
  expect(refer(ctx, person(), asked, [])).toEqual({ ok: false, code: "err.referral.benefits" });
  const benefits_asked = { at: ctx.nowIso, answer: "could_not_be_checked" as const };
  expect(refer(ctx, person(), { ...asked, benefits_asked }, []).ok).toBe(true);
});

it("needs a yes that was given, not one that will be", () => {
  const consent = { ...input.consent, on: "2026-11-24" };
  expect(refer(deciding(), person(), { ...input, consent }, [])).toMatchObject({
    code: "err.bad_input",
    fields: ["consent"],
  });
});

it("gives back the one that is open instead of a second, and begins anew after its end", () => {
  const sent = refer(deciding(), person(), input, []);
  if (!sent.ok || !sent.changes[0]) throw new Error("not sent");
  const open = after(sent.changes[0]);
  const again = refer(deciding(), person(), { ...input, id: "other" }, [open]);
  expect(again).toMatchObject({ ok: true, found: true, id: open.id, changes: [] });
  expect(openReferralFor([open], "ess.demo", "training")).toBeNull();
  const days = 30 * 86_400_000;
  const late = deciding("sp", now + days);
  const ended = stepReferral(late, open, { step: "expire" }, job);
  if (!ended.ok || !ended.changes[0]) throw new Error("not ended");
  const next = refer(late, person(), { ...input, id: "other" }, [after(ended.changes[0])]);
  if (!next.ok || !next.changes[0]) throw new Error("not sent");
  // The office's failure costs the person no day of waiting.
  expect(textOf(next.changes[0].after, "requested_on")).toBe(today);
  expect(textOf(next.changes[0].after, "follows")).toBe(open.key);
});

const never = [
  "sex",
  "self_id_disability",
  "is_disabled",
  "care_hours",
  "marital_status",
  "relationship",
  "main_contact",
] as const;

it("has the same options for twins who differ only in what the rule may never read", () => {
  const traits = fc.record(
    Object.fromEntries(never.map((field) => [field, valuesOfField("Person", field)])),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, Json>>;
  const all = [...referralServices.ess, ...referralServices.sp];
  fc.assert(
    fc.property(statesOf("Person"), traits, traits, (base, a, b) => {
      const twin = (fields: Record<string, Json>) => {
        const kept = Object.entries(base.fields).filter(
          ([field]) => !never.some((n) => n === field),
        );
        const own = recordWith(deciding(), "Person", fields).state;
        return { ...base, fields: { ...Object.fromEntries(kept), ...own.fields } };
      };
      const options = (fields: Record<string, Json>) =>
        all.map((service) => mayBeReferred(twin(fields), service, today));
      expect(options(a)).toEqual(options(b));
    }),
  );
});
