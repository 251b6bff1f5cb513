/** The built package as a stranger's program uses it: `tandem/client`, over a real port, to our own door. */
import type { AddressInfo } from "node:net";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../main/project-root.ts";
import { exportSigningKey, jwks } from "../wire/keys.ts";
import { openTestRegistry, tokenFor, type TestRegistry } from "../server/registry/test-registry.ts";
import { addPerson } from "../tools/demo/test-person.ts";

let at: TestRegistry;
let baseUrl = "";

beforeAll(async () => {
  at = await openTestRegistry();
  baseUrl = await at.sp.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => at.close());
