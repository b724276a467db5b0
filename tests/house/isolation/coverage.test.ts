import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DOWN_CHANNELS, UP_CHANNELS } from "@outstation/contracts/mqtt/topics";
import { openProbe, type Probe } from "@outstation/db/probe";
import { repositoryRoot } from "@outstation/local/repository";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { DEVICE_ROUTES } from "@outstation/proof/doors/known-doors";
import type { Case } from "@outstation/proof/procedures/case";
import { CASES } from "@outstation/proof/procedures/cases";
import { listProcedures } from "@outstation/proof/procedures/paths";
import { KNOWN_ROUTES } from "@outstation/proof/routes/known-routes";
import { listTables } from "@outstation/proof/tables/catalogue";
import { KNOWN_FUNCTIONS, listFunctions } from "@outstation/proof/tables/functions";
import { KNOWN_TABLES } from "@outstation/proof/tables/known-tables";
import { DOORS } from "@outstation/proof/tables/pooled-sessions";
import { foreignFilters, foreignTopics } from "@outstation/proof/topics/foreign";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listRoutes } from "./next-app";

// Promise: whatever there is has its case in the isolation proof. What is there is read from the code and the database.

let database: TestDatabase;
let probe: Probe;
beforeAll(async () => {
  database = await createTestDatabase();
  probe = await openProbe({ url: database.urls.app });
});
afterAll(async () => {
  await probe?.close();
  await database?.drop();
});

const at = (...path: string[]) => join(repositoryRoot, ...path);
const filesIn = (folder: string, name: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file) && !file.includes("node_modules") && !file.includes("generated"))
    .map((file) => join(folder, file));
const textOf = (folder: string, name: RegExp) => filesIn(folder, name).map((file) => readFileSync(file, "utf8"));

test("every table of the database, and no other", async () => {
  const tables = (await listTables(probe)).filter(({ isPartition }) => !isPartition).map(({ name }) => name);
  expect(Object.keys(KNOWN_TABLES).sort()).toEqual(tables.sort());
});

test("every table of the Prisma schema", () => {
  const models = textOf(at("prisma", "schema"), /\.prisma$/).flatMap((text) => [...text.matchAll(/@@map\("(\w+)"\)/g)]);
  expect(models.length).toBeGreaterThan(20);
  for (const [, name] of models) expect(Object.keys(KNOWN_TABLES)).toContain(`public.${name}`);
});

test("a table that is nobody's holds no tenant's, person's or bearer's column", async () => {
  for (const { name, columns } of await listTables(probe))
    if (KNOWN_TABLES[name]?.holder === "nobody")
      expect({ name, columns }).toEqual({
        name,
        columns: columns.filter((column) => !/tenant|account|token/.test(column)),
      });
});

test("every function of the database, and no other", async () => {
  const functions = (await listFunctions(probe)).map(({ signature }) => signature);
  expect(Object.keys(KNOWN_FUNCTIONS).sort()).toEqual(functions.sort());
});

test("every procedure of the router, and no other", () => {
  expect(Object.keys(CASES).sort()).toEqual(
    listProcedures()
      .map(({ path }) => path)
      .sort(),
  );
});

test("a case that asks nothing says why, and a change that is audited says how it succeeds", () => {
  const cases = CASES as unknown as Readonly<Record<string, Case<unknown>>>;
  for (const { path, meta } of listProcedures()) {
    const known = cases[path];
    expect({ path, asks: (known?.asks.length ?? 0) > 0 || (known?.free?.reason.length ?? 0) > 5 }).toEqual({
      path,
      asks: true,
    });
    const isAudited = meta.audit !== undefined && "event" in meta.audit;
    expect({ path, isHappy: !isAudited || known?.happy !== undefined }).toEqual({ path, isHappy: true });
  }
});

test("every route handler of every web app, and no other", () => {
  const apps = readdirSync(at("apps")).filter((app) => existsSync(at("apps", app, "next.config.ts")));
  expect(apps.sort()).toEqual(Object.keys(KNOWN_ROUTES).sort());
  for (const app of ["web", "portal"] as const) expect(Object.keys(KNOWN_ROUTES[app]).sort()).toEqual(listRoutes(app));
});

test("every path at which the doors for devices answer", () => {
  const sources = textOf(at("apps", "ingest", "src"), /^(?!.*\.test\.ts$).*\.ts$/);
  const paths = sources.flatMap((text) => [...text.matchAll(/"(\/(?:v\d+|crl)\/[\w./-]+)"/g)].map(([, path]) => path));
  expect([...new Set(paths)].sort()).toEqual(Object.keys(DEVICE_ROUTES).sort());
});

test("every door to a row: the settings that the policies read are set in these files only, by these functions only", () => {
  const folder = at("packages", "db", "src");
  const sets = filesIn(folder, /^(?!.*\.test\.ts$).*\.ts$/).filter((file) =>
    readFileSync(file, "utf8").includes("set_config("),
  );
  expect(sets.map((file) => file.slice(folder.length + 1)).sort()).toEqual(["person.ts", "probe.ts", "tenant.ts"]);
  const doors = ["tenant.ts", "person.ts", "worker.ts"].flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/^export (?:async )?function (with\w+|read\w+)/gm)].map(
      ([, name]) => name,
    ),
  );
  const tried = Object.values(DOORS).flatMap((of) => Object.keys(of).map((name) => name.split(",")[0]));
  expect([...new Set(tried)].sort()).toEqual(doors.sort());
});

test("every channel of the topic grammar, up and down, of each of another's devices and both ways round", () => {
  const [own, their] = [
    { tenant: "aaa", device: "a" },
    { tenant: "bbb", device: "b" },
  ];
  const topics = foreignTopics(own, [their]);
  const filters = foreignFilters(own, [their]);
  for (const [direction, channels] of [
    ["up", UP_CHANNELS],
    ["down", DOWN_CHANNELS],
  ] as const)
    for (const channel of channels)
      for (const name of ["bbb/d/b", "bbb/d/a", "aaa/d/b"]) {
        expect(topics).toContain(`${name}/${direction}/${channel}`);
        expect(filters).toContain(`${name}/${direction}/${channel}`);
      }
  expect(filters.filter((filter) => filter.startsWith("$share/")).length).toBeGreaterThan(5);
});
