import Fastify from "fastify";
import { expect, test } from "vitest";
import { describedOperations } from "../../wire/openapi-operations.ts";
import { wireErrors } from "../../wire/errors.ts";
import { operations } from "../registry/operations.ts";
import { fieldRows } from "./fields.ts";
import { documentPage } from "./page.ts";
import { registerDocs } from "./routes.ts";

test("the document describes each operation of the door as the door takes it", () => {
  for (const [path, row] of operations) {
    const described = describedOperations.find((one) => one.path === path);
    expect(described, path).toBeDefined();
    expect(described?.mode, path).toBe(row.mode);
    expect(described?.action, path).toBe(row.actions[0]);
    expect(described?.offeredBy, path).toEqual(row.offeredBy);
  }
});

test("the page shows every operation and every code, and runs no script", async () => {
  const app = Fastify();
  const sp = { kind: "sp", title: "Social protection", baseUrl: "http://sp.test" } as const;
  registerDocs(app, [sp], "/registry");
  const { body } = await app.inject({ method: "GET", url: "/docs" });
  for (const { path } of describedOperations) expect(body).toContain(`/registry/${path}</code>`);
  for (const code of Object.keys(wireErrors)) expect(body).toContain(`<code>${code}</code>`);
  expect(body).not.toContain("<script");
  const { body: json } = await app.inject({ method: "GET", url: "/openapi.json" });
  expect(JSON.parse(json)).toMatchObject({
    openapi: "3.1.0",
    servers: [{ url: "http://sp.test" }],
  });
  await app.close();
});

test("rows say where a member stands, what it is and whether it must be there", () => {
  const schema = {
    required: ["a"],
    properties: {
      a: { type: "array", maxItems: 2, items: { properties: { b: { type: "string" } } } },
    },
  };
  expect(fieldRows(schema)).toEqual([
    { path: "a", name: "a", depth: 0, type: "list of anything (up to 2 items)", required: true },
    { path: "a[].b", name: "b", depth: 1, type: "string", required: false },
  ]);
  expect(fieldRows("nonsense")).toEqual([]);
});

test("text of a document cannot become markup", () => {
  const page = documentPage({ info: { summary: "<img src=x>" } }, "<b>");
  expect(page).not.toMatch(/<img|<b>/);
});
