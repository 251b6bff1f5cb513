import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { RecordState } from "../domain/record.ts";
import { encodeState } from "./codec.ts";
import { rememberState, stateOf } from "./known-states.ts";
import { createSealer } from "./sealing.ts";

const sealer = createSealer(randomBytes(32));
const named = (name: string): RecordState => ({
  fields: {
    name: [{ v: { given_name: name, surname: "Haddad" }, h: "1", o: "sp.demo" }],
    relationship: [{ v: "head", h: "2", o: "sp.demo", b: "1" }],
  },
  sets: { languages: { "sp.demo:1": { v: "ar", h: "3", o: "sp.demo", gone: true } } },
});
const textOf = (state: RecordState) => encodeState(sealer, "Person", state);

test("a record's text is read once, and again when another one is stored", () => {
  const text = textOf(named("Leila"));
  const first = stateOf(sealer, "a", text);
  expect(first).toEqual(named("Leila"));
  expect(stateOf(sealer, "a", text)).toBe(first);
  expect(stateOf(sealer, "a", textOf(named("Mona")))).toEqual(named("Mona"));
  expect(stateOf(sealer, "a", text)).toEqual(named("Leila"));
});

test("what was written is what a reader of its text finds", () => {
  const state = named("Leila");
  const text = textOf(state);
  rememberState(sealer, "written", { text, state });
  expect(stateOf(sealer, "written", text)).toBe(state);
  expect(stateOf(sealer, "never written", text)).toStrictEqual(state);
});

test("a text that was written and never committed hides nothing", () => {
  const [stored, lost] = [named("Leila"), named("Mona")];
  rememberState(sealer, "b", { text: textOf(lost), state: lost });
  expect(stateOf(sealer, "b", textOf(stored))).toEqual(stored);
});

test("each sealer has its own, and only so many records are remembered", () => {
  const text = textOf(named("Leila"));
  const first = stateOf(sealer, "0", text);
  const other = createSealer(randomBytes(32));
  expect(stateOf(other, "0", JSON.stringify(named("Mona")))).toEqual(named("Mona"));
  for (let at = 1; at < 1_000; at += 1) stateOf(sealer, String(at), text);
  expect(stateOf(sealer, "0", text)).toBe(first);
  for (let at = 1; at <= 1_000; at += 1) stateOf(sealer, `n${at}`, text);
  const again = stateOf(sealer, "0", text);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
