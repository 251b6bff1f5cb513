import { describe, expect, it } from "vitest";
import { acceptByRule, ruleFor, type AcceptRule } from "./accepting.ts";
import { editFields } from "./editing.ts";
import { emptyState, textOf, valueOf, type StoredRecord } from "./record.ts";
import { after, deciding, recordWith } from "./test-records.ts";

const sp = deciding("sp");
const ess = deciding("ess");
const person = recordWith(sp, "Person", { sex: "female" });
const rule: AcceptRule = {
  name: "Sex and names from an identity card",
  record: "Person",
  field: "marital_status",
  only_if: "unknown",
  roles: ["case_manager"],
};

function proposed(target: StoredRecord, changes: Record<string, string>): StoredRecord {
  const edited = editFields(ess, target, ["sp.demo"], { changes });
  if (!edited.ok) throw new Error(edited.code);
  const [change] = edited.changes;
  if (!change) throw new Error("no proposal");
  return after(change);
}

describe("a rule of the agreement", () => {
  const proposal = proposed(person, { marital_status: "married" });

  it("accepts what it covers, with its name as the reason and nobody's name as the worker", () => {
    expect(ruleFor([rule], proposal, person)).toBe(rule);
    const done = acceptByRule(sp, proposal, person, rule);
    if (!done.ok) throw new Error(done.code);
    const [decision, change] = done.changes;
    expect(textOf(decision?.after ?? emptyState, "decision")).toBe("accepted");
    expect(textOf(decision?.after ?? emptyState, "decision_reason")).toBe(rule.name);
    expect(valueOf(change?.after ?? emptyState, "marital_status")).toBe("married");
    expect(change).toMatchObject({ reason: rule.name, by: { name: "", role: "rule" } });
  });

  it("covers no other field, record, role or known value, and none that changed meanwhile", () => {
    const known = recordWith(sp, "Person", { marital_status: "widowed" });
    const other = proposed(known, { marital_status: "married" });
    expect(ruleFor([rule], other, known)).toBeNull();
    expect(ruleFor([{ ...rule, only_if: "any" }], other, known)).not.toBeNull();
    expect(ruleFor([{ ...rule, only_if: "any" }], proposal, known)).toBeNull();
    expect(ruleFor([{ ...rule, field: "sex" }], proposal, person)).toBeNull();
    expect(ruleFor([{ ...rule, record: "Household" }], proposal, person)).toBeNull();
    expect(ruleFor([{ ...rule, roles: ["supervisor"] }], proposal, person)).toBeNull();
    expect(ruleFor([], proposal, person)).toBeNull();
  });

  it("goes around no law: a death stays a report for a person to check", () => {
    const death = { ...rule, field: "vital_status", only_if: "any" } as const;
    const told = proposed(person, { vital_status: "reported" });
    const done = acceptByRule(sp, told, person, death);
    const state = done.ok ? (done.changes[1]?.after ?? emptyState) : emptyState;
    expect(textOf(state, "vital_status")).not.toBe("confirmed");
  });
});
