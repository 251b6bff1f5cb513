import { defineConfig } from "vitest/config";

/**
 * One run for everything the README promises: unit (beside the file), database tests
 * (`*.pg.test.ts`, a template database cloned per file) and the tests of several rooms in `test/`.
 */
export default defineConfig({
  test: {
    include: [
      "{wire,domain,exchange,store,server,delivery,portal,main,web,tools,test}/**/*.test.ts",
      "test/**/*.spec.ts",
    ],
    exclude: ["node_modules/**", "dist/**", "test/prove/**"],
    globalSetup: ["test/database-server.ts"],
    reporters: ["default", "./test/plain-reporter.ts"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
});
