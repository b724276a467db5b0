import { join } from "node:path";
import { type DatabaseUrls, provisionDatabase } from "@outstation/db/provision";
import { seedDemo } from "../../../prisma/seed/demo";
import type { DataFolder } from "./data-folder";
import { introduce } from "./hardware/introduce";
import type { PlatformOptions } from "./platform-options";
import { adminUrlOf, initCluster, postgresSpec } from "./postgres";
import type { PostgresHome } from "./postgres-home";
import { addressesOf, edgeFolderOf, edgeSpec, type Gateway, hardwareSpec, ingestSpec, webSpec } from "./processes";
import type { Supervisor } from "./supervisor";
import { buildWebApp } from "./web-build";

/** What the steps of a start share. */
export type Start = PlatformOptions & {
  readonly folder: DataFolder;
  readonly supervisor: Supervisor;
  /** Aborts when the caller ends the start, and when a step beside this one failed. */
  readonly abort: AbortSignal;
};

/** Creates and starts the embedded Postgres. @returns the superuser's address. */
export async function startPostgres(
  { folder, ports, supervisor, abort, report }: Start,
  home: PostgresHome,
): Promise<string> {
  const password = folder.secret("postgres");
  await initCluster(home, password);
  const adminUrl = adminUrlOf(ports.postgres, password);
  const logFile = join(folder.logs, "postgres.log");
  await supervisor.start(postgresSpec({ home, port: ports.postgres, adminUrl, logFile }), abort);
  report(`Postgres is ready on port ${ports.postgres}`);
  return adminUrl;
}

/** Roles, database, migrations, demo tenants: each repeatable. */
export async function fillDatabase({ folder, ports, report }: Start, adminUrl: string) {
  const urls = await provisionDatabase({ adminUrl, secretsFile: folder.at("secrets", "database-roles.json") });
  report("the database is migrated");
  const demo = await seedDemo({
    urls,
    ports,
    dataDir: folder.path,
    caDir: folder.at("ca"),
    enrolmentUrl: addressesOf(ports).enrolment,
    brokerUrl: addressesOf(ports).broker,
  });
  report(`the demo tenants are in place: ${demo.gateways.map(({ tenant }) => tenant).join(", ")}`);
  return { urls, ...demo };
}

/** Builds what changed since its last build. */
export async function buildWebApps({ webApps, folder, abort, report }: Start): Promise<void> {
  const built = await Promise.all(webApps.map((app) => buildWebApp(app, join(folder.logs, `build-${app}.log`), abort)));
  if (webApps.length > 0)
    report(`${webApps.join(" and ")} ${built.includes(true) ? "are built" : "were built before"}`);
}

/** Broker and pipeline beside the hardware, then the gateways, which need both. */
export async function startPipeline(start: Start, urls: DatabaseUrls, gateways: readonly Gateway[]): Promise<void> {
  const { folder, ports, supervisor, abort, report, simulators } = start;
  await Promise.all([
    supervisor
      .start(ingestSpec(folder, ports, urls), abort)
      .then(() => report(`the broker is ready on port ${ports.mqtt}`)),
    ...(simulators
      ? [supervisor.start(hardwareSpec(folder, ports), abort).then(() => report("the simulated hardware runs"))]
      : []),
  ]);
  if (!simulators) return;
  await Promise.all(
    gateways.flatMap((gateway) => [
      supervisor.start(edgeSpec(folder, gateway), abort),
      introduce({
        hardwareDataDir: folder.at("hardware"),
        tenant: gateway.tenant,
        edgeDataDir: edgeFolderOf(folder, gateway),
        signal: abort,
      }),
    ]),
  );
  report(`${gateways.length} gateways are connected`);
}

/** Serves the built apps. */
export async function startWebApps({ webApps, folder, ports, supervisor, abort, report }: Start, urls: DatabaseUrls) {
  await Promise.all(webApps.map((app) => supervisor.start(webSpec(app, folder, ports, urls), abort)));
  if (webApps.length > 0) report(`${webApps.join(" and ")} answer`);
}
