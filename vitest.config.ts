import { defineConfig } from "vitest/config";

const rooms = "{apps,packages,infra,prisma,bench}/**";
const postgres = "infra/local/src/test-postgres.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [`${rooms}/*.test.{ts,tsx}`],
          exclude: ["**/node_modules/**", "**/*.pg.test.ts"],
        },
      },
      {
        test: {
          name: "pg",
          include: [`${rooms}/*.pg.test.ts`],
          exclude: ["**/node_modules/**"],
          globalSetup: postgres,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "house",
          include: ["tests/house/**/*.test.ts"],
          globalSetup: postgres,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Each journey brings a whole platform up: one at a time.
        test: {
          name: "journeys",
          include: ["tests/journeys/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
