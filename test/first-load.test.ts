/**
 * Low bandwidth: what a route of the staff app asks for when it is opened first, in script (gzip). The goal
 * is 220 KB for every route; the search field's list is what stands in its way, as nothing that is typed
 * into the field may be lost while its script comes. Until then no route may grow beyond what is here. The
 * words of one language are data and come beside it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { projectRoot } from "../main/project-root.ts";

/** The heaviest is the plan. This number may only shrink, to 220. */
const script_bytes_max = 256 * 1024;
const words_bytes_max = 70 * 1024;
const built = join(projectRoot(), "dist", "web");
const assets = join(built, "assets");

beforeAll(() => {
  if (!existsSync(assets)) throw new Error("dist/ is missing: run node bin/build.mjs first");
});

/** The scripts that a script needs before it runs, itself among them. */
function closureOf(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(join(assets, name), "utf8");
  for (const [, to = ""] of text.matchAll(/(?:from|import)\s*"(\.\/[^"]+\.js)"/g)) {
    closureOf(posix.basename(to), seen);
  }
  return seen;
}

function entry(): string {
  const html = readFileSync(join(built, "index.html"), "utf8");
  return /<script[^>]*src="\/assets\/([^"]+\.js)"/.exec(html)?.[1] ?? "";
}

const catalogues = () => readdirSync(assets).filter((name) => /^(en|ar)-[\w-]+\.json$/.test(name));
const zipped = (name: string) => gzipSync(readFileSync(join(assets, name))).length;
const sum = (names: Iterable<string>) => [...names].reduce((all, name) => all + zipped(name), 0);
const pages = () => readdirSync(assets).filter((name) => /Pages?-[\w-]+\.js$/.test(name));

it("no route's first load is beyond what is known", () => {
  const first = closureOf(entry());
  const heavy = pages()
    .map((page) => ({ page, bytes: sum(closureOf(page, new Set(first))) }))
    .filter(({ bytes }) => bytes > script_bytes_max);
  expect(heavy).toEqual([]);
});

it("the words of one language are fetched as data, and no other language's", () => {
  for (const name of catalogues()) expect(zipped(name)).toBeLessThan(words_bytes_max);
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const sentence = "Both systems in step";
  const telling = scripts.filter((name) =>
    readFileSync(join(assets, name), "utf8").includes(sentence),
  );
  expect(telling).toEqual([]);
});

it("looks at every page the router names, and at what each of them imports", () => {
  const router = readFileSync(join(projectRoot(), "web", "router.tsx"), "utf8");
  const named = [...router.matchAll(/import\("\.\/[\w-]+\/(\w+)\.tsx"\)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(20);
  for (const name of named) {
    const found = pages().filter((page) => page.startsWith(`${String(name)}-`));
    expect({ name, found: found.length > 0 }).toEqual({ name, found: true });
  }
  expect(catalogues()).toHaveLength(2);
  expect(sum(closureOf(entry()))).toBeGreaterThan(50 * 1024);
});
