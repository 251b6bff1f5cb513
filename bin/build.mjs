#!/usr/bin/env node
// Builds dist/ (server by tsc, staff app by vite) only when a source is newer than the last build.
// Node 20 cannot run TypeScript, so every command passes here first; a warm call costs about 30 ms.
import { createHash } from "node:crypto";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  cpSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const serverRooms = [
  "wire",
  "domain",
  "exchange",
  "store",
  "portal",
  "server",
  "delivery",
  "main",
  "tools",
  "test/bench",
  "test/checker",
  "test/chaos",
  "test/sim",
];
const webRooms = ["web", "domain", "server/api"];
const configs = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "web/vite.config.ts",
];

/** A digest of names, sizes and times of the files that a target is made of. */
function fingerprint(rooms) {
  const hash = createHash("sha256");
  const walk = (dir) => {
    if (!existsSync(dir)) return;
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!/\.test\.ts$|^test-/.test(entry.name)) {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path}:${size}:${mtimeMs};`);
      }
    }
  };
  for (const room of rooms) walk(join(root, room));
  for (const file of configs) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`${path}:${statSync(path).mtimeMs};`);
  }
  return hash.digest("hex");
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve(output) : reject(new Error(output || `${command} ended with ${code}`)),
    );
  });
}

async function buildTarget(name, rooms, make) {
  const dist = join(root, "dist");
  const stampFile = join(dist, `.${name}.stamp`);
  const stamp = fingerprint(rooms);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return false;
  mkdirSync(dist, { recursive: true });
  const fresh = join(root, ".build", `${name}-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  await make(fresh);
  // Swapped in by rename, so a command that starts meanwhile never sees half a build.
  const names = name === "server" ? readdirSync(fresh) : ["web"];
  for (const entry of names) {
    const from = name === "server" ? join(fresh, entry) : fresh;
    const to = join(dist, entry);
    const old = `${to}.old-${process.pid}`;
    if (existsSync(to)) renameSync(to, old);
    renameSync(from, to);
    rmSync(old, { recursive: true, force: true });
  }
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(stampFile, stamp);
  return true;
}

export async function build({ quiet = false } = {}) {
  const bin = (tool) => join(root, "node_modules", ".bin", tool);
  const say = (text) => (quiet ? undefined : process.stderr.write(`${text}\n`));
  const server = buildTarget("server", serverRooms, async (out) => {
    say("Building the server…");
    await run(bin("tsc"), ["-p", "tsconfig.build.json", "--outDir", out]);
    cpSync(join(root, "store/migrations"), join(out, "store/migrations"), { recursive: true });
  });
  const web = buildTarget("web", webRooms, async (out) => {
    if (!existsSync(join(root, "web/vite.config.ts"))) return mkdirSync(out, { recursive: true });
    say("Building the staff app…");
    await run(bin("vite"), [
      "build",
      "web",
      "--outDir",
      out,
      "--emptyOutDir",
      "--logLevel",
      "warn",
    ]);
  });
  await Promise.all([server, web]);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  build().catch((error) => {
    process.stderr.write(`The build failed:\n${error.message}\n`);
    process.exit(1);
  });
}
