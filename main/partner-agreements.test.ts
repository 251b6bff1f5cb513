import { describe, expect, it } from "vitest";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { readAgreements } from "./partner-agreements.ts";

const agreement = demoAgreement("hub", "b", "sp", "2026-11-23T09:00:00.000Z");
const read = (origins: unknown) =>
  readAgreements(JSON.stringify({ ...agreement, origins }), "hub", "b");

describe("the systems an agreement lets one forward for", () => {
  it("are named by id and kind, and none need be", () => {
    const origins = [{ id: "a", kind: "ess" }];
    expect(read(origins)).toMatchObject({ problems: [], agreements: [{ origins }] });
    expect(readAgreements(JSON.stringify(agreement), "hub", "b").problems).toEqual([]);
  });

  it.each([
    ["one of the two ends", [{ id: "b", kind: "ess" }]],
    [
      "somebody twice",
      [
        { id: "a", kind: "ess" },
        { id: "a", kind: "sp" },
      ],
    ],
  ])("are not %s", (_, origins) => {
    expect(read(origins).problems).toEqual([
      "Agreement hub-to-b: origins must name each system once, and neither from nor to.",
    ]);
  });

  it("are of a kind there is", () => {
    expect(read([{ id: "a", kind: "crvs" }]).problems).toHaveLength(1);
    expect(read(["a"]).problems).toHaveLength(1);
  });
});
