import { join } from "node:path";
import { type DatabaseUrls, provisionDatabase } from "@outstation/db/provision";
import { type DataFolder, openDataFolder } from "@outstation/local/data-folder";
import { freePorts, type Ports } from "@outstation/local/ports";
import { adminUrlOf, initCluster, postgresSpec } from "@outstation/local/postgres";
import { findPostgresHome, type PostgresHome } from "@outstation/local/postgres-home";
import { ingestSpec } from "@outstation/local/processes";
import type { ProcessSpec } from "@outstation/local/supervised";
import { createSupervisor, type Supervisor } from "@outstation/local/supervisor";
import { makeTestFolder } from "@outstation/local/temp-folder";

/** Names of `apps/ingest` processes by the operating system's process that runs them together. */
export type Groups = Readonly<Record<string, readonly string[]>>;

export type Installation = {
  readonly supervisor: Supervisor;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly urls: DatabaseUrls;
  /** The superuser's, at the platform's database: to count what is there, past every policy. */
  readonly superuserUrl: string;
  readonly home: PostgresHome;
  startIngest(groups: Groups, env: Readonly<Record<string, string>>): Promise<void>;
  /** Where the process of a group, or `postgres`, writes its log. */
  logOf(name: string): string;
  stop(): Promise<void>;
};

export type InstallationOptions = {
  readonly report: (line: string) => void;
  /** Server settings beside the defaults. */
  readonly settings?: readonly string[];
  /** Where the cluster lies, when not in the data folder. */
  readonly cluster?: string;
};

/**
 * The platform in parts, each a process of its own under the same supervisor as `npm start`'s, so that one part can be taken
 * away. Empty: no demo, no gateways, no web.
 */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const root = await makeTestFolder();
  const folder = openDataFolder(join(root.path, "data"));
  const ports = await freePorts();
  const found = await findPostgresHome(folder.path);
  const home = { ...found, cluster: options.cluster ?? found.cluster };
  const supervisor = createSupervisor(folder.at("traces.json"), options.report);
  const stop = async () => {
    await supervisor.stop();
    root.remove();
  };
  try {
    const password = folder.secret("postgres");
    await initCluster(home, password);
    const adminUrl = adminUrlOf(ports.postgres, password);
    const logOf = (name: string) => join(folder.logs, `${name}.log`);
    const { settings = [] } = options;
    await supervisor.start(
      postgresSpec({ home, port: ports.postgres, adminUrl, logFile: logOf("postgres"), settings }),
    );
    const urls = await provisionDatabase({ adminUrl, secretsFile: folder.at("secrets", "database-roles.json") });
    const superuserUrl = new URL(new URL(urls.owner).pathname, adminUrl).href;
    const startIngest = async (groups: Groups, env: Readonly<Record<string, string>>) => {
      const whole = ingestSpec(folder, ports, urls);
      await Promise.all(
        Object.entries(groups).map(([name, processes]) =>
          supervisor.start(part(whole, { name, processes, env, logFile: logOf(name) })),
        ),
      );
    };
    return { supervisor, folder, ports, urls, superuserUrl, home, startIngest, logOf, stop };
  } catch (reason) {
    await stop();
    throw reason;
  }
}

type Part = {
  readonly name: string;
  readonly processes: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
};

function part(whole: ProcessSpec, { name, processes, env, logFile }: Part): ProcessSpec {
  const script = whole.args.slice(0, whole.args.indexOf(whole.marker) + 1);
  return { ...whole, name, args: [...script, ...processes], env: { ...whole.env, ...env }, logFile };
}
