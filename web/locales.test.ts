import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import ar from "./locales/ar.json" with { type: "json" };
import en from "./locales/en.json" with { type: "json" };

const plural = /_(zero|one|two|few|many|other)$/;
const bases = (catalogue: object) =>
  [...new Set(Object.keys(catalogue).map((key) => key.replace(plural, "")))].sort();
const holes = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((hit) => hit[1] ?? "")
    .toSorted((a, b) => a.localeCompare(b));
const unfilled = (catalogue: object, forms: readonly string[]) => {
  const counted = Object.keys(catalogue).filter((key) => plural.test(key));
  const missing = new Set(
    counted.flatMap((key) => forms.map((form) => `${key.replace(plural, "")}_${form}`)),
  );
  for (const key of counted) missing.delete(key);
  return [...missing];
};
const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
  (name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"),
);
const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

describe("the catalogues", () => {
  test("both languages say the same things", () => {
    expect(bases(ar)).toEqual(bases(en));
  });

  test("no sentence is empty and both use the same placeholders", () => {
    for (const [key, text] of Object.entries(en)) {
      expect(text, key).not.toBe("");
      const other = (ar as Record<string, string>)[key];
      if (!plural.test(key)) expect(holes(other ?? ""), key).toEqual(holes(text));
    }
    for (const [key, text] of Object.entries(ar)) expect(text, key).not.toBe("");
  });

  test("every counted sentence has all six Arabic and both English forms", () => {
    expect(unfilled(ar, ["zero", "one", "two", "few", "many", "other"])).toEqual([]);
    expect(unfilled(en, ["one", "other"])).toEqual([]);
  });

  test("every key a screen names stands in the catalogue", () => {
    const known = new Set([...bases(en), ...Object.keys(en)]);
    const named = sources.flatMap((name) =>
      [...read(name).matchAll(/\bt\(\s*"([^"]+)"/g)].map((hit) => `${hit[1]} (${name})`),
    );
    expect(named.filter((line) => !known.has(line.split(" ")[0] ?? ""))).toEqual([]);
  });
});

describe("the screens", () => {
  const screens = sources.filter((name) => name.endsWith(".tsx"));
  /** Text between two tags, or an attribute people hear or read. */
  const literal =
    /(?<![=\-)])>\s*([^<>{}()=;]*\p{L}{2}[^<>{}()=;]*)<\/|\b(?:aria-label|title|placeholder|alt)="([^"]*\p{L}[^"]*)"/gu;

  test("no sentence stands outside the catalogues", () => {
    const found = screens.flatMap((name) =>
      [...read(name).matchAll(literal)].map((hit) => `${name}: ${hit[1] ?? hit[2] ?? ""}`),
    );
    expect(found).toEqual([]);
  });

  test("the scan would find one", () => {
    expect([..."<p>Hello there</p>".matchAll(literal)]).toHaveLength(1);
    expect([...'<a title="More">'.matchAll(literal)]).toHaveLength(1);
  });

  test("styles know no left and no right", () => {
    const styles = readdirSync(join(import.meta.dirname, "styles"));
    const physical =
      /(?:^|[\s;{])(?:margin|padding|border)?-?(?:left|right)\s*:|text-align:\s*(?:left|right)/;
    expect(styles.filter((name) => physical.test(read(join("styles", name))))).toEqual([]);
  });
});
