import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readWriting } from "./partner-writing.ts";

it("reads a preset by name, JSON as it is typed, and JSON in a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tandem-writing-"));
  const file = join(folder, "writing.json");
  await writeFile(file, '{"form":"code"}');
  expect(await readWriting("ibr")).toEqual({ ok: true, terms: { preset: "ibr" } });
  expect(await readWriting(' {"padded":true}')).toEqual({ ok: true, terms: { padded: true } });
  expect(await readWriting(file)).toEqual({ ok: true, terms: { form: "code" } });
  await rm(folder, { recursive: true });
});

it.each([
  ["made-up", "--writing is no preset"],
  ["{", "--writing is no preset"],
  ['{"preset":"made-up"}', "--writing: terms.preset_unknown at /preset."],
  ['{"fields":{"Person.self_id_disability":{"name":"is_disabled"}}}', "terms.name_taken"],
  ["{}x", "--writing is no preset"],
])("says what is wrong with %s", async (text, problem) => {
  const read = await readWriting(text);
  expect(read.ok ? "" : read.problem).toContain(problem);
});
