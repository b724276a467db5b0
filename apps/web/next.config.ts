import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const root = fileURLToPath(new URL("../..", import.meta.url));

const config: NextConfig = {
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: [
    "@outstation/adapters",
    "@outstation/api",
    "@outstation/contracts",
    "@outstation/db",
    "@outstation/domain",
    "@outstation/hall",
    "@outstation/kit",
    "@outstation/proof",
    "@outstation/ui",
  ],
  serverExternalPackages: ["pg", "pino", "@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg"],
  // `pnpm check` type-checks the whole repository at once; a second check here would only cost time.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // The content security policy is in proxy.ts, because it carries a nonce for each answer.
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
      ],
    },
  ],
};

export default config;
