#!/usr/bin/env node
// All longer proofs: known bugs, the tests the fault matrix names, crashes, simulation, chaos.
// `npm run prove -- --seeds 2000 --minutes 10 --crashes 5 --from 1000 --only bugs,sim`
import { build } from "./build.mjs";

await build();
await import("../dist/tools/fault-matrix/prove.js");
