/**
 * The checker's command: `node dist/test/checker/check.js <folder> [--json]`. Ends with 0 when the
 * journals refute no guarantee, 1 when they do, 2 when they cannot be read.
 */
import { parseArgs } from "node:util";
import { readJournal, Unreadable } from "./journal.ts";
import { check } from "./rules.ts";
import type { Verdict } from "./verdict.ts";

const shown_max = 50;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [folder] = positionals;
  if (folder === undefined) return say("usage: check <folder of journals> [--json]\n", 2);
  try {
    const verdict = check(readJournal(folder));
    const text = values.json ? `${JSON.stringify(verdict, null, 2)}\n` : told(verdict);
    return say(text, verdict.ok ? 0 : 1);
  } catch (error) {
    if (error instanceof Unreadable) return say(`${error.message}\n`, 2);
    throw error;
  }
}

function told({ ok, checked, not_checked, violations }: Verdict): string {
  const lines = [
    ...Object.entries(checked).map(([name, count]) => `${count} ${name}`),
    ...not_checked.map((what) => `not checked: ${what}`),
    ...violations
      .slice(0, shown_max)
      .map(({ rule, system, key, what }) => `${rule} at ${system}, ${key}: ${what}`),
    ...(violations.length > shown_max ? [`and ${violations.length - shown_max} more`] : []),
    ok ? "No guarantee is refuted." : `${violations.length} violations.`,
  ];
  return `${lines.join("\n")}\n`;
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

process.exitCode = main();
