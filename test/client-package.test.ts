/** The built package as a program of somebody else uses it: `tandem/client`, over a real port, at our own door. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newMember, register } from "../delivery/test-carry.ts";
import { projectRoot } from "../main/project-root.ts";
import { openTestRegistry, tokenFor, type TestRegistry } from "../server/registry/test-registry.ts";
import { exportSigningKey, generateSigningKey, jwks } from "../wire/keys.ts";

let at: TestRegistry;
let baseUrl = "";
beforeAll(async () => {
  // Costs nothing where it is built, as before `npm test`.
  await node(join(projectRoot(), "bin", "build.mjs"));
  at = await openTestRegistry();
  baseUrl = await at.sp.app.listen({ port: 0, host: "127.0.0.1" });
  const identifiers = [{ identifier_type: "UIN", identifier_value: "U-77" }];
  // Whoever fits is offered work support, and so is covered by the agreement.
  await register(at.sp, newMember({ identifiers }));
});
afterAll(() => at.close());

/** As in docs/client.md; what it is told comes in by its arguments. */
const program = `
import { createClient } from "tandem/client";
import { importSigningKey } from "tandem/client/keys";
import { byIdentifier, enrolledCriteria, searchCriteria } from "tandem/client/questions";
import { clientCredentials, clientSecret } from "tandem/client/token-source";

const given = JSON.parse(process.argv[1]);
const client = createClient({
  ...given.options,
  signer: importSigningKey(given.key),
  token: clientCredentials({
    url: given.options.baseUrl + "/oauth2/client/token",
    clientId: given.options.senderId,
    prove: clientSecret(given.secret),
    fetch,
  }),
  nowMs: () => given.nowMs,
});
const criteria = searchCriteria(byIdentifier("UIN", given.uin), {
  recordType: "Member",
  purpose: { code: "work_support" },
});
console.log(JSON.stringify(await client.syncSearch(criteria)));
`;

interface Printed {
  kind: string;
  reason?: string;
  evidence?: { text: string; thumbprint: string };
  message?: { search_response: { data?: { reg_records: object[] } }[] };
}

async function run(change: object = {}): Promise<Printed> {
  const given = {
    options: {
      baseUrl,
      senderId: "ess.demo",
      receiverId: "sp.demo",
      verify: { jwks: jwks([at.sp.key]) },
    },
    key: exportSigningKey(at.ess.key),
    secret: await tokenFor(at.ess, at.sp),
    nowMs: at.clock.ms,
    uin: "U-77",
    ...change,
  };
  const args = ["--input-type=module", "--eval", program, JSON.stringify(given)];
  return JSON.parse(await node(...args)) as Printed;
}

function node(...args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: projectRoot() }, (error, stdout) =>
      error ? fail(error) : done(stdout),
    );
  });
}

it("asks our door by client credentials, and gets a person with the evidence", async () => {
  const outcome = await run();
  expect(outcome.kind).toBe("answer");
  expect(outcome.message?.search_response[0]?.data?.reg_records).toHaveLength(1);
  expect(outcome.evidence?.thumbprint).toBe(at.sp.key.kid);
  expect(outcome.evidence?.text).toContain("U-77");
});

it("is told of nobody it may not know of, and says so as an answer", async () => {
  const outcome = await run({ uin: "U-78" });
  expect(outcome.kind).toBe("answer");
  expect(outcome.message?.search_response[0]?.data?.reg_records).toEqual([]);
});

it("believes no answer under another key, and is refused when it signs with one", async () => {
  const options = { baseUrl, senderId: "ess.demo", receiverId: "sp.demo" };
  const foreign = { ...options, verify: { jwks: jwks([generateSigningKey()]) } };
  expect(await run({ options: foreign })).toMatchObject({ kind: "untrusted" });
  const key = exportSigningKey(generateSigningKey());
  expect(await run({ key })).toMatchObject({ kind: "trust", code: "err.signature.invalid" });
  expect(await run({ secret: "x" })).toMatchObject({ kind: "trust" });
});
