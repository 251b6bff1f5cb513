import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reader } from "./reading.ts";
import { operationExamples } from "./openapi-examples.ts";
import { describedOperations } from "./openapi-operations.ts";
import { openApiDocument } from "./openapi.ts";

test("the committed document is the one the schemas make (npm run openapi writes it)", () => {
  const committed = readFileSync(new URL("./openapi.json", import.meta.url), "utf8");
  expect(JSON.parse(committed)).toEqual(openApiDocument());
});

test("every reference of the document leads somewhere", () => {
  const document = openApiDocument();
  const schemas = (document["components"] as { schemas: object }).schemas;
  const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
  expect(named.length).toBeGreaterThan(30);
  for (const [, name = ""] of named) expect(Object.keys(schemas)).toContain(name);
});

test("one kind of system is shown what it offers", () => {
  const paths = Object.keys(openApiDocument({ kind: "ess", registryPath: "/dci" })["paths"] ?? {});
  expect(paths).toContain("/dci/sync/check-enrollment");
  expect(paths).not.toContain("/dci/sync/enrolled");
});

test.each(describedOperations)("the example of $path has the shape it describes", (operation) => {
  const example = operationExamples[operation.path];
  expect(reader(operation.request.schema)(example?.request)).toMatchObject({ ok: true });
  if (operation.response) {
    expect(reader(operation.response.schema)(example?.response)).toMatchObject({ ok: true });
  } else expect(example?.response).toBeUndefined();
});
