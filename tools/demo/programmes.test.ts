import { describe, expect, it } from "vitest";
import { fieldsOf } from "../../domain/programme/data-options.ts";
import { lawOf, statusesOf } from "../../domain/programme/law.ts";
import { readDefinition } from "../../domain/programme/programme.ts";
import { cashTransfer } from "./cash-transfer.ts";
import { greenRoads } from "./green-roads.ts";

describe.each([
  ["cash transfer", cashTransfer],
  ["public works", greenRoads],
])("the demo's %s", (_, definition) => {
  it("is a definition without a fault, also after it was written down and read again", () => {
    expect(readDefinition(JSON.parse(JSON.stringify(definition)))).toEqual({
      ok: true,
      definition,
    });
  });
});

it("the two differ in everything that a programme is, as data", () => {
  const parts: [string, unknown, unknown][] = [
    ["purpose", cashTransfer.purpose, greenRoads.purpose],
    ["unit", cashTransfer.unit, greenRoads.unit],
    ["criteria", cashTransfer.criteria, greenRoads.criteria],
    ["statuses", [...statusesOf(lawOf(cashTransfer))], [...statusesOf(lawOf(greenRoads))]],
    ["steps", lawOf(cashTransfer), lawOf(greenRoads)],
    ["data needed", fieldsOf(cashTransfer.needs), fieldsOf(greenRoads.needs)],
    ["data shared", fieldsOf(cashTransfer.shares), fieldsOf(greenRoads.shares)],
    ["update modes", cashTransfer.update_modes, greenRoads.update_modes],
    ["conditions", cashTransfer.conditions, greenRoads.conditions],
    ["benefit", cashTransfer.benefit, greenRoads.benefit],
    ["good causes", cashTransfer.good_causes, greenRoads.good_causes],
    ["clocks", cashTransfer.clocks, greenRoads.clocks],
    ["calendar", cashTransfer.calendar, greenRoads.calendar],
    ["chain", cashTransfer.chain, greenRoads.chain],
  ];
  for (const [part, one, other] of parts) expect([part, one]).not.toEqual([part, other]);
});
