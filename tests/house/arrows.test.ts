import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../../infra/local/src/repository";

// Promise: every arrow of the house is an error that really fires, and what the house allows is not refused.

type Import = { readonly from: string; readonly to: string };
type Crossing = Import & { readonly rule: string };

const crossing = (rule: string, from: string, to: string): Crossing => ({ rule, from, to });

/** One crossing or more for every rule; a name without a path is an npm package. */
const crossings: readonly Crossing[] = [
  // A cycle is reported once, at its first file; the way back is below.
  crossing("no-cycles", "packages/kit/src/egg.ts", "packages/kit/src/hen.ts"),
  crossing("resolvable", "packages/kit/src/lost.ts", "nowhere-to-be-found"),
  crossing("kit-stands-alone", "packages/kit/src/a.ts", "packages/contracts/src/b.ts"),
  crossing("contracts", "packages/contracts/src/a.ts", "packages/db/src/b.ts"),
  crossing("db", "packages/db/src/a.ts", "packages/contracts/src/b.ts"),
  crossing("domain", "packages/domain/src/a.ts", "packages/adapters/src/b.ts"),
  crossing("adapters", "packages/adapters/src/signer/a.ts", "packages/domain/src/tenancy/members/index.ts"),
  crossing("adapters", "packages/adapters/src/signer/b.ts", "packages/db/src/b.ts"),
  crossing("adapters-pg-log", "packages/adapters/src/pg-log/a.ts", "packages/domain/src/tenancy/members/index.ts"),
  crossing("emqx-api-client", "packages/emqx-api-client/src/a.ts", "packages/kit/src/b.ts"),
  crossing("api", "packages/api/src/a.ts", "packages/adapters/src/b.ts"),
  crossing("ui", "packages/ui/src/a.tsx", "packages/domain/src/ports.ts"),
  crossing("sdk", "packages/sdk/src/a.ts", "packages/kit/src/b.ts"),
  crossing("edge", "apps/edge/src/a.ts", "packages/domain/src/ports.ts"),
  crossing("ingest", "apps/ingest/src/a.ts", "packages/db/src/b.ts"),
  crossing("hall", "packages/hall/src/a.tsx", "packages/domain/src/ports.ts"),
  crossing("proof", "packages/proof/src/a.ts", "packages/adapters/src/b.ts"),
  crossing("web-and-portal", "apps/web/features/a.tsx", "packages/domain/src/ports.ts"),
  crossing("web-and-portal", "apps/portal/app/a.tsx", "packages/adapters/src/b.ts"),
  crossing("compose-stays-at-home", "apps/web/compose.ts", "apps/ingest/src/pipeline.ts"),
  crossing("product-without-scaffolding", "packages/kit/src/c.ts", "tests/journeys/b.ts"),
  crossing("only-db-opens-connections", "packages/domain/src/c.ts", "pg"),
  crossing("only-db-opens-connections", "apps/web/features/c.tsx", "@prisma/client"),
  crossing("only-adapters-speak-to-vendors", "apps/ingest/src/c.ts", "aedes"),
  crossing("only-adapters-speak-to-vendors", "packages/domain/src/d.ts", "stripe"),
  crossing("only-adapters-speak-to-vendors", "packages/api/src/d.ts", "kafkajs"),
  crossing("only-the-opcua-driver", "apps/edge/src/uplink/c.ts", "node-opcua"),
  crossing("only-the-bacnet-driver", "apps/edge/src/drivers/opcua/c.ts", "bacstack"),
  crossing("only-the-modbus-driver", "apps/edge/src/drivers/bacnet/c.ts", "modbus-serial"),
  crossing("only-the-map-draws-maps", "apps/web/features/devices/c.tsx", "maplibre-gl"),
  crossing("wing-tenancy", "packages/domain/src/tenancy/members/a.ts", "packages/domain/src/fleet/devices/index.ts"),
  crossing("wing-fleet", "packages/domain/src/fleet/devices/a.ts", "packages/domain/src/signals/rules/index.ts"),
  crossing("wing-signals", "packages/domain/src/signals/rules/a.ts", "packages/domain/src/insight/energy/index.ts"),
  crossing("wing-insight", "packages/domain/src/insight/energy/a.ts", "packages/domain/src/delivery/webhooks/index.ts"),
  crossing("wing-revenue", "packages/domain/src/revenue/plans/a.ts", "packages/domain/src/fleet/devices/index.ts"),
  crossing("wing-delivery", "packages/domain/src/delivery/webhooks/a.ts", "packages/domain/src/signals/rules/index.ts"),
  crossing(
    "features-have-one-door",
    "packages/domain/src/fleet/devices/b.ts",
    "packages/domain/src/tenancy/members/member.ts",
  ),
];

const allowed: readonly Import[] = [
  { from: "packages/kit/src/hen.ts", to: "packages/kit/src/egg.ts" },
  { from: "packages/contracts/src/ok.ts", to: "packages/kit/src/b.ts" },
  { from: "packages/db/src/ok.ts", to: "pg" },
  { from: "packages/domain/src/fleet/devices/ok.ts", to: "packages/domain/src/tenancy/members/index.ts" },
  { from: "packages/domain/src/fleet/devices/ok.ts", to: "packages/domain/src/fleet/devices/b.ts" },
  { from: "packages/domain/src/revenue/plans/ok.ts", to: "packages/domain/src/tenancy/members/index.ts" },
  { from: "packages/domain/src/ok.ts", to: "packages/db/src/b.ts" },
  { from: "packages/adapters/src/signer/ok.ts", to: "packages/domain/src/ports.ts" },
  { from: "packages/adapters/src/pg-log/ok.ts", to: "packages/db/src/b.ts" },
  { from: "packages/adapters/src/embedded-broker/ok.ts", to: "aedes" },
  { from: "packages/api/src/ok.ts", to: "packages/domain/src/tenancy/members/index.ts" },
  { from: "packages/proof/src/ok.ts", to: "packages/api/src/b.ts" },
  { from: "apps/edge/src/drivers/opcua/ok.ts", to: "node-opcua" },
  { from: "apps/edge/src/ok.ts", to: "packages/contracts/src/b.ts" },
  { from: "apps/ingest/src/compose.ts", to: "packages/db/src/b.ts" },
  { from: "apps/web/compose.ts", to: "packages/adapters/src/b.ts" },
  { from: "apps/web/app/ok.tsx", to: "apps/web/compose.ts" },
  { from: "apps/web/app/ok.tsx", to: "packages/api/src/b.ts" },
  { from: "apps/web/features/map/ok.tsx", to: "maplibre-gl" },
  { from: "packages/domain/src/ok.pg.test.ts", to: "pg" },
  { from: "infra/local/src/ok.ts", to: "apps/ingest/src/pipeline.ts" },
  { from: "tests/journeys/ok.ts", to: "node-opcua" },
];

const isPackage = (to: string): boolean => !/\.tsx?$/.test(to);
const root = mkdtempSync(join(tmpdir(), "outstation-arrows-"));

function write(file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

const specifier = ({ from, to }: Import): string => {
  if (isPackage(to)) return to;
  const path = relative(dirname(from), to).replace(/\.tsx?$/, "");
  return path.startsWith(".") ? path : `./${path}`;
};

function layOut(imports: readonly Import[]): void {
  for (const { to } of imports) {
    if (!isPackage(to)) write(to, "export type Thing = string;\n");
    else if (to !== "nowhere-to-be-found") {
      write(`node_modules/${to}/package.json`, JSON.stringify({ name: to, version: "1.0.0", main: "index.js" }));
      write(`node_modules/${to}/index.js`, "");
    }
  }
  for (const file of new Set(imports.map(({ from }) => from))) {
    const lines = imports.filter(({ from }) => from === file);
    // Type imports: the rules must see what the compiler erases.
    const text = lines.map((one, index) => `import type { Thing as T${index} } from "${specifier(one)}";`);
    write(file, `${text.join("\n")}\nexport type Thing = string;\n`);
  }
}

type Report = { summary: { violations: { from: string; to: string; rule: { name: string; severity: string } }[] } };

function cruise(): Report["summary"]["violations"] {
  const bin = join(repositoryRoot, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const rooms = ["apps", "packages", "infra", "tests"];
  const config = join(repositoryRoot, ".dependency-cruiser.cjs");
  const { stdout, stderr } = spawnSync(process.execPath, [bin, "--config", config, "--output-type", "json", ...rooms], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (!stdout.startsWith("{")) throw new Error(stderr);
  return (JSON.parse(stdout) as Report).summary.violations;
}

let found: ReturnType<typeof cruise>;

beforeAll(() => {
  cpSync(join(repositoryRoot, "tsconfig.json"), join(root, "tsconfig.json"));
  layOut([...crossings, ...allowed]);
  found = cruise();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the fixture crosses every rule there is", () => {
  const { forbidden } = createRequire(import.meta.url)(join(repositoryRoot, ".dependency-cruiser.cjs")) as {
    forbidden: { name: string; severity: string; comment: string }[];
  };
  expect(forbidden.filter(({ severity }) => severity !== "error")).toEqual([]);
  expect(forbidden.filter(({ comment }) => !comment)).toEqual([]);
  expect([...new Set(crossings.map(({ rule }) => rule))].sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

test.each(crossings.map((one) => [one.rule, one] as const))("%s bites", (rule, { from, to }) => {
  const place = isPackage(to) && rule !== "resolvable" ? `node_modules/${to}/index.js` : to;
  expect(found.map((one) => [one.rule.name, one.from, one.to])).toContainEqual([rule, from, place]);
});

test("what the house allows is not refused", () => {
  const sources = new Set(allowed.map(({ from }) => from));
  const composeCrossing = (one: { rule: { name: string } }) => one.rule.name === "compose-stays-at-home";
  expect(found.filter((one) => sources.has(one.from) && !composeCrossing(one))).toEqual([]);
});
