import { afterEach, describe, expect, it } from "vitest";
import { openRig, type Rig } from "./test-checking.ts";
import type { Run } from "./run.ts";
import { conforms } from "./summary.ts";

let rig: Rig | undefined;
afterEach(() => rig?.close());

/** What did not pass, as lines that say why. */
function troubles(run: Run): string[] {
  return run.results
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ id, verdict, said }) => `${verdict} ${id}: ${said.join(" ")}`);
}

describe("a server that is right", () => {
  it.each(["ess", "sp"] as const)("passes as %s, clause by clause", async (system) => {
    rig = await openRig(system);
    const run = await rig.run();
    // GraphQL is not among the query types of a search; it is only told.
    expect(troubles(run)).toEqual(["not_offered search.graphql: A GraphQL text is refused."]);
    expect(conforms(run, true)).toBe(true);
  });
});
