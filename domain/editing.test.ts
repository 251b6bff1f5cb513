import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayWrite, ownerAmong } from "./authority.ts";
import { deltaOf, isEmpty } from "./change.ts";
import { editFields, isValid, newRecord, set_elements_max, type Edited } from "./editing.ts";
import { stampOf } from "./hlc.ts";
import type { Json } from "./json.ts";
import { elementsOf, emptyState, valueOf, type StoredRecord } from "./record.ts";
import { recordTables, recordTypes } from "./records/tables.ts";
import { after, deciding, now, recordWith, systems, valuesOfField } from "./test-records.ts";

const sp = deciding("sp");
const ess = deciding("ess", now + 1000);
const person = recordWith(
  sp,
  "Person",
  { birth_date: "1992-02-01", occupation: "cook", phone_number: "1", household: "sp.demo/h" },
  { languages: { "sp.demo:1": "fr", "ess.demo:1": "ar" } },
);
function edit(record: StoredRecord, changes: Record<string, Json>, more: object = {}): Edited {
  const edited = editFields(ess, record, ["sp.demo"], { changes, ...more });
  if (!edited.ok) throw new Error(edited.code);
  return edited;
}
const stampFor = (field: string) => person.state.fields[field]?.[0]?.h ?? "";

describe("one gesture", () => {
  it("saves what is ours or shared, and sends the rest to its owner", () => {
    const edited = edit(person, {
      occupation: "baker",
      phone_number: "2",
      birth_date: "1991-01-01",
    });
    expect(edited.saved).toEqual(["occupation", "phone_number"]);
    expect(edited.sent).toMatchObject([{ field: "birth_date", to: "sp.demo" }]);
    const [own, proposal] = edited.changes;
    expect(valueOf(own?.after ?? emptyState, "birth_date")).toBe("1992-02-01");
    expect(proposal?.record).toMatchObject({ type: "Proposal", subject: person.id });
    expect(valueOf(proposal?.after ?? emptyState, "target")).toBe(person.key);
  });

  it("writes another's field where nobody owns it here, and it gives way when the owner speaks", () => {
    const edited = editFields(ess, person, [], { changes: { birth_date: "1991-01-01" } });
    expect(edited).toMatchObject({ ok: true, saved: ["birth_date"], sent: [] });
  });

  it("changes nothing when nothing is new", () => {
    expect(edit(person, { occupation: "cook", phone_number: "1" }).changes).toEqual([]);
  });

  it("settles concurrent values, even with the one that shows", () => {
    const other = { v: "9", h: stampOf(now - 5), o: "ess.two", b: stampOf(1) };
    const fields = { ...person.state.fields };
    fields["phone_number"] = [...(fields["phone_number"] ?? []), other];
    const torn = { ...person, state: { ...person.state, fields } };
    const [change] = edit(torn, { phone_number: "1" }).changes;
    expect(change?.after.fields["phone_number"]).toHaveLength(1);
  });

  it("says what was shown before, and makes one version of ours", () => {
    const [change] = edit(person, { occupation: "baker" }, { reason: "new job" }).changes;
    expect(change).toMatchObject({
      before: { occupation: "cook" },
      reason: "new job",
      expected: person.version,
      ownVersion: person.ownVersion + 1,
      origin: "ess.demo",
    });
  });
});

describe("a refusal changes nothing", () => {
  it.each([
    ["err.field.fixed", { household: "sp.demo/h2", occupation: "baker" }],
    ["err.bad_input", { birth_date: "1992-02-30", occupation: "baker" }],
    ["err.bad_input", { made_up: 1, occupation: "baker" }],
  ] as const)("with %s", (code, changes) => {
    expect(editFields(ess, person, ["sp.demo"], { changes })).toMatchObject({ ok: false, code });
  });

  it("when a field changed since the worker saw it", () => {
    const changes = { occupation: "baker", phone_number: "2" };
    const stale = { changes, seen: { phone_number: stampOf(1) } };
    expect(editFields(ess, person, [], stale)).toMatchObject({
      ok: false,
      code: "err.stale",
      fields: ["phone_number"],
    });
    const fresh = { changes, seen: { phone_number: stampFor("phone_number") } };
    expect(editFields(ess, person, [], fresh).ok).toBe(true);
  });

  it("when somebody else than its authority would confirm a death", () => {
    const changes = { vital_status: "confirmed" };
    expect(editFields(ess, person, [], { changes })).toMatchObject({
      ok: false,
      code: "err.not_yours",
    });
    expect(editFields(sp, person, [], { changes }).ok).toBe(true);
    expect(editFields(ess, person, [], { changes: { vital_status: "reported" } }).ok).toBe(true);
  });
});

it("adds to a list and takes out what is ours, and leaves another system's elements", () => {
  const [change] = edit(person, { languages: ["en"] }).changes;
  const left = elementsOf(change?.after ?? emptyState, "languages").map(({ version }) => version.v);
  expect(new Set(left)).toEqual(new Set(["en", "fr"]));
});

it("writes later than everything the field has, even with a slow clock", () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (ms) => {
      const slow = deciding("sp", now + ms);
      const delta = deltaOf(slow, "Person", person.state, {
        fields: { phone_number: "2" },
        sets: { languages: { "sp.demo:1": null } },
      });
      expect((delta.fields["phone_number"]?.[0]?.h ?? "") > stampFor("phone_number")).toBe(true);
      const gone = delta.sets["languages"]?.["sp.demo:1"];
      expect(gone).toMatchObject({ v: "fr", gone: true });
      expect((gone?.h ?? "") > (person.state.sets["languages"]?.["sp.demo:1"]?.h ?? "")).toBe(true);
    }),
  );
});

it("never has a base after its own write, whatever the worker says it saw", () => {
  const [change] = edit(
    person,
    { phone_number: "2" },
    { seen: { phone_number: stampFor("phone_number") } },
  ).changes;
  const version = change?.delta.fields["phone_number"]?.[0];
  expect(version?.b).toBe(stampFor("phone_number"));
  expect((version?.b ?? "") < (version?.h ?? "")).toBe(true);
});

describe.each(recordTypes)("the record table of a %s", (type) => {
  const fields = Object.entries(recordTables[type].fields);

  it("takes what its schemas allow, and nothing that is not a field", () => {
    for (const [field, spec] of fields) {
      fc.assert(
        fc.property(valuesOfField(type, field), (value) => {
          expect([field, isValid(type, field, spec.class === "set" ? [value] : value)]).toEqual([
            field,
            true,
          ]);
        }),
        { numRuns: 20 },
      );
    }
    expect(isValid(type, "toString", "x")).toBe(false);
    expect(isValid(type, "__proto__", {})).toBe(false);
  });

  it("has one owner for each owned field among two systems, and never lets a fixed one be written", () => {
    for (const [field, spec] of fields) {
      const record = { type, key: "sp.demo/x" };
      const verdict = (kind: "sp" | "ess", other: string) =>
        mayWrite(record, field, { id: `${kind}.demo`, kind }, [other], systems);
      const both = [verdict("sp", "ess.demo"), verdict("ess", "sp.demo")];
      if (spec.fixed) expect([field, both]).toEqual([field, ["never", "never"]]);
      else if (spec.class === "owned" || spec.class === "terminal") {
        expect([field, both.toSorted()]).toEqual([field, ["propose", "write"]]);
      } else expect([field, both]).toEqual([field, ["write", "write"]]);
    }
  });
});

it("names the owner a proposal goes to: who wrote what shows, who made the record, the first; or nobody", () => {
  const both = ["ess.two", "ess.demo"];
  expect(ownerAmong(person, "occupation", both, systems)).toBe("ess.demo");
  const made = { ...person, key: "ess.two/p" };
  expect(ownerAmong(made, "occupation", both, systems)).toBe("ess.two");
  const written = { v: "baker", h: stampOf(9), o: "ess.demo" };
  const state = { fields: { occupation: [written] }, sets: {} };
  expect(ownerAmong({ ...made, state }, "occupation", both, systems)).toBe("ess.demo");
  expect(ownerAmong(person, "birth_date", ["ess.demo"], systems)).toBeNull();
  expect(ownerAmong(person, "made_up", ["ess.demo"], systems)).toBeNull();
});

it("knows an impossible day anywhere in a value, and a list that is too long", () => {
  expect(isValid("Person", "birth_date", "2024-02-29")).toBe(true);
  expect(isValid("Person", "birth_date", "2023-02-29")).toBe(false);
  expect(isValid("Person", "employment_info", [{ job_title: "x", end_date: "2023-04-31" }])).toBe(
    false,
  );
  const many = Array.from({ length: set_elements_max + 1 }, (_, index) => `l${index}`);
  expect(isValid("Person", "languages", many)).toBe(false);
});

it("names a new record after the system that makes it, and a person is about itself", () => {
  const made = newRecord(ess, "Person");
  expect(made.key).toBe(`ess.demo/${made.id}`);
  expect([made.subject, made.version, isEmpty(made.state)]).toEqual([made.id, 0, true]);
  expect(after(edit(made, { occupation: "cook" }).changes[0] ?? neverChange()).version).toBe(1);
});

function neverChange(): never {
  throw new Error("no change");
}
