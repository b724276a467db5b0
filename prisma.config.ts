import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// The CLI insists on a schema engine for every command and would download one. `generate` and `validate` never run it,
// so any file that exists will do; `migrate dev` needs a real engine, which a developer names in the variable.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL("./package.json", import.meta.url));
process.env.CHECKPOINT_DISABLE = "1";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
