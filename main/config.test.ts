import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readConfig, type ConfigOptions } from "./config.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import { planNodes } from "./node-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const base = { TANDEM_DATA: join(folder, "data") };
const url = "postgres://user:secret@db:5432/tandem";

function config(env: Record<string, string>, options: ConfigOptions = {}) {
  const reading = readConfig({ ...base, ...env }, options);
  if (!reading.ok) throw new CannotGoOn(...reading.problems);
  return reading;
}

function lines(env: Record<string, string>, options: ConfigOptions = {}): string[] {
  const reading = readConfig({ ...base, ...env }, options);
  return reading.ok ? [] : reading.problems.map(({ line }) => line);
}

describe("settings", () => {
  test("need nothing to be set", () => {
    const { host, ports, logLevel, databases, demo } = config({}).config;
    expect({ host, ports, logLevel, databases, demo }).toEqual({
      host: "127.0.0.1",
      ports: { sp: 4001, ess: 4002 },
      logLevel: "warn",
      databases: { sp: "embedded", ess: "embedded" },
      demo: true,
    });
  });

  test("take an empty variable as unset", () => {
    expect(config({ TANDEM_PORT_SP: "", DATABASE_URL_SP: " " }).config.ports.sp).toBe(4001);
  });

  test("never hold a database address in what is logged", () => {
    const { config: shown, secrets } = config({ DATABASE_URL_SP: url });
    expect(JSON.stringify(shown)).not.toContain("secret");
    expect(shown.databases).toEqual({ sp: "given", ess: "embedded" });
    expect(secrets.databaseUrls).toEqual({ sp: url });
  });

  test("tell everything wrong at once, a line each, without the secret", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const told = lines({
      TANDEM_PORT_SP: "70000",
      TANDEM_PORT_ESS: "4oo2",
      TANDEM_HOST: "not a host",
      TANDEM_LOG_LEVEL: "loud",
      TANDEM_RETENTION_DAYS: "0",
      DATABASE_URL_ESS: "mysql://user:secret@db/tandem",
      TANDEM_DATA: join(file, "below"),
    });
    expect(told).toHaveLength(7);
    expect(told.join("\n")).not.toContain("secret");
    const names = [
      "PORT_SP",
      "PORT_ESS",
      "HOST",
      "LOG_LEVEL",
      "RETENTION",
      "URL_ESS",
      "TANDEM_DATA",
    ];
    for (const name of names) {
      expect(told.filter((line) => line.includes(name))).toHaveLength(1);
    }
  });

  test.each(["0", "-1", "65536", "1e3", "0x10", "4001 ", "99999999999"])(
    "take %j as a port only when it is one",
    (text) => {
      expect(lines({ TANDEM_PORT_SP: text })).toHaveLength(text.trim() === "4001" ? 0 : 1);
    },
  );

  test.each([
    ["", { from: 60, to: 240 }, 0],
    ["22:30-03:15", { from: 1350, to: 195 }, 0],
    ["off", null, 0],
    ["24:00-03:00", null, 1],
    ["01:00-01:00", null, 1],
    ["1-4", null, 1],
  ])(
    "take %j as the hours in which plain partners are asked only when it is that",
    (text, night, wrong) => {
      const env = text === "" ? {} : { TANDEM_NIGHT: text };
      expect(lines(env)).toHaveLength(wrong);
      if (wrong === 0) expect(config(env).config.night).toEqual(night);
    },
  );

  test("refuse one port for two systems, unless one node hosts both", () => {
    const env = { TANDEM_PORT_SP: "4002" };
    expect(lines(env)[0]).toContain("both 4002");
    expect(lines(env, { integrated: true })).toEqual([]);
  });

  test("give a node behind a proxy the address partners reach it by, and take no other text", () => {
    const env = { TANDEM_URL_SP: "https://sp.example/" };
    const nodes = planNodes(config(env).config);
    expect(nodes.map(({ systems }) => systems[0]?.baseUrl)).toEqual([
      "https://sp.example",
      "http://127.0.0.1:4002",
    ]);
    expect(nodes[1]?.peers[0]?.baseUrl).toBe("https://sp.example");
    const [both] = planNodes(config(env, { integrated: true }).config);
    expect(both?.systems.map(({ baseUrl }) => baseUrl)).toEqual([
      "https://sp.example/sp",
      "https://sp.example/ess",
    ]);
    for (const text of ["sp.example", "https://sp.example/path", "ftp://sp.example", "https://"]) {
      expect(lines({ TANDEM_URL_ESS: text })).toHaveLength(1);
    }
  });

  test("refuse one database for two systems, unless one node hosts both", () => {
    const env = { DATABASE_URL_SP: url, DATABASE_URL_ESS: url };
    expect(lines(env)[0]).toContain("same database");
    expect(config(env, { integrated: true }).secrets.databaseUrls).toEqual({ both: url });
  });

  test("refuse a folder with somebody else's files", () => {
    const reading = readConfig({ TANDEM_DATA: folder });
    expect(reading.ok ? [] : reading.problems.map(({ code }) => code)).toEqual([
      exitCodes.cannotWrite,
    ]);
  });

  test("plan two nodes that are each other's peers, or one without a peer", () => {
    const two = planNodes(config({ TANDEM_HOST: "0.0.0.0" }).config);
    expect(two.map(({ systems, peers }) => [systems[0]?.baseUrl, peers[0]?.baseUrl])).toEqual([
      ["http://127.0.0.1:4001", "http://127.0.0.1:4002"],
      ["http://127.0.0.1:4002", "http://127.0.0.1:4001"],
    ]);
    const [one] = planNodes(config({}, { integrated: true }).config);
    expect(one?.systems.map(({ baseUrl }) => baseUrl)).toEqual([
      "http://127.0.0.1:4001/sp",
      "http://127.0.0.1:4001/ess",
    ]);
    expect(one?.peers).toEqual([]);
  });
});
