import { expect, test } from "vitest";
import { parseSyncMeta, syncMetaOf } from "./sync-meta.ts";

const hash = "A".repeat(43) + "=";
const item = {
  ref: "R-1",
  key: "sp.gov/0190-ab",
  ver: 7,
  prev: 6,
  ph: hash,
  ch: ["employment_status"],
  origin: "sp.gov",
  at: "2026-02-16T10:30:00Z",
  f: { employment_status: ["0191a-0003-sp.gov", ""] },
};
const sync = { v: 1, epoch: "0190-e", sub: "SUB-1", from: 1041, to: 1041, items: [item] };

test("a batch and a heartbeat are read", () => {
  expect(parseSyncMeta(sync)).toEqual({ ok: true, value: sync });
  expect(parseSyncMeta({ ...sync, from: 1042, items: [] }).ok).toBe(true);
  expect(parseSyncMeta({ ...sync, items: [{ ...item, left: "moved", act: "exit" }] }).ok).toBe(
    true,
  );
});

test("a plain partner has none", () => {
  for (const meta of [undefined, null, {}, "x", { other: 1 }]) {
    expect(syncMetaOf(meta)).toBeUndefined();
  }
  expect(syncMetaOf({ sync: {} })).toMatchObject({ ok: false, code: "err.request.bad" });
});

test.each([
  [{ key: "no-slash" }, "/key"],
  [{ key: "a/b/c" }, "/key"],
  [{ key: "sp.gov/" + "x".repeat(160) }, "/key"],
  [{ key: "sp.gov/Some Name" }, "/key"],
  [{ ver: 1.5 }, "/ver"],
  [{ ver: -1 }, "/ver"],
  [{ ph: "short" }, "/ph"],
  [{ f: { a: ["x"] } }, "/f/a"],
  [{ f: { a: ["x", "", "z"] } }, "/f/a"],
  [{ f: { "Some Name": ["x", ""] } }, "/f"],
])("refused: %j", (change, path) => {
  const read = parseSyncMeta({ ...sync, items: [{ ...item, ...change }] });
  expect(read.ok).toBe(false);
  expect(!read.ok && read.reason).toContain(`/items/0${path}`);
  expect(!read.ok && read.reason).not.toContain("Some Name");
});

test("another version of the member is refused", () => {
  expect(parseSyncMeta({ ...sync, v: 2 }).ok).toBe(false);
});
