import { expect, it } from "vitest";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { checklist, prerequisites, type LinkFacts } from "./standing-link.ts";

const nowIso = "2026-11-24T10:00:00Z";
const out = demoAgreement("sp.demo", "works.demo", "sp", nowIso);
const good: LinkFacts = {
  out,
  back: demoAgreement("works.demo", "sp.demo", "ess", nowIso),
  usableKeys: 1,
  heardAt: "2026-11-24T09:59:00Z",
  reachedAt: "2026-11-23T10:00:00Z",
  codesAgreed: true,
  nowIso,
};
const unmet = (facts: Partial<LinkFacts>) =>
  checklist({ ...good, ...facts }).flatMap(({ id, met }) => (met ? [] : [id]));

it("names every prerequisite, and all hold for a link that is up", () => {
  expect(checklist(good).map(({ id }) => id)).toEqual(prerequisites);
  expect(unmet({})).toEqual([]);
});

it.each<[string, Partial<LinkFacts>, string[]]>([
  ["no agreement to tell it", { out: null }, ["agreement_out", "basis", "purpose"]],
  ["none to hear it", { back: null }, ["agreement_in", "basis"]],
  [
    "an agreement that has ended",
    { nowIso: "2040-01-01T00:00:00Z" },
    ["agreement_out", "agreement_in", "reaches_us", "we_reach"],
  ],
  ["no legal basis", { out: { ...out, basis_text: " " } }, ["basis"]],
  ["another purpose", { out: { ...out, purposes: ["verification"] } }, ["purpose"]],
  ["no key", { usableKeys: 0 }, ["keys"]],
  ["never heard", { heardAt: null }, ["reaches_us"]],
  ["reached too long ago", { reachedAt: "2026-11-23T09:59:59Z" }, ["we_reach"]],
  ["codes not agreed", { codesAgreed: false }, ["codes"]],
])("%s: the prerequisite that fails is named", (_what, change, ids) => {
  expect(unmet(change)).toEqual(ids);
});
