/** The house rules of CONTRIBUTING.md and ARCHITECTURE.md, held by reading every source file. */
import { readdirSync, readFileSync, existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../main/project-root.ts";

const root = projectRoot();

/** Which rooms each room may import beside itself (design: The house). */
const arrows: Record<string, readonly string[]> = {
  wire: [],
  domain: [],
  exchange: ["wire", "domain"],
  store: ["domain"],
  server: ["wire", "domain", "exchange", "store"],
  delivery: ["wire", "domain", "exchange", "store"],
  // Pages without an account, written by the server.
  portal: ["domain", "store", "server"],
  // And types of server/api; see below.
  web: ["domain"],
  main: ["wire", "domain", "exchange", "store", "server", "delivery", "portal", "tools"],
  tools: ["wire", "domain", "exchange", "store", "server", "delivery", "portal", "main"],
  test: ["wire", "domain", "exchange", "store", "server", "delivery", "portal", "main", "tools"],
};
const rooms = Object.keys(arrows);

/**
 * What screens use of the domain beside its types: words and fields of records; what a recurrence rule
 * means, and which status may follow which, so that screens and checks agree.
 */
const wordsForScreens =
  /^domain\/(records\/|conflicts\/time\/|programme\/(words|law|data-options)\.ts|transitions\.ts|json\.ts)/;

/** The pure rooms say which packages they need; the others what their package.json lists. */
const packages: Record<string, RegExp> = {
  domain: /^(typebox|temporal-polyfill|@casl\/ability)(\/|$)/,
  wire: /^(typebox|jose)(\/|$)|^node:/,
};

const forbidden_folders = ["utils", "helpers", "common", "shared", "lib", "core"];
const file_lines_max = 500;

/** Files that read the environment, each with its reason. This list may only shrink. */
const environment_readers: Record<string, string> = {
  "main/config.ts": "the reader of settings",
  "main/postgres/cluster.ts": "PATH for initdb, which is started without any other variable",
  "main/postgres/server.ts": "PATH for postgres, which is started without any other variable",
};

/** Files outside store/ that hold SQL over our tables, each with its reason. This list may only shrink. */
const sql_speakers: Record<string, string> = {
  "main/sync-state.ts": "`status` looks at a database without opening a store, which would write",
  "tools/demo/seed.ts": "dates the demo's lists into the past, which no product code may",
  "tools/long-log/long-log.ts":
    "adds a long log by COPY for the benchmark, with numbers that only the sequencer gives",
  "tools/million/filling.ts":
    "takes a table's indexes down for COPY and makes them again, as its owner",
};
/** Places that speak SQL of administration and none over our tables. */
const administrators = /^main\/(postgres\/|database-probe\.ts)/;

interface Source {
  path: string;
  room: string;
  text: string;
  isTest: boolean;
}

const files = filesOf(".");
const sources: Source[] = files
  .filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith(".d.ts"))
  .map((path) => ({
    path,
    room: path.split("/")[0] ?? "",
    text: read(path),
    isTest: /\.(test|spec)\.tsx?$|(^|\/)test-[^/]+$|^test\//.test(path),
  }))
  .filter(({ room }) => rooms.includes(room));

describe("rooms and arrows", () => {
  it.each(rooms)("%s imports only what its arrows name", (room) => {
    const faults = sources
      .filter((source) => source.room === room && !source.isTest)
      .flatMap((source) =>
        importsOf(source)
          .filter(({ to, from }) => to !== null && !isAllowed(room, to, from))
          .map(({ to }) => `${source.path} imports ${to}`),
      );
    expect(faults).toEqual([]);
  });

  it("tests beside the files know no more than tests in test/", () => {
    const faults = sources
      .filter(({ isTest, room }) => isTest && room !== "test")
      .flatMap((source) =>
        importsOf(source)
          .filter(({ to }) => to?.startsWith("web/") && source.room !== "web")
          .map(({ to }) => `${source.path} imports ${to}`),
      );
    expect(faults).toEqual([]);
  });

  it.each(Object.keys(packages))("%s uses only the packages it is allowed", (room) => {
    const faults = sources
      .filter((source) => source.room === room && !source.isTest)
      .flatMap((source) =>
        importsOf(source)
          .filter(({ to, name }) => to === null && !packages[room]?.test(name))
          .map(({ name }) => `${source.path} imports ${name}`),
      );
    expect(faults).toEqual([]);
  });

  it("lets the checker see journals only, and nothing of the product", () => {
    const checker = sources.filter(({ path }) => /^test\/checker\/[^/]+\.ts$/.test(path));
    const faults = checker.flatMap((source) =>
      importsOf(source)
        .filter(({ to, name }) =>
          to === null
            ? !/^(node:|vitest$|fast-check$)/.test(name)
            : !/^test\/checker\/[^/]+$/.test(to),
        )
        .map(({ name }) => `${source.path} imports ${name}`),
    );
    expect(checker.length).toBeGreaterThan(5);
    expect(faults).toEqual([]);
  });

  it("relative imports carry their ending, and nothing is a barrel", () => {
    const faults = sources.flatMap((source) => [
      ...importsOf(source)
        .filter(
          ({ name }) => name.startsWith(".") && !/\.(ts|tsx|js|json|css|mjs)(\?url)?$/.test(name),
        )
        .map(({ name }) => `${source.path} imports ${name}`),
      ...(/(^|\/)index\.tsx?$/.test(source.path) ? [source.path] : []),
      ...(/^export (\*|\{[^}]*\}) from /m.test(source.text) ? [`${source.path} re-exports`] : []),
    ]);
    expect(faults).toEqual([]);
  });
});

describe("one place for each thing", () => {
  it("reads the environment in main/config.ts only", () => {
    const readers = product().filter(({ text }) => /process\s*\.\s*env\b/.test(code(text)));
    expect(readers.map(({ path }) => path).sort()).toEqual(Object.keys(environment_readers).sort());
  });

  it("holds SQL in store/ only", () => {
    const speakers = product()
      .filter(({ room, path }) => room !== "store" && room !== "web" && !administrators.test(path))
      .filter(({ text }) => speaksSql(text));
    expect(speakers.map(({ path }) => path).sort()).toEqual(Object.keys(sql_speakers).sort());
  });

  it("lets the administrators speak no SQL over our tables", () => {
    const tables = [
      ...read("store/migrations/1764000000001_first.sql").matchAll(/^create table (\w+)/gm),
    ];
    // The table of systems is how a node is found; everything else is the store's.
    const ours = tables.map(([, name]) => name).filter((name) => name !== "systems");
    const pattern = new RegExp(`\\b(from|into|update|join)\\s+(${ours.join("|")})\\b`, "i");
    const faults = product()
      .filter(({ path }) => administrators.test(path))
      .filter(({ text }) => templatesIn(text).some((one) => pattern.test(one)));
    expect(faults.map(({ path }) => path)).toEqual([]);
  });
});

describe("every file", () => {
  it(`has at most ${file_lines_max} lines`, () => {
    const measured = files.filter((path) => /\.(tsx?|mjs|css|sql)$/.test(path));
    const long = measured.filter((path) => read(path).split("\n").length - 1 > file_lines_max);
    expect(long).toEqual([]);
  });

  it("lies in a folder with a name that says what it holds", () => {
    const faults = files.filter((path) =>
      path
        .split("/")
        .slice(0, -1)
        .some((folder) => forbidden_folders.includes(folder)),
    );
    expect(faults).toEqual([]);
  });

  it("has no default export", () => {
    const configs = /(^|\/)[\w.-]+\.config\.ts$|^test\/plain-reporter\.ts$/;
    const faults = [...sources, ...rootFiles()].filter(
      ({ path, text }) => !configs.test(path) && /^export default\b/m.test(text),
    );
    expect(faults.map(({ path }) => path)).toEqual([]);
  });

  it("has nothing left to do, and no `any`", () => {
    // Put together here, so that this file does not find itself.
    const leftover = new RegExp(`\\b(${["TO", "DO"].join("")}|${["FIX", "ME"].join("")})\\b`);
    // The linter finds `any`; here only that nobody switched it off.
    const rules = (JSON.parse(read(".oxlintrc.json")) as { rules: Record<string, string> }).rules;
    expect(rules["typescript/no-explicit-any"]).toBe("error");
    const allowed = /(ox|es)lint-disable.*no-explicit-an[y]|@ts-(ignor[e]|nochec[k])/;
    const faults = sources.filter(({ text }) => leftover.test(text) || allowed.test(text));
    expect(faults.map(({ path }) => path)).toEqual([]);
  });

  it("names no registry and no machine", () => {
    // package-lock.json names the public registry by its nature.
    const machine = new RegExp(["/wor[k]/", "/roo[t]/", "verdacci[o]", "artifactor[y]"].join("|"));
    const texts = files.filter(
      (path) =>
        path !== "package-lock.json" &&
        /\.(tsx?|mjs|json|md|css|sql|html|sh|ya?ml)$|^\.ci\/|^\.npmrc$/.test(path),
    );
    expect(texts.filter((path) => machine.test(read(path)))).toEqual([]);
    const hosts = new Set(
      [...read("package-lock.json").matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(
        ([, host]) => host,
      ),
    );
    expect([...hosts].filter((host) => host !== "registry.npmjs.org")).toEqual([]);
  });

  it("styles in logical directions, for scripts that run from right to left", () => {
    const physical =
      /(^|[\s;{])((margin|padding|border|inset|scroll-margin|scroll-padding)-)?(left|right)(-[a-z-]+)?\s*:|(text-align|float|clear)\s*:\s*(left|right)\b/m;
    const faults = files
      .filter((path) => path.endsWith(".css"))
      .filter((path) => physical.test(read(path).replace(/\/\*[\s\S]*?\*\//g, "")));
    expect(faults).toEqual([]);
  });
});

describe("the documents", () => {
  it.each(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"])(
    "%s is there",
    (name) => {
      expect(existsSync(join(root, name))).toBe(true);
    },
  );

  it("names tests in ARCHITECTURE.md that exist", () => {
    const path = join(root, "ARCHITECTURE.md");
    const text = existsSync(path) ? read("ARCHITECTURE.md") : "";
    const named = [...text.matchAll(/[\w./-]+\.(?:test|spec)\.tsx?/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  it("proves every invariant of ARCHITECTURE.md by a test", () => {
    const path = join(root, "ARCHITECTURE.md");
    const text = existsSync(path) ? read("ARCHITECTURE.md") : "";
    const section = /^#+ .*invariants?.*\n([\s\S]*?)(?=^#|(?![\s\S]))/im.exec(text)?.[1] ?? "";
    const invariants = section
      .split("\n")
      .filter((line) => /^\s*(\d+\.|[-*]|\|\s*[^-\s|])/.test(line));
    const rows = invariants.filter(
      (line) => !/^\|.*\b(test|proved by|held by)\b\s*\|?\s*$/i.test(line),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((line) => !/\.(test|spec)\.tsx?/.test(line))).toEqual([]);
  });
});

function isAllowed(room: string, to: string, clause: string): boolean {
  const target = to.split("/")[0] ?? "";
  if (target === room || !rooms.includes(target)) return true;
  if (room === "web" && to.startsWith("server/api/")) return /^(import|export) type\b/.test(clause);
  if (room === "web" && target === "domain")
    return wordsForScreens.test(to) || /^import type\b/.test(clause);
  return arrows[room]?.includes(target) ?? false;
}

/** Every import: its clause, the name, and the file of ours it points to (null: a package). */
function importsOf({ path, text }: Source): { from: string; name: string; to: string | null }[] {
  const statements =
    /^(?:import|export)\b[^;'"`]*?\bfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;
  return [...text.matchAll(statements)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    const to = name.startsWith(".") ? posix.join(posix.dirname(path), name) : null;
    return { from: match[0], name, to };
  });
}

function product(): Source[] {
  return sources.filter(({ isTest }) => !isTest);
}

function rootFiles(): { path: string; text: string }[] {
  return files
    .filter((path) => /^[^/]+\.ts$/.test(path))
    .map((path) => ({ path, text: read(path) }));
}

function speaksSql(text: string): boolean {
  const sql =
    /\bselect\b[\s\S]*\bfrom\b|\binsert into\b|\bdelete from\b|\bupdate \w+( \w+)? set\b/i;
  return templatesIn(text).some((one) => sql.test(one));
}

/** Template strings, and quoted strings that begin like a statement. */
function templatesIn(text: string): string[] {
  const bare = code(text);
  const templates = bare.match(/`(?:[^`\\]|\\.)*`/g) ?? [];
  const statements = bare.match(/"(?:select|insert into|update|delete from|with) [^"\n]*"/gi) ?? [];
  return [...templates, ...statements];
}

/** Without comments, which may name what code may not do. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Everything that would be committed: not what is installed, built or run. */
function filesOf(folder: string): string[] {
  const skipped = /^(node_modules|dist|\.git|\.build|\.tandem|test-results|\..*\.tmp)$/;
  return readdirSync(join(root, folder)).flatMap((name) => {
    if (skipped.test(name)) return [];
    const path = posix.join(folder, name);
    return statSync(join(root, path)).isDirectory() ? filesOf(path) : [path];
  });
}
