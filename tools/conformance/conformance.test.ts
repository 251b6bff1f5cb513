import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { levels } from "./clause.ts";
import { htmlReport, jsonReport } from "./report.ts";
import type { Run } from "./run.ts";
import { conforms, countsOf, lacking } from "./summary.ts";
import { clauses } from "./table.ts";
import { openFaultyRig, openRig, type Rig } from "./test-checking.ts";
import { seededFaults } from "./test-fault-table.ts";

let rig: Rig | undefined;
afterEach(() => rig?.close());

/** What did not pass, as lines that say why. */
function troubles(run: Run): string[] {
  return run.results
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ id, verdict, said }) => `${verdict} ${id}: ${said.join(" ")}`);
}

describe("the table of clauses", () => {
  it("names each clause once, with a level, a source and a sentence", () => {
    const ids = clauses.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { level, source, title } of clauses) {
      expect(levels).toContain(level);
      expect(source).not.toBe("");
      expect(title).toMatch(/\.$/);
    }
  });
});

describe("a server that is right", () => {
  it.each(["ess", "sp"] as const)("passes as %s, clause by clause", async (system) => {
    rig = await openRig(system);
    const run = await rig.run();
    // GraphQL is not among the query types of a search; it is only told.
    expect(troubles(run)).toEqual(["not_offered search.graphql: A GraphQL text is refused."]);
    expect(conforms(run, true)).toBe(true);
  });

  it("passes behind a proxy that changes nothing, so that a seeded fault is the only one", async () => {
    rig = await openFaultyRig({ name: "none", clause: "none" });
    const run = await rig.run();
    expect(troubles(run)).toEqual(["not_offered search.graphql: A GraphQL text is refused."]);
  });
});

describe("a server that is wrong in one way", () => {
  it("is tried in at least twenty ways", () => {
    expect(seededFaults.length).toBeGreaterThanOrEqual(20);
  });

  it.each(seededFaults.map((fault) => [fault.name, fault.clause, fault] as const))(
    "%s: %s fails",
    async (_, clause, fault) => {
      rig = await openFaultyRig(fault);
      const run = await rig.run({ only: onlyFor(clause) });
      const result = run.results.find(({ id }) => id === clause);
      expect({ clause, verdict: result?.verdict, said: result?.said }).toMatchObject({
        verdict: "fail",
      });
      expect(run.results.filter(({ verdict }) => verdict === "broken")).toEqual([]);
    },
  );
});

describe("a canned mock, which answers everything with one text", () => {
  let mock: Server | undefined;
  afterEach(() => new Promise((resolve) => (mock ? mock.close(resolve) : resolve(undefined))));

  it("is told what it lacks, and what it has", async () => {
    const text = JSON.stringify({
      message: { ack_status: "ACK", timestamp: "", correlation_id: "9876543210" },
    });
    mock = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(text);
    });
    await new Promise<void>((resolve) => mock?.listen(0, "127.0.0.1", resolve));
    rig = await openRig();
    const { port } = mock.address() as AddressInfo;
    const run = await rig.run({ baseUrl: `http://127.0.0.1:${port}` });
    const failed = new Set(
      run.results.filter(({ verdict }) => verdict === "fail").map(({ id }) => id),
    );
    for (const id of [
      "keys.shape",
      "token.form",
      "door.sync-search.no_token",
      "door.sync-search.unsigned",
      "door.subscribe.broken_json",
      "search.shape",
      "async.ack",
      "async.callback",
      "subscribe.callback",
      "status.by_transaction",
      "enrolment.shape",
      "again.search.other",
    ]) {
      expect(failed).toContain(id);
    }
    expect(conforms(run)).toBe(false);
    // What it does by chance is said as well: a fixed correlation id is the same the second time.
    const again = run.results.find(({ id }) => id === "again.search.same");
    expect(again?.verdict).toBe("pass");
    const { must } = countsOf(run.results);
    expect(must.broken).toBe(0);
    expect(must.fail).toBeGreaterThan(must.pass);
    expect(lacking(run.results).has("/sync/search")).toBe(true);
  });
});

describe("a server that is not there", () => {
  it("fails every clause that could be tried, and breaks nothing", async () => {
    rig = await openRig();
    const run = await rig.run({ baseUrl: "http://127.0.0.1:9", only: ["search", "keys", "async"] });
    expect(run.results.some(({ verdict }) => verdict === "pass" || verdict === "broken")).toBe(
      false,
    );
    expect(conforms(run)).toBe(false);
  });
});

describe("a server that lets nobody in", () => {
  let shut: Server | undefined;
  afterEach(() => new Promise((resolve) => (shut ? shut.close(resolve) : resolve(undefined))));

  it("passes no clause but those that ask for being turned away", async () => {
    const code = "err.request.unauthorized";
    const timestamp = new Date().toISOString();
    const error = { code, message: "no" };
    const message = { ack_status: "ERR", timestamp, correlation_id: "1", error };
    const text = JSON.stringify({ message, errors: [error] });
    shut = createServer((_request, response) => {
      response.writeHead(401, { "content-type": "application/json" }).end(text);
    });
    await new Promise<void>((resolve) => shut?.listen(0, "127.0.0.1", resolve));
    rig = await openRig("sp");
    const { port } = shut.address() as AddressInfo;
    const run = await rig.run({ baseUrl: `http://127.0.0.1:${port}` });
    const passed = run.results.filter(({ verdict }) => verdict === "pass").map(({ id }) => id);
    const turnedAway = /\.(no_token|foreign_token|other_scheme|altered_token|other_sender)$/;
    expect(passed.filter((id) => !turnedAway.test(id) && !isAboutOthers(id))).toEqual([]);
    expect(conforms(run)).toBe(false);
  });
});

/** Other partners learning nothing holds where nobody learns anything; `info` only tells. */
function isAboutOthers(id: string): boolean {
  return id.startsWith("isolation.") || id.endsWith(".without_total_count");
}

describe("the report", () => {
  it("holds no secret, no token and no person, as JSON and as a page", async () => {
    rig = await openRig();
    const run = await rig.run({ only: ["token", "search"] });
    const reports = [jsonReport([run]), htmlReport([run])];
    for (const report of reports) {
      expect(report).not.toContain("secret-of-self.example");
      expect(report).not.toContain("Given3");
      expect(report).not.toContain("80000000003");
      expect(report).not.toMatch(/Bearer [\w.-]{8}|e30\.[\w-]{8}/);
    }
    expect(JSON.parse(reports[0] ?? "")).toMatchObject({ runs: [{ conforms: true }] });
  });

  it("is a page without script; what a server sent is text in it", async () => {
    rig = await openRig();
    const run = await rig.run({ only: ["keys"] });
    const [first] = run.results;
    first?.evidence.push({ at: "", what: "<script>alert(1)</script>", got: '"><img src=x>' });
    const page = htmlReport([run]);
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page.indexOf("Clauses by level and verdict")).toBeLessThan(page.indexOf("Every clause"));
  });
});

/** The clause, with those of its story that must come before it. */
function onlyFor(clause: string): string[] {
  const story = clause.startsWith("unsubscribe") || clause.startsWith("isolation.unsubscribe");
  return story ? ["subscribe.ack", "notify.event", clause] : [clause];
}
