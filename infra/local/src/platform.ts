import type { DatabaseUrls } from "@outstation/db/provision";
import { readEnv, text } from "@outstation/kit/env";
import { openDataFolder } from "./data-folder";
import type { PlatformOptions } from "./platform-options";
import { checkPorts, hardwarePortNames, type Ports } from "./ports";
import { findPostgresHome } from "./postgres-home";
import { type Addresses, addressesOf, type Gateway } from "./processes";
import { buildWebApps, fillDatabase, type Start, startPipeline, startPostgres, startWebApps } from "./steps";
import { createSupervisor, type Supervisor } from "./supervisor";
import { takeOver, traceFileOf } from "./takeover";

export type Login = { readonly email: string; readonly password: string; readonly tenant: string };

export type RunningPlatform = Pick<Supervisor, "kill" | "restart" | "ready" | "pids" | "stop"> & {
  readonly dataDir: string;
  readonly ports: Ports;
  readonly addresses: Addresses;
  readonly databaseUrls: DatabaseUrls;
  readonly logins: readonly Login[];
  readonly gateways: readonly Gateway[];
};

const wantedPorts = ({ simulators, webApps }: PlatformOptions, embedded: boolean): (keyof Ports)[] => [
  ...(embedded ? (["postgres"] as const) : []),
  "mqtt",
  "enrolment",
  "renewal",
  "crl",
  ...webApps,
  ...(simulators ? hardwarePortNames : []),
];

/** Waits for all, also when one fails, and then throws the reason that came first. `failed` tells the others to give up. */
async function settled(failed: AbortController, parts: readonly Promise<unknown>[]): Promise<void> {
  for (const part of parts) part.catch((reason: unknown) => failed.abort(reason));
  await Promise.allSettled(parts);
  if (failed.signal.aborted) throw failed.signal.reason;
}

async function bringUp(
  start: Start,
  failed: AbortController,
  postgres: () => Promise<string>,
): Promise<RunningPlatform> {
  const database = postgres().then((adminUrl) => fillDatabase(start, adminUrl));
  const pipeline = database.then(({ urls, gateways }) => startPipeline(start, urls, gateways));
  const built = buildWebApps(start);
  const webApps = Promise.all([database, built]).then(([{ urls }]) => startWebApps(start, urls));
  await settled(failed, [database, pipeline, built, webApps]);
  const { urls, logins, gateways } = await database;
  const { kill, restart, ready, pids, stop } = start.supervisor;
  return {
    ...{ kill, restart, ready, pids, stop, logins, gateways },
    dataDir: start.dataDir,
    ports: start.ports,
    addresses: addressesOf(start.ports),
    databaseUrls: urls,
  };
}

/**
 * Brings the whole platform up on this machine, the one way there is: `npm start` and the journeys both come through here.
 * Postgres is the embedded one unless DATABASE_URL names another.
 * @throws Fault with one sentence for a person; nothing is left running then.
 */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const folder = openDataFolder(options.dataDir);
  const { DATABASE_URL: external } = readEnv({ DATABASE_URL: text("") });
  const home = external === "" ? await findPostgresHome(folder.path) : undefined;
  await takeOver(folder, home?.cluster);
  await checkPorts(options.ports, wantedPorts(options, home !== undefined));
  const supervisor = createSupervisor(traceFileOf(folder), options.report);
  const failed = new AbortController();
  const abort = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const start: Start = { ...options, folder, supervisor, abort };
  try {
    return await bringUp(start, failed, async () => (home ? startPostgres(start, home) : external));
  } catch (reason) {
    await supervisor.stop();
    throw reason;
  }
}
