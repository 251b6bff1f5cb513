import { describe, expect, it } from "vitest";
import {
  answerOffer,
  changeEmployment,
  changeEnrolment,
  decideProposal,
  openEnrolment,
  recordService,
} from "./case-work.ts";
import type { Change, Refusal } from "./change.ts";
import { editFields } from "./editing.ts";
import type { Json } from "./json.ts";
import { elementsOf, emptyState, valueOf, type StoredRecord } from "./record.ts";
import { enrolmentStatuses, offerStates, type OfferState } from "./records/values.ts";
import { after, deciding, recordWith } from "./test-records.ts";
import { enrolmentTransitions, offerTransitions } from "./transitions.ts";

const sp = deciding("sp");
const ess = deciding("ess");
const fit = { birth_date: "1992-02-01", household: "sp.demo/h", vital_status: "alive" };
const person = (fields: Record<string, Json> = {}): StoredRecord =>
  recordWith(sp, "Person", { ...fit, ...fields });
type Decided = { ok: true; changes: Change[] } | Refusal;
function changesOf(decided: Decided): Change[] {
  if (!decided.ok) throw new Error(decided.code);
  return decided.changes;
}
const shown = (decided: Decided, field: string, nth = 0) =>
  valueOf(changesOf(decided)[nth]?.after ?? emptyState, field);

describe("the answer to an offer", () => {
  it.each(offerStates)("from %s is one of the table's, and no other", (state) => {
    for (const answer of offerStates) {
      const decided = answerOffer(sp, person({ work_offer: state }), answer);
      expect([answer, decided.ok]).toEqual([answer, offerTransitions[state].includes(answer)]);
    }
  });

  it("touches the offer and nothing else: no benefit depends on it", () => {
    for (const answer of ["accepted", "said_no"] as const) {
      const decided = answerOffer(sp, person({ work_offer: "offered" }), answer);
      const [change, ...more] = changesOf(decided);
      expect(more).toEqual([]);
      expect(Object.keys(change?.delta.fields ?? {})).toEqual(["work_offer"]);
    }
  });

  it("that asks to be left out is kept, and asking again takes it back", () => {
    const out = answerOffer(sp, person({ work_offer: "offered" }), "left_out");
    expect(shown(out, "left_out")).toBe(true);
    const [change] = changesOf(out);
    const again = answerOffer(sp, after(change ?? never()), "offered");
    expect([shown(again, "left_out"), shown(again, "work_offer")]).toEqual([false, "offered"]);
  });

  it("does not make an offer to somebody the rule does not fit", () => {
    const child = person({ birth_date: "2015-01-01", work_offer: "not_offered" });
    expect(answerOffer(sp, child, "offered")).toMatchObject({ ok: false, code: "err.transition" });
  });

  it("told to employment support goes to social protection as a proposal", () => {
    const decided = answerOffer(ess, person({ work_offer: "offered" }), "accepted", ["sp.demo"]);
    expect(changesOf(decided).map((change) => change.act)).toEqual(["proposal.made"]);
  });
});

describe("an enrolment", () => {
  const programme = { id: "p1", name: "Family Cash Transfer" };
  const input = { programme, effective_date: "2026-11-01", reason: "meets the criteria" };
  const opened = openEnrolment(sp, person(), input);
  const at = (status: string) => recordWith(sp, "Enrolment", { status, person: "sp.demo/p" });
  const step = { reason: "r", effective_date: "2026-11-02" };

  it("begins active, with its reason and date, about the person", () => {
    const [change] = changesOf(opened);
    expect(valueOf(change?.after ?? emptyState, "status")).toBe("active");
    expect(change).toMatchObject({ act: "enrolment.opened", reason: "meets the criteria" });
    expect(openEnrolment(sp, person(), { ...input, effective_date: "2026-02-30" }).ok).toBe(false);
  });

  it.each(enrolmentStatuses)("goes from %s only as the law says", (from) => {
    for (const status of enrolmentStatuses) {
      const decided = changeEnrolment(sp, at(from), { status, ...step });
      const allowed = enrolmentTransitions[from].includes(status);
      expect([status, decided.ok]).toEqual([status, allowed]);
      if (!decided.ok) expect(decided.code).toBe("err.transition");
    }
  });

  it("is changed by the programme's system only, and not on a stale view", () => {
    const wanted = { status: "suspended", ...step } as const;
    expect(changeEnrolment(ess, at("active"), wanted)).toMatchObject({ code: "err.not_yours" });
    const stale = { ...wanted, seen: "000000000001-0000" };
    expect(changeEnrolment(sp, at("active"), stale)).toMatchObject({ code: "err.stale" });
    const bad = { ...wanted, effective_date: "yesterday" };
    expect(changeEnrolment(sp, at("active"), bad)).toMatchObject({ code: "err.bad_input" });
  });
});

describe("work found or lost", () => {
  const job = { job_title: "cook", employer: "Hotel", start_date: "2026-11-01" };

  it("is one change of employment support: status, job, and the reason gone", () => {
    const jobless = person({ employment_status: "not_employed", unemployment_reason: "other" });
    const decided = changeEmployment(ess, jobless, ["sp.demo"], {
      employment_status: "employee",
      job,
    });
    const [change, ...more] = changesOf(decided);
    expect(more).toEqual([]);
    expect(change?.delta.fields["unemployment_reason"]?.[0]?.v).toBeNull();
    expect(elementsOf(change?.after ?? emptyState, "employment_info")[0]?.version.v).toEqual(job);
  });

  it("needs the reason when work was lost, and a job that can be", () => {
    const lost = changeEmployment(ess, person(), [], { employment_status: "not_employed" });
    expect(lost).toMatchObject({ ok: false, fields: ["unemployment_reason"] });
    const bad = { employment_status: "employee", job: { job_title: 1 } } as const;
    expect(changeEmployment(ess, person(), [], bad)).toMatchObject({ ok: false, fields: ["job"] });
  });

  it("told to social protection goes to employment support as a proposal", () => {
    const decided = changeEmployment(sp, person(), ["ess.demo"], { employment_status: "employee" });
    expect(changesOf(decided).map((change) => change.act)).toEqual(["proposal.made"]);
  });
});

describe("a service", () => {
  const input = {
    service: "training",
    on: "2026-11-20",
    quantity: "2 days",
    outcome: "delivered",
    note: "n",
  };

  it("is recorded with who delivered it, and the note stays here", () => {
    const decided = recordService(ess, person(), input);
    expect(shown(decided, "by")).toMatchObject({ name: "Leila Haddad" });
    expect(shown(decided, "note")).toBe("n");
  });

  it("is refused with every field that is not right", () => {
    expect(recordService(ess, person(), { ...input, service: "x", on: "x" })).toMatchObject({
      fields: ["service", "on"],
    });
  });
});

describe("a proposal", () => {
  const target = recordWith(sp, "Person", { ...fit, work_offer: "offered" });
  function proposed(field: string, value: Json): StoredRecord {
    const edited = editFields(ess, target, ["sp.demo"], { changes: { [field]: value } });
    const [change] = changesOf(edited);
    return after(change ?? never());
  }
  const forged = (field: string, value: Json) =>
    recordWith(ess, "Proposal", { target: target.key, field, value });
  const accept = { decision: "accept", reason: "seen papers" } as const;

  it("accepted is a change of the field that cites it; refused is an answer and nothing else", () => {
    const accepted = decideProposal(sp, proposed("birth_date", "1990-01-01"), target, accept);
    expect(shown(accepted, "decision")).toBe("accepted");
    expect(shown(accepted, "birth_date", 1)).toBe("1990-01-01");
    const no = decideProposal(sp, proposed("birth_date", "1990-01-01"), target, {
      decision: "refuse",
      reason: "no",
    });
    expect(changesOf(no).map((change) => change.act)).toEqual(["proposal.refused"]);
  });

  it("is decided once, and never by who made it", () => {
    const proposal = proposed("birth_date", "1990-01-01");
    expect(decideProposal(ess, proposal, target, accept)).toMatchObject({ code: "err.not_yours" });
    const [decided] = changesOf(decideProposal(sp, proposal, target, accept));
    expect(decideProposal(sp, after(decided ?? never()), target, accept)).toMatchObject({
      code: "err.decided",
    });
  });

  it.each([
    ["err.bad_input", "birth_date", "1990-02-30"],
    ["err.bad_input", "made_up", 1],
    ["err.transition", "work_offer", "not_offered"],
    ["err.not_yours", "occupation", "cook"],
    ["err.not_yours", "household", "ess.demo/h"],
    ["err.not_yours", "notes", "x"],
    ["err.not_yours", "languages", ["fr"]],
  ])("cannot be accepted: %s for %s %j", (code, field, value) => {
    expect(decideProposal(sp, forged(field, value), target, accept)).toMatchObject({
      ok: false,
      code,
    });
  });

  it("about the offer may say what a person may answer", () => {
    const said: OfferState = "said_no";
    expect(decideProposal(sp, forged("work_offer", said), target, accept).ok).toBe(true);
  });

  it.each(enrolmentStatuses)(
    "of a status from %s goes by the enrolment law, never past it",
    (from) => {
      const enrolment = recordWith(sp, "Enrolment", { status: from, reason: "before" });
      for (const status of enrolmentStatuses) {
        const proposal = recordWith(ess, "Proposal", {
          target: enrolment.key,
          field: "status",
          value: status,
        });
        const decided = decideProposal(sp, proposal, enrolment, accept);
        const lawful = status !== "deceased" && enrolmentTransitions[from].includes(status);
        expect([status, decided.ok]).toEqual([status, lawful]);
        if (!decided.ok) expect(decided.code).toBe("err.transition");
        else {
          // A step like any other: with a reason and the day from which it holds.
          expect(step.map((field) => shown(decided, field, 1))).toEqual([
            status,
            "seen papers",
            sp.nowIso.slice(0, 10),
          ]);
        }
      }
    },
  );
  const step = ["status", "reason", "effective_date"];

  it("of a status that its programme does not use is refused", () => {
    const enrolment = recordWith(sp, "Enrolment", { status: "active" });
    const proposal = recordWith(ess, "Proposal", {
      target: enrolment.key,
      field: "status",
      value: "suspended",
    });
    const law = { ...enrolmentTransitions, active: ["exited" as const] };
    expect(decideProposal(sp, proposal, enrolment, accept, law)).toMatchObject({
      code: "err.programme.step",
    });
  });
});

function never(): never {
  throw new Error("no change");
}
