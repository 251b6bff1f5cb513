import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isWireErrorCode, wireErrors, wireErrorVariants, type WireError } from "./errors.ts";

const lines: [string, WireError][] = Object.entries(wireErrors);

test("every code stands in STANDARDS.md with its HTTP status", () => {
  const standards = readFileSync(new URL("../STANDARDS.md", import.meta.url), "utf8");
  for (const [code, { status, text }] of lines) {
    const line = standards.split("\n").find((one) => one.startsWith(`| \`${code}\``));
    expect(line, code).toContain(` ${status} `);
    expect(line, code).toContain(text);
  }
});

test("the table holds the standard's fourteen ack codes and eight header codes", () => {
  const acks = lines.filter(([code]) => code.startsWith("err."));
  expect(acks).toHaveLength(14);
  expect(lines.length).toBe(37);
});

test("every text is short, one sentence and told to somebody", () => {
  for (const [code, { text, reader, status }] of [...lines, ...Object.entries(wireErrorVariants)]) {
    expect(text, code).toMatch(/^[A-Z].{10,200}\.$/);
    expect(reader, code).toMatch(/^[A-Z].{10,200}\.$/);
    expect(status, code).toBeGreaterThanOrEqual(400);
  }
});

test("only outages are worth another try", () => {
  expect(lines.filter(([, { retryable }]) => retryable).map(([code]) => code)).toEqual([
    "err.request.timeout",
    "err.request.too_many_requests",
    "err.service.unavailable",
  ]);
});

test("names every object has are not codes", () => {
  for (const name of ["toString", "__proto__", "", 1, null]) {
    expect(isWireErrorCode(name)).toBe(false);
  }
  expect(isWireErrorCode("err.request.bad")).toBe(true);
});
