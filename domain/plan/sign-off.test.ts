import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOf } from "../record.ts";
import { systems } from "../test-records.ts";
import { parties, signDecisions, type Party } from "../records/plan-values.ts";
import { differencesOf } from "./differences.ts";
import { addGoal, addStep, editLine } from "./planning.ts";
import {
  agreementOf,
  countedSignOffs,
  lineStanding,
  refusedIn,
  type JudgeSignature,
  type SignOff,
} from "./sign-off.ts";
import { draftOf, signOffChanges, statementToSign, versionsOf, type SignInput } from "./signing.ts";
import { carry, sha256, twoOffices, type Office } from "./test-plan.ts";

const judge: JudgeSignature = (statement, signature) => signature === `by ${statement.system}`;

function sign(office: Office, party: Party, change: Partial<SignInput> = {}) {
  const ctx = office.ctx();
  const draft = draftOf(office.book, sha256);
  const input: SignInput = {
    party,
    decision: "signed",
    root: draft.root,
    refused_lines: [],
    reason: "",
    method: party === "person" ? "pen" : "office",
    evidence: party === "person" ? "Folder 12" : "",
    witness: "",
    ...change,
  };
  const stated = statementToSign(ctx, office.person, office.book, input, draft);
  if (!stated.ok) return stated;
  const { statement } = stated;
  const said = agreementOf(signOffs(office), draft.root).said[party];
  return signOffChanges(
    ctx,
    office.person,
    office.book,
    { statement, signature: `by ${office.kind}.demo` },
    { terms: draft.terms, known: versionsOf(office.book, sha256).has(draft.root), said },
  );
}

const signOffs = (office: Office) => countedSignOffs(office.book.signOffs, systems, judge);
const standing = (office: Office) =>
  agreementOf(signOffs(office), draftOf(office.book, sha256).root);

function withSteps() {
  const { sp, ess } = twoOffices();
  sp.do(addGoal(sp.ctx(), sp.person, sp.book, { text: "A job", by: null, how_known: "" }));
  sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", { what: "Childcare place" }));
  carry(sp, ess);
  ess.do(addStep(ess.ctx(), ess.person, ess.book, "employment", { what: "Cook course" }));
  carry(ess, sp);
  return { sp, ess };
}

/** Signed by all three; both sides know. */
function agreed() {
  const { sp, ess } = withSteps();
  sp.do(sign(sp, "social"));
  carry(sp, ess);
  ess.do(sign(ess, "employment"));
  ess.do(sign(ess, "person"));
  carry(ess, sp);
  return { sp, ess };
}

describe("agreed", () => {
  it("is what all three signed, and nothing less", () => {
    const { sp, ess } = withSteps();
    expect(standing(sp)).toMatchObject({ inForce: null, asks: ["social", "employment", "person"] });
    sp.do(sign(sp, "social"));
    sp.do(sign(sp, "person"));
    expect(standing(sp)).toMatchObject({ inForce: null, asks: ["employment"] });
    carry(sp, ess);
    ess.do(sign(ess, "employment"));
    carry(ess, sp);
    const { root } = draftOf(sp.book, sha256);
    for (const office of [sp, ess]) {
      expect(standing(office).inForce?.root).toBe(root);
      expect(standing(office).asks).toEqual([]);
    }
  });

  it("stays in force while a new draft is made, and the new root asks all three again", () => {
    const { sp, ess } = agreed();
    const { root } = draftOf(sp.book, sha256);
    const [step] = sp.book.steps;
    if (!step) throw new Error("no step");
    sp.do(editLine(sp.ctx(), sp.book, step, { changes: { where: "Town hall" } }));
    carry(sp, ess);
    for (const office of [sp, ess]) {
      expect(standing(office).inForce?.root).toBe(root);
      expect(standing(office).asks).toEqual(["social", "employment", "person"]);
      const terms = versionsOf(office.book, sha256).get(root);
      const now = draftOf(office.book, sha256).terms;
      const line = now.steps.find(({ key }) => key === step.key);
      if (!terms || !line) throw new Error("no version");
      expect(lineStanding(line, terms, [])).toBe("changed");
      expect(differencesOf(terms, now)).toEqual([
        {
          kind: "step",
          key: step.key,
          what: "changed",
          title: textOf(step.state, "what"),
          fields: [{ field: "where", from: null, to: "Town hall" }],
        },
      ]);
    }
  });

  it("comes to one root after both edited a signed plan apart, and asks for new sign-offs", () => {
    const { sp, ess } = agreed();
    const { root } = draftOf(sp.book, sha256);
    const [own, other] = sp.book.steps;
    if (!own || !other) throw new Error("no steps");
    // The line is cut: each edits both steps, one field of them the same.
    sp.do(editLine(sp.ctx(), sp.book, own, { changes: { where: "Town hall", due: "2027-01-10" } }));
    ess.do(editLine(ess.ctx(50), ess.book, ess.byKey(own.key), { changes: { due: "2027-02-01" } }));
    ess.do(
      editLine(ess.ctx(), ess.book, ess.byKey(other.key), { changes: { hours_per_week: 12 } }),
    );
    ess.do(addStep(ess.ctx(), ess.person, ess.book, "person", { what: "Bring certificates" }));
    ess.do(sign(ess, "employment"));
    carry(sp, ess);
    carry(ess, sp);
    const [here, there] = [draftOf(sp.book, sha256), draftOf(ess.book, sha256)];
    expect(here.root).toBe(there.root);
    expect(here.root).not.toBe(root);
    for (const office of [sp, ess]) {
      expect(standing(office).inForce?.root).toBe(root);
      // What ess signed alone in the cut was another plan.
      expect(standing(office).asks).toEqual(["social", "employment", "person"]);
    }
    const line = here.terms.steps.find(({ key }) => key === own.key)?.terms;
    expect(line).toMatchObject({ where: "Town hall", due: "2027-02-01" });
    expect(here.terms.steps).toHaveLength(3);
  });

  it("is the same in any order and with any repetition", () => {
    const signOff = fc.record({
      key: fc.nat(9).map((n) => `sp.demo/${n}`),
      party: fc.constantFrom(...parties),
      root: fc.constantFrom("a", "b"),
      decision: fc.constantFrom(...signDecisions),
      at: fc.nat(5).map(String),
      refusedLines: fc.constant([]),
      system: fc.constant("sp.demo"),
    });
    const all = fc.uniqueArray(signOff, { selector: ({ key }) => key, maxLength: 9 });
    fc.assert(
      fc.property(all, fc.gen(), (said: SignOff[], g) => {
        const mixed = g(fc.shuffledSubarray, said, { minLength: said.length });
        const again = [...mixed, ...g(fc.subarray, said)];
        expect(agreementOf(again, "a")).toEqual(agreementOf(said, "a"));
        const { inForce } = agreementOf(said, "a");
        for (const party of inForce ? parties : []) {
          const ofParty = said.filter((one) => one.party === party && one.root === inForce?.root);
          expect(ofParty.some(({ decision }) => decision === "signed")).toBe(true);
        }
      }),
    );
  });

  it("ends for a root when somebody takes their word back", () => {
    const { sp, ess } = agreed();
    ess.do(sign(ess, "person", { decision: "refused", reason: "I was not asked", evidence: "" }));
    carry(ess, sp);
    for (const office of [sp, ess]) expect(standing(office).inForce).toBeNull();
  });
});

describe("a sign-off", () => {
  it("counts only with the signature of a system that may speak for the party", () => {
    const { sp } = agreed();
    expect(signOffs(sp)).toHaveLength(3);
    const broken = countedSignOffs(sp.book.signOffs, systems, () => false);
    expect(broken).toEqual([]);
    const [social] = sp.book.signOffs.filter(({ state }) => textOf(state, "party") === "social");
    if (!social) throw new Error("no sign-off");
    const asEss = { ...social, key: social.key.replace("sp.demo", "ess.demo") };
    expect(countedSignOffs([asEss], systems, () => true)).toEqual([]);
    expect(countedSignOffs([{ ...social, key: "nobody/1" }], systems, () => true)).toEqual([]);
  });

  it("of the other office is not ours to give", () => {
    const { sp } = withSteps();
    expect(sign(sp, "employment")).toMatchObject({ code: "err.not_yours" });
  });

  it("is over what was shown: a plan that moved meanwhile is stale", () => {
    const { sp } = withSteps();
    expect(sign(sp, "social", { root: "0".repeat(64) })).toMatchObject({ code: "err.stale" });
  });

  it("of the person says how, by what, and with help also who was there", () => {
    const { sp } = withSteps();
    for (const [change, field] of [
      [{ method: "office" }, "method"],
      [{ evidence: " " }, "evidence"],
      [{ method: "assisted" }, "witness"],
      [{ refused_lines: ["sp.demo/none"] }, "refused_lines"],
    ] as const) {
      const said = sign(sp, "person", change as Partial<SignInput>);
      expect(said).toMatchObject({ code: "err.bad_input", fields: [field] });
    }
    const helped = { method: "assisted", witness: "Sister, by choice" } as const;
    expect(sign(sp, "person", helped)).toMatchObject({ ok: true });
  });

  it("may refuse a line: nobody is held to it, and the rest stands", () => {
    const { sp, ess } = withSteps();
    const [line] = draftOf(sp.book, sha256).terms.steps;
    if (!line) throw new Error("no line");
    sp.do(sign(sp, "social"));
    carry(sp, ess);
    ess.do(sign(ess, "employment"));
    ess.do(sign(ess, "person", { refused_lines: [line.key] }));
    carry(ess, sp);
    const { inForce } = standing(sp);
    const refused = refusedIn(signOffs(sp), inForce?.root ?? "");
    expect(refused).toEqual([line.key]);
    const terms = versionsOf(sp.book, sha256).get(inForce?.root ?? "") ?? null;
    const standings = draftOf(sp.book, sha256).terms.steps.map((one) =>
      lineStanding(one, terms, refused),
    );
    expect(standings).toEqual(["refused", "agreed"]);
    expect(lineStanding({ key: "sp.demo/new", terms: {} }, terms, refused)).toBe("not_agreed");
  });

  it("said again changes nothing", () => {
    const { sp } = withSteps();
    sp.do(sign(sp, "social"));
    expect(sign(sp, "social")).toMatchObject({ ok: true, changes: [] });
  });

  it("over an empty plan is none", () => {
    const { sp } = twoOffices();
    expect(sign(sp, "social")).toMatchObject({ code: "err.bad_input", fields: ["root"] });
  });
});

describe("a version", () => {
  it("that is not what it says it is, is nobody's", () => {
    const { sp } = agreed();
    const [version] = sp.book.versions;
    if (!version) throw new Error("no version");
    const { root } = draftOf(sp.book, sha256);
    expect([...versionsOf(sp.book, sha256).keys()]).toEqual([root]);
    version.state.fields["root"] = [{ v: "0".repeat(64), h: "z", o: "sp.demo" }];
    expect(versionsOf(sp.book, sha256).size).toBe(0);
  });
});
