import { defineConfig } from "vitest/config";

/** `npx vitest run --config test/pictures.config.ts`: takes the README's pictures (test/pictures.ts). */
export default defineConfig({
  test: {
    include: ["test/pictures.ts"],
    globalSetup: ["test/database-server.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
