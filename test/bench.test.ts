import { describe, expect, it } from "vitest";
import { openApiDocument } from "../wire/openapi.ts";
import { mockEnvironment } from "./bench/mock.ts";
import { measureSigning } from "./bench/signing.ts";

describe("the benchmark", () => {
  it("costs every signature profile and both encryptions, in figures", async () => {
    const costs = await measureSigning(0.002);
    const named = costs.map(({ what }) => what);
    expect(new Set(named).size).toBe(named.length);
    for (const profile of ["dci-cavage/jcs", "dci-cavage/openspp", "jws-detached"]) {
      expect(named).toContain(`${profile} Ed25519, verify`);
    }
    for (const { per_second } of costs) {
      expect(per_second.small).toBeGreaterThan(0);
      expect(per_second.large).toBeGreaterThan(0);
    }
  });

  it("cans an answer for every operation that our description shows an answer of", () => {
    const { routes } = mockEnvironment() as { routes: { endpoint: string; method: string }[] };
    const described = Object.keys(openApiDocument({ kind: "sp" })["paths"] as object);
    const operations = described.filter((path) => path.startsWith("/registry/"));
    expect(routes.map(({ endpoint }) => `/${endpoint}`).toSorted()).toEqual(operations.toSorted());
  });
});
