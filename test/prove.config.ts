import { defineConfig } from "vitest/config";
import tests from "../vitest.config.ts";

/** Proofs too long for every test run: `npm run prove`. */
export default defineConfig({
  test: { ...tests.test, include: ["test/prove/**/*.test.ts"], exclude: ["node_modules/**"] },
});
