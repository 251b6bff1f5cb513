/** `npx tandem dci …` as an operator uses it: against a partner of a running node, and against any address. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNodeSettings, settingsFile } from "../main/node-settings.ts";
import { projectRoot } from "../main/project-root.ts";
import { exportSigningKey, generateSigningKey } from "../wire/keys.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems("federated");
});
afterAll(() => systems.close());

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function tandem(...args: string[]): Promise<Ended> {
  const cli = join(projectRoot(), "bin", "tandem.mjs");
  const env = { ...process.env, TANDEM_DATA: systems.folder };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { env, cwd: projectRoot() },
      (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
const asked = (command: string, ...args: string[]) =>
  tandem("dci", command, "--system", "ess", "--partner", "sp.demo", ...args);

/** Somebody of social protection who is offered work support, by the search itself. */
async function someone(): Promise<{ UIN: string; messages: unknown }> {
  const found = await asked(
    "search",
    "--expression",
    '{"employment_status":{"$eq":"Not employed"}}',
    "--page-size",
    "2",
    "--purpose",
    "work_support",
    "--json",
  );
  const { messages } = JSON.parse(found.stdout) as {
    messages: { search_response: { data: { reg_records: object[] } }[] }[];
  };
  const text = JSON.stringify(messages);
  const UIN = /"identifier_type":"UIN","identifier_value":"([^"]+)"/.exec(text)?.[1] ?? "";
  return { UIN, messages };
}

async function kept(): Promise<Record<string, unknown>[]> {
  const client = new Client({
    connectionString: readNodeSettings(settingsFile(systems.folder, "ess")).appUrl,
  });
  await client.connect();
  try {
    await client.query("select set_config('tandem.system', 'ess.demo', false)");
    const { rows } = await client.query<Record<string, unknown>>(
      "select q.*, (select count(*)::int from evidence e where e.question = q.id) as kept from questions q order by q.at",
    );
    return rows;
  } finally {
    await client.end();
  }
}

describe("against a partner of the running node", () => {
  it("search prints a table, keeps the answer as evidence and ends with 0", async () => {
    const { UIN } = await someone();
    expect(UIN).not.toBe("");
    const found = await asked("search", "--identifier", `UIN:${UIN}`, "--purpose", "work_support");
    expect([found.code, found.stderr]).toEqual([0, ""]);
    expect(found.stdout).toContain(UIN);
    expect(found.stdout).toMatch(/name +birth_date/);
    expect(found.stdout).toMatch(/Signed by key [\w-]{43}\./);
    expect((await kept()).at(-1)).toMatchObject({
      partner: "sp.demo",
      operation: "sync/search",
      state: "answered",
      by_whom: "command line",
      kept: 1,
    });
  });

  it("every form of query finds the same people; pages follow each other", async () => {
    const found = await asked(
      "search",
      "--predicate",
      '[{"seq_num":1,"expression1":{"attribute_name":"employment_status","operator":"eq","attribute_value":"Not employed"}}]',
      "--sort",
      "birth_date:desc",
      "--page-size",
      "1",
      "--all",
      "--purpose",
      "work_support",
      "--json",
    );
    expect([found.code, found.stderr]).toEqual([0, ""]);
    const { messages } = JSON.parse(found.stdout) as {
      messages: { search_response: { pagination: { total_count: number } }[] }[];
    };
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.length).toBe(messages[0]?.search_response[0]?.pagination.total_count);
    const graphql = await asked(
      "search",
      "--graphql",
      'query { member(employment_status: "Not employed") { employment_status } }',
      "--page-size",
      "1",
      "--purpose",
      "work_support",
    );
    expect(graphql.code).toBe(0);
    expect(graphql.stdout).toContain(`1 of ${messages.length}`);
  });

  it("--async waits for the callback at the running node and prints what it kept", async () => {
    const { UIN } = await someone();
    const found = await asked(
      "search",
      "--identifier",
      `UIN:${UIN}`,
      "--purpose",
      "work_support",
      "--async",
      "--timeout",
      "30",
    );
    expect([found.code, found.stderr]).toEqual([0, ""]);
    expect(found.stdout).toContain(UIN);
    expect((await kept()).at(-1)).toMatchObject({
      operation: "search",
      state: "answered",
      kept: 1,
    });
  });

  it("--async brings the one page that was named, or with --all every page", async () => {
    const everybody = ["--expression", "{}", "--purpose", "work_support", "--async"];
    const one = await asked("search", ...everybody, "--page-size", "2");
    expect([one.code, one.stderr]).toEqual([0, ""]);
    expect((await kept()).at(-1)).toMatchObject({ state: "answered", kept: 1 });
    const all = await asked("search", ...everybody, "--page-size", "5", "--all");
    expect([all.code, all.stderr]).toEqual([0, ""]);
    const last = (await kept()).at(-1);
    expect(last).toMatchObject({ state: "answered" });
    expect(Number(last?.["kept"])).toBeGreaterThan(1);
  });

  it("nobody found says so, and is no failure", async () => {
    const found = await asked("search", "--identifier", "UIN:NOBODY-0");
    expect([found.code, found.stdout.split("\n")[0]]).toEqual([
      0,
      "Nobody found, or not shared with us.",
    ]);
  });

  it("check asks for the enrolment status", async () => {
    const { UIN } = await someone();
    const checked = await asked("check", "--identifier", `UIN:${UIN}`);
    expect([checked.code, checked.stderr]).toEqual([0, ""]);
    expect(checked.stdout).toMatch(/status +programme +as_of|Nobody such is known/);
  });

  it("what is typed stands in no log, table or audit row in clear", async () => {
    const secret = "CANARY-4711";
    await asked("search", "--identifier", `UIN:${secret}`);
    expect(JSON.stringify(await kept())).not.toContain(secret);
  });

  it.each([
    ["no form of query", ["search"], 64],
    ["two forms of query", ["search", "--identifier", "UIN:1", "--graphql", "{a}"], 64],
    ["an identifier without type", ["search", "--identifier", "123"], 64],
    ["a purpose that is none", ["search", "--identifier", "UIN:1", "--purpose", "fun"], 64],
    ["a page that is none", ["search", "--identifier", "UIN:1", "--page", "0"], 64],
  ] as const)("%s ends with its documented code", async (_name, [command, ...args], code) => {
    const ended = await asked(command, ...args);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining("✗")]);
    expect(ended.stderr).toContain("✗");
  });

  it("nobody to ask, or a partner that is none, ends with 64", async () => {
    const nobody = ["--identifier", "UIN:1"];
    expect(
      (await tandem("dci", "search", "--system", "ess", "--partner", "x", ...nobody)).code,
    ).toBe(64);
    expect((await tandem("dci", "search", ...nobody)).code).toBe(64);
  });
});

describe("against any address, with one's own key", () => {
  it("a server that does not know us refuses, and that is told as such", async () => {
    const key = join(systems.folder, "stranger.json");
    await writeFile(key, JSON.stringify(exportSigningKey(generateSigningKey())), { mode: 0o600 });
    const args = [
      "--url",
      systems.sp,
      "--key",
      key,
      "--token",
      "wrong",
      "--sender-id",
      "stranger.example",
      "--receiver-id",
      "sp.demo",
      "--identifier",
      "UIN:1",
    ];
    const refused = await tandem("dci", "search", ...args);
    expect(refused.code).toBe(77);
    expect(refused.stderr).toContain("err.request.unauthorized");
    const [, , ...elsewhere] = args;
    const gone = await tandem("dci", "search", "--url", "http://127.0.0.1:9", ...elsewhere);
    expect(gone.code).toBe(75);
  });

  it("what is missing is named", async () => {
    const ended = await tandem("dci", "search", "--url", systems.sp, "--identifier", "UIN:1");
    expect(ended.code).toBe(64);
    expect(ended.stderr).toContain("--sender-id, --receiver-id, --key");
  });
});
