import { defineConfig } from "vitest/config";

/** `npx vitest run --config test/conditions.config.ts`: how long conditions take (test/conditions.ts). */
export default defineConfig({
  test: {
    include: ["test/conditions.ts"],
    globalSetup: ["test/database-server.ts"],
    testTimeout: 600_000,
    hookTimeout: 180_000,
  },
});
