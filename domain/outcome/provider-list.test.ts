import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordWith, deciding } from "../test-records.ts";
import { icsOf } from "./ics.ts";
import { csv_lines_max, csvCell, dayCsv, readDayCsv, type ProviderRow } from "./provider-list.ts";

const step = recordWith(deciding("sp"), "Step", { what: "Course" });
const row = (reference: string, change: Partial<ProviderRow> = {}): ProviderRow => ({
  reference,
  name: "Amina D.",
  what: 'Course, "first" part',
  step,
  time: "2026-11-22T09:00",
  day: "2026-11-22",
  start: "09:00",
  stands: "open",
  recorded: false,
  ...change,
});

describe("a list that comes back", () => {
  it("is read as it was given out, each row once", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[0-9A-F]{8}$/), { maxLength: 20 }),
        (names) => {
          const rows = names.map((name) => row(name));
          const filled = dayCsv(rows).replaceAll(/,""\r\n/g, ',"yes"\r\n');
          const lines = readDayCsv(filled, rows);
          expect(
            lines.map(({ reference, attended, fault }) => [reference, attended, fault]),
          ).toEqual(names.map((name) => [name, "yes", ""]));
        },
      ),
    );
  });

  it("whatever it is, is bounded, and records only references of the list", () => {
    const rows = [row("AAAAAAAA"), row("BBBBBBBB", { recorded: true })];
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000 }), (text) => {
        const lines = readDayCsv(text, rows);
        expect(lines.length).toBeLessThanOrEqual(csv_lines_max);
        const good = lines.filter(({ fault }) => fault === "");
        expect(good.every(({ reference }) => reference === "AAAAAAAA")).toBe(true);
        expect(good.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("names the fault of each line by a code", () => {
    const rows = [row("AAAAAAAA"), row("BBBBBBBB", { recorded: true }), row("CCCCCCCC")];
    const text = "AAAAAAAA;;;نعم\nAAAAAAAA;;;no\nBBBBBBBB;;;yes\nX;;;yes\nCCCCCCCC;;;maybe\nalone";
    expect(readDayCsv(text, rows).map(({ fault }) => fault)).toEqual([
      "",
      "csv.twice",
      "csv.recorded",
      "csv.unknown",
      "csv.word",
      "csv.columns",
    ]);
  });

  it("goes out with no cell that a spreadsheet runs", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(csvCell(text)).not.toMatch(/^"[=+\-@\t\r]/);
      }),
    );
  });
});

describe("a calendar feed", () => {
  it("has no line over 75 octets, and unfolded says what was meant", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (title) => {
        const event = { uid: "1", day: "2026-11-22", start: "", end: "", zone: "UTC", title };
        const text = icsOf([event], "Tandem", "2026-11-22T09:00:00.000Z");
        const octets = text.split("\r\n").map((line) => new TextEncoder().encode(line).length);
        expect(Math.max(...octets)).toBeLessThanOrEqual(75);
        const meant = title
          .replaceAll(/[\\;,]/g, (char) => `\\${char}`)
          .replaceAll(/\r?\n/g, "\\n");
        expect(text.replaceAll("\r\n ", "")).toContain(`SUMMARY:${meant}\r\n`);
      }),
    );
  });

  it("tells a wall time as the instant it is there, summer and winter", () => {
    const at = (day: string) =>
      icsOf(
        [{ uid: "1", day, start: "09:30", end: "10:00", zone: "Europe/Paris", title: "x" }],
        "Tandem",
        "2026-11-22T09:00:00.000Z",
      );
    expect(at("2026-01-15")).toContain("DTSTART:20260115T083000Z\r\nDTEND:20260115T090000Z");
    expect(at("2026-07-15")).toContain("DTSTART:20260715T073000Z");
  });
});
