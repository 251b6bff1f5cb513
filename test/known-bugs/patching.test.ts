import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyPatch, DoesNotApply } from "./patching.ts";

const original = "one\ntwo\nthree\ntwo\nfour\n";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tandem-patching-"));
  writeFileSync(join(folder, "a.ts"), original);
});
afterEach(() => rmSync(folder, { recursive: true }));

const patchOf = (...lines: string[]) =>
  ["--- a/a.ts", "+++ b/a.ts", "@@ -1,3 +1,3 @@", ...lines, ""].join("\n");
const patched = () => readFileSync(join(folder, "a.ts"), "utf8");

describe("a patch", () => {
  it("changes the lines it names, wherever they have moved to", () => {
    applyPatch(folder, patchOf(" three", "-two", "+TWO", " four"));
    expect(patched()).toBe("one\ntwo\nthree\nTWO\nfour\n");
  });

  it("may take lines away and put others in, at both ends of the file", () => {
    applyPatch(folder, patchOf("+zero", " one", "-two", " three"));
    applyPatch(folder, patchOf("-four", "+4", "+5"));
    expect(patched()).toBe("zero\none\nthree\ntwo\n4\n5\n");
  });

  it("may make a file, where there is none", () => {
    const text = ["--- /dev/null", "+++ b/new.sql", "@@ -0,0 +1,2 @@", "+a", "+b", ""].join("\n");
    applyPatch(folder, text);
    expect(readFileSync(join(folder, "new.sql"), "utf8")).toBe("a\nb\n");
    expect(() => applyPatch(folder, text)).toThrow(DoesNotApply);
  });

  it.each([
    ["whose lines are others now", patchOf(" one", "-too", "+2")],
    ["whose lines stand in two places", patchOf("-two", "+2")],
    ["that names half a line", patchOf("-thre", "+3")],
    ["that names no line", patchOf("+5")],
    ["of a file that is not there", patchOf("-one").replaceAll("a.ts", "b.ts")],
    ["that is none", "one\ntwo\n"],
    ["of which a later hunk does not apply", `${patchOf("-one", "+1")}@@ -9 +9 @@\n-nine\n+9\n`],
  ])("%s is refused, and nothing is changed", (_, patch) => {
    expect(() => applyPatch(folder, patch)).toThrow(DoesNotApply);
    expect(patched()).toBe(original);
  });
});
