#!/usr/bin/env node
import { build } from "./build.mjs";

try {
  await build({ quiet: process.argv.includes("--json") });
} catch (error) {
  process.stderr.write(`The build failed:\n${error.message}\n`);
  process.exit(70);
}
const { run } = await import("../dist/main/cli.js");
await run(process.argv);
