import { describe, expect, it } from "vitest";
import { editFields } from "./editing.ts";
import { stampOf } from "./hlc.ts";
import { applyIncoming } from "./receiving.ts";
import { valueOf, type StoredRecord } from "./record.ts";
import { after, deciding, now, recordWith, systems } from "./test-records.ts";
import { foldOf, undoLink, type LoggedChange } from "./unlinking.ts";
import type { Change } from "./change.ts";

const sp = deciding("sp");
const ours = recordWith(sp, "Person", { sex: "female", phone_number: "111", occupation: "cook" });
const logged = (change: Change): LoggedChange => change;
const told = (record: StoredRecord, ver: number, fields: Record<string, string>) => {
  const versions = Object.entries(fields).map(([field, v]) => [
    field,
    [{ v, h: stampOf(now + ver), o: "ess.demo", b: stampOf(now) }],
  ]);
  const delta = { fields: Object.fromEntries(versions), sets: {} };
  const by = { name: "", role: "", system: "ess.demo" };
  const item = { type: "Person" as const, key: "ess.demo/y", ver, prev: ver - 1, left: null };
  const at = new Date(now).toISOString();
  const act = "person.edited" as const;
  return applyIncoming(
    record,
    { ...item, origin: "ess.demo", act, at, by, reason: "", delta },
    systems,
  );
};

describe("a link that is undone", () => {
  const begun: LoggedChange = {
    origin: "sp.demo",
    originVersion: 1,
    act: "person.registered",
    at: sp.nowIso,
    by: sp.by,
    reason: "",
    delta: ours.state,
  };
  const first = told(ours, 1, { occupation: "baker", phone_number: "222" });
  const second = told(after(first), 2, { occupation: "driver" });
  const edited = editFields(
    { ...deciding("sp", now + 50), tick: stampOf(now + 50) },
    after(second),
    [],
    { changes: { marital_status: "married" } },
  );
  if (!edited.ok) throw new Error(edited.code);
  const [own] = edited.changes;
  if (!own) throw new Error("no change");
  const record = after(own);
  const log = [begun, logged(first), logged(second), logged(own)];
  const link = { partner: "ess.demo", key: "ess.demo/y", how: "rule" };
  const undone = undoLink(sp, { record, log, about: [], homes: new Map() }, link, "two people");
  if (!undone.ok) throw new Error(undone.code);
  const [mine, ...theirs] = undone.changes;

  it("leaves ours what is ours, also what the partner's had stood before", () => {
    const state = mine?.after ?? record.state;
    expect(valueOf(record.state, "occupation")).toBe("driver");
    expect(valueOf(state, "occupation")).toBe("cook");
    expect(valueOf(state, "phone_number")).toBe("111");
    expect(valueOf(state, "marital_status")).toBe("married");
  });

  it("makes the partner's record of its events as they came, with origin, version and stamps", () => {
    expect(theirs.map(({ origin, originVersion }) => [origin, originVersion])).toEqual([
      ["ess.demo", 1],
      ["ess.demo", 2],
    ]);
    const last = theirs.at(-1);
    expect(last?.record.key).toBe("ess.demo/y");
    expect(last && valueOf(last.after, "occupation")).toBe("driver");
    expect(last && valueOf(last.after, "sex")).toBeUndefined();
  });

  it("takes up no version, and both are the fold of their events", () => {
    expect(mine?.ownVersion).toBe(record.ownVersion);
    expect(mine?.originVersion).toBeLessThan(0);
    expect(foldOf(record, [...log, ...(mine ? [logged(mine)] : [])], sp)).toEqual(mine?.after);
    const apart = theirs.at(-1);
    expect(apart && foldOf(apart.record, theirs, sp)).toEqual(apart?.after);
  });

  it("can be decided again and undone again", () => {
    const again = told({ ...record, state: mine?.after ?? record.state }, 3, {
      occupation: "cook2",
    });
    const all = [...log, ...(mine ? [logged(mine)] : []), logged(again)];
    const twice = undoLink(
      sp,
      { record: after(again), log: all, about: [], homes: new Map() },
      link,
      "x",
    );
    if (!twice.ok) throw new Error(twice.code);
    expect(twice.changes.slice(1).map(({ originVersion }) => originVersion)).toEqual([3]);
    expect(twice.changes[0]?.after).toEqual(mine?.after);
  });

  it("is refused without a reason, and for a record that came from the partner", () => {
    const made = { record, log, about: [], homes: new Map() };
    expect(undoLink(sp, made, link, " ")).toMatchObject({ code: "err.bad_input" });
    expect(undoLink(sp, made, { ...link, how: "new" }, "x")).toMatchObject({
      code: "err.transition",
    });
  });
});
