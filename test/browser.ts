/** The one browser of the tests: a Chromium that comes from npm, unpacked once per machine and version. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

/** Not the arguments of the package: they share one process and switch web security off. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--headless=shell",
  "--font-render-hinting=none",
];
/** On a machine that also runs the other tests; a condition that holds is seen at once. */
export const patience_ms = 15_000;

/** Starts the browser. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await unpacked();
  const libraries = join(dirname(executablePath), "al2023", "lib");
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  return chromium.launch({ executablePath, headless: true, args, env });
}

/** A worker's own browser window, as signed out as a new one. */
export async function openWindow(
  browser: Browser,
  { width = 1440, height = 900, locale = "en-GB" } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(patience_ms);
  return context;
}

/** What a page complained of: errors, and what its content security policy blocked. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // The browser itself notes every 401; asking who is signed in is how a page learns that nobody is.
    const asked = message.location().url;
    if (asked.endsWith("/api/v1/session") && message.text().includes("401")) return;
    complaints.push(`${message.text()} (${asked})`);
  });
  return complaints;
}

/**
 * The package unpacks into `$TMPDIR` and takes any `chromium` it finds there, so each version and
 * user gets a folder. It is filled aside and moved into place in one step: whoever comes second,
 * even at the same moment, finds it whole.
 */
async function unpacked(): Promise<string> {
  const folder = join(tmpdir(), `tandem-chromium-${await version()}-${process.getuid?.() ?? 0}`);
  const program = join(folder, "chromium");
  if (existsSync(program)) return program;
  const aside = await mkdtemp(`${folder}-`);
  try {
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", unpack], {
      cwd: import.meta.dirname,
      // Said to be on that system, it also unpacks the libraries that a bare machine lacks (NSS).
      env: { ...process.env, TMPDIR: aside, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
    });
    await chmod(aside, 0o755);
    await rename(aside, folder);
  } catch (error) {
    if (!existsSync(program)) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return program;
}

const unpack = `import chromium from "@sparticuz/chromium"; await chromium.executablePath();`;

async function version(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  for (let at = dirname(entry); ; at = dirname(at)) {
    const file = join(at, "package.json");
    if (!existsSync(file)) continue;
    const found = JSON.parse(await readFile(file, "utf8")) as { version?: string };
    if (found.version !== undefined) return found.version;
  }
}
