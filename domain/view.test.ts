import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Agreement, Consent } from "./agreement.ts";
import { inForce } from "./agreement.ts";
import type { Criteria } from "./criteria.ts";
import type { RecordState } from "./record.ts";
import { recordTables, recordTypes } from "./records/tables.ts";
import { sensitiveUnemploymentReasons, unemploymentReasons } from "./records/values.ts";
import { deciding, recordWith, statesOf } from "./test-records.ts";
import { view, type CoveredPerson, type Viewer } from "./view.ts";

const nowIso = "2026-11-23T09:00:00.000Z";
const everything = Object.fromEntries(
  recordTypes.map((type) => [type, [...Object.keys(recordTables[type].fields), "made_up"]]),
);
function agreement(change: Partial<Agreement> = {}): Agreement {
  return {
    id: "a",
    from: "sp.demo",
    to: "ess.demo",
    status: "active",
    valid_from: "2026-01-01",
    valid_until: "2026-12-31",
    basis: "law",
    basis_text: "",
    purposes: ["work_support"],
    events: [],
    records: everything,
    people: { all: [] },
    trusted_identifiers: [],
    sensitive_reasons: false,
    ...change,
  };
}
const viewer = (change: Partial<Agreement> = {}, more: Partial<Viewer> = {}): Viewer => ({
  agreement: agreement(change),
  purpose: "work_support",
  nowIso,
  ...more,
});
const about = (state: RecordState, change: Partial<CoveredPerson> = {}): CoveredPerson[] => [
  { state, linked: false, consents: [], ...change },
];
const offered = recordWith(deciding(), "Person", { work_offer: "offered" }).state;
const names = (state: RecordState) => [...Object.keys(state.fields), ...Object.keys(state.sets)];

describe.each(recordTypes)("what leaves of a %s", (type) => {
  const fields = Object.keys(recordTables[type].fields);

  it("is never a field that the agreement does not list, and never a local one", () => {
    fc.assert(
      fc.property(statesOf(type), fc.subarray(fields), (state, listed) => {
        const cut = view(viewer({ records: { [type]: listed } }), type, state, about(offered));
        if (!cut.ok) throw new Error(cut.reason);
        const left = names(cut.state);
        expect(left.filter((field) => !listed.includes(field))).toEqual([]);
        expect(left.filter((f) => recordTables[type].fields[f]?.class === "local")).toEqual([]);
        expect(cut.fields.toSorted()).toEqual(left.toSorted());
      }),
    );
  });

  it("is never more than was asked for, and the value is the one we hold", () => {
    fc.assert(
      fc.property(statesOf(type), fc.subarray(fields), (state, asked) => {
        const cut = view(viewer({ sensitive_reasons: true }), type, state, about(offered), asked);
        if (!cut.ok) throw new Error(cut.reason);
        expect(names(cut.state).filter((field) => !asked.includes(field))).toEqual([]);
        for (const [field, elements] of Object.entries(cut.state.sets)) {
          expect(elements).toEqual(state.sets[field]);
        }
        if (type === "Proposal") return;
        for (const [field, versions] of Object.entries(cut.state.fields)) {
          expect(versions).toEqual(state.fields[field]);
        }
      }),
    );
  });

  it.each([
    ["agreement_not_in_force", { status: "draft" }],
    ["agreement_not_in_force", { status: "expired" }],
    ["agreement_not_in_force", { status: "revoked" }],
    ["agreement_not_in_force", { valid_from: "2026-11-24" }],
    ["agreement_not_in_force", { valid_until: "2026-11-22" }],
    ["purpose_not_allowed", { purposes: ["verification"] }],
    ["record_type_not_allowed", { records: {} }],
  ] as const)("is nothing: %s with %j", (reason, change) => {
    fc.assert(
      fc.property(statesOf(type), (state) => {
        const cut = view(viewer(change as Partial<Agreement>), type, state, about(offered));
        expect(cut).toEqual({ ok: false, reason });
      }),
      { numRuns: 20 },
    );
  });
});

describe("a person the agreement does not cover", () => {
  const people: Criteria = { attribute: "work_offer", is: "in", value: ["offered", "accepted"] };
  const saidNo = recordWith(deciding(), "Person", { work_offer: "said_no" }).state;
  const types = recordTypes.filter((type) => type !== "Programme");

  it.each(types)("gives nothing of a %s", (type) => {
    fc.assert(
      fc.property(statesOf(type), (state) => {
        for (const nobody of [about(saidNo), []]) {
          const cut = view(viewer({ people }), type, state, nobody);
          expect(cut).toEqual({ ok: false, reason: "person_not_covered" });
        }
      }),
      { numRuns: 20 },
    );
  });

  it("does not hide the household of somebody who is covered", () => {
    const members = [...about(saidNo), ...about(offered)];
    expect(view(viewer({ people }), "Household", { fields: {}, sets: {} }, members).ok).toBe(true);
  });

  it("becomes covered by being linked, where the agreement says linked", () => {
    const linked: Criteria = { attribute: "linked", is: "eq", value: true };
    const asked = (is: boolean) =>
      view(viewer({ people: linked }), "Person", saidNo, about(saidNo, { linked: is }));
    expect([asked(false).ok, asked(true).ok]).toEqual([false, true]);
  });
});

describe("where consent is the basis", () => {
  const consent = (change: Partial<Consent> = {}): Consent => ({
    person: "p",
    purpose: "work_support",
    to: "ess.demo",
    state: "given",
    until: null,
    ...change,
  });
  const asked = (...consents: Consent[]) =>
    view(viewer({ basis: "consent" }), "Person", offered, about(offered, { consents }));

  it("nothing leaves without one that is given, to this partner, for this purpose, today", () => {
    expect(asked()).toEqual({ ok: false, reason: "no_consent" });
    for (const change of [
      { state: "refused" },
      { state: "withdrawn" },
      { state: "expired" },
      { to: "ess.two" },
      { purpose: "referral" },
      { until: "2026-11-22" },
    ] as const) {
      expect(asked(consent(change))).toEqual({ ok: false, reason: "no_consent" });
    }
    expect(asked(consent(), consent({ state: "withdrawn", purpose: "referral" })).ok).toBe(true);
    expect(asked(consent({ until: "2026-11-23" })).ok).toBe(true);
  });

  it("one member's consent does not open another member's record", () => {
    const given = about(offered, { consents: [consent()] });
    expect(view(viewer({ basis: "consent" }), "Person", offered, about(offered)).ok).toBe(false);
    expect(view(viewer({ basis: "consent" }), "Person", offered, given).ok).toBe(true);
  });
});

describe("a reason for unemployment that speaks of care or health", () => {
  const shown = (reason: string, sensitive_reasons: boolean) => {
    const { state } = recordWith(deciding("ess"), "Person", { unemployment_reason: reason });
    const cut = view(viewer({ sensitive_reasons }), "Person", state, about(offered));
    return cut.ok ? cut.state.fields["unemployment_reason"]?.[0] : undefined;
  };

  it.each(unemploymentReasons)("is withheld as null unless allowed: %s", (reason) => {
    const sensitive = sensitiveUnemploymentReasons.includes(reason);
    expect(shown(reason, false)?.v).toBe(sensitive ? null : reason);
    expect(shown(reason, true)?.v).toBe(reason);
    expect(shown(reason, false)?.h).toBe(shown(reason, true)?.h);
  });

  it.each([
    ["unemployment_reason", "illness", null],
    ["unemployment_reason", "dismissed", "dismissed"],
    ["poverty_score", 3, null],
    ["phone_number", "+221", "+221"],
  ])("and a proposal about %s of %j shows %j", (field, value, seen) => {
    const proposal = recordWith(deciding(), "Proposal", { field, value, reason: "told" }).state;
    const records = {
      ...everything,
      Person: ["phone_number", "unemployment_reason"],
      Household: [],
    };
    const cut = view(viewer({ records }), "Proposal", proposal, about(offered));
    expect(cut.ok && cut.state.fields["value"]?.[0]?.v).toBe(seen);
  });
});

it("is in force from its first to its last day", () => {
  expect(inForce(agreement(), "2026-01-01T00:00:00.000Z")).toBe(true);
  expect(inForce(agreement(), "2026-12-31T23:59:59.999Z")).toBe(true);
  expect(inForce(agreement(), "2027-01-01T00:00:00.000Z")).toBe(false);
});
