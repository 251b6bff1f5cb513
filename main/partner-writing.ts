import { readFile } from "node:fs/promises";
import { presets } from "../exchange/presets.ts";
import { writingProfile, type WritingTerms } from "../exchange/writing-terms.ts";

/**
 * `--writing`: how records are written for a partner, as the name of a preset, as JSON, or as a file
 * of JSON (exchange/writing-terms.ts). What makes no sense is a problem with its code and its place.
 */
export async function readWriting(
  text: string,
): Promise<{ ok: true; terms: WritingTerms } | { ok: false; problem: string }> {
  const given = await termsIn(text);
  if (given === undefined) {
    const known = [...presets.keys()].join(", ");
    return {
      ok: false,
      problem: `--writing is no preset (${known}), no JSON and no file that holds JSON.`,
    };
  }
  const read = writingProfile(given);
  if (read.ok) return { ok: true, terms: given as WritingTerms };
  return { ok: false, problem: `--writing: ${read.code} at ${read.at || "/"}.` };
}

async function termsIn(text: string): Promise<unknown> {
  if (presets.has(text)) return { preset: text };
  const json = text.trimStart().startsWith("{")
    ? text
    : await readFile(text, "utf8").catch(() => "");
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
