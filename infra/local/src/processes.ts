import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DatabaseUrls } from "@outstation/db/provision";
import { readEnv, text } from "@outstation/kit/env";
import { childEnv } from "./child-env";
import type { DataFolder } from "./data-folder";
import type { Ports } from "./ports";
import { repositoryRoot } from "./repository";
import type { ProcessSpec } from "./supervised";
import { appFolder, nextCommand, type WebApp } from "./web-build";

export type Addresses = {
  readonly web: string;
  readonly portal: string;
  readonly broker: string;
  readonly enrolment: string;
};

/** Everything listens on the loopback address, named as the certificates and the cookies name it. */
export const addressesOf = (ports: Ports): Addresses => ({
  web: `http://127.0.0.1:${ports.web}`,
  portal: `http://127.0.0.1:${ports.portal}`,
  broker: `mqtts://127.0.0.1:${ports.mqtt}`,
  enrolment: `https://127.0.0.1:${ports.enrolment}`,
});

const exitWithParent = fileURLToPath(new URL("../exit-with-parent.mjs", import.meta.url));

const ours = (
  folder: DataFolder,
  name: string,
  script: readonly [file: string, ...args: string[]],
  env: Readonly<Record<string, string>>,
): ProcessSpec => ({
  name,
  command: process.execPath,
  args: ["--import", "tsx", ...script],
  marker: script[0],
  cwd: repositoryRoot,
  env: childEnv(env),
  logFile: join(folder.logs, `${name}.log`),
  channel: true,
  stopSignal: "SIGTERM",
  stopMs: 5_000,
  readyMs: 180_000,
  isReady: (log) => log.includes('"msg":"ready"'),
});

/** What is alive for one batch only is collected with its neighbours, not copied about: megabytes for the young generation. */
const YOUNG_GENERATION = "--max-semi-space-size=32";

/** The whole pipeline in one process: broker, enrolment, bridge and telemetry. */
export const ingestSpec = (folder: DataFolder, ports: Ports, urls: DatabaseUrls): ProcessSpec => {
  const spec = ours(folder, "ingest", ["apps/ingest/src/main.ts", "all"], {
    DATABASE_URL: urls.ingest,
    CA_DIR: folder.at("ca"),
    MQTT_PORT: String(ports.mqtt),
    ENROLMENT_PORT: String(ports.enrolment),
    RENEWAL_PORT: String(ports.renewal),
    CRL_PORT: String(ports.crl),
    BROKER_URL: addressesOf(ports).broker,
    RENEWAL_URL: `https://127.0.0.1:${ports.renewal}`,
    CRL_URL: `http://127.0.0.1:${ports.crl}/crl/issuing.crl`,
    OBJECTS_DIR: folder.at("objects"),
  });
  return { ...spec, args: [YOUNG_GENERATION, ...spec.args] };
};

/** Every simulated machine in one process. */
export const hardwareSpec = (folder: DataFolder, ports: Ports): ProcessSpec =>
  ours(folder, "hardware", ["infra/local/src/hardware/main.ts"], {
    ACME_OPCUA_PORT: String(ports.acmeOpcUa),
    ACME_BACNET_PORT: String(ports.acmeBacnet),
    ACME_MODBUS_PORT: String(ports.acmeModbus),
    GLOBEX_OPCUA_PORT: String(ports.globexOpcUa),
    GLOBEX_MODBUS_PORT: String(ports.globexModbus),
    HARDWARE_DATA_DIR: folder.at("hardware"),
  });

export type Gateway = { readonly tenant: string; readonly key: string; readonly claimFile: string };

/** Where a gateway keeps its key, its spool and its lists of trust. */
export const edgeFolderOf = (folder: DataFolder, { tenant, key }: Gateway): string =>
  folder.at("edge", `${tenant}-${key}`);

/** A gateway on its site: its own folder, and the claim it enrols with the first time. */
export const edgeSpec = (folder: DataFolder, gateway: Gateway): ProcessSpec =>
  ours(folder, `edge-${gateway.tenant}-${gateway.key}`, ["apps/edge/src/main.ts"], {
    EDGE_DATA_DIR: edgeFolderOf(folder, gateway),
    EDGE_CLAIM_FILE: gateway.claimFile,
  });

const answers = async (url: string): Promise<boolean> => {
  try {
    await (await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) })).body?.cancel();
    return true;
  } catch {
    return false;
  }
};

/** A built web app. */
export function webSpec(app: WebApp, folder: DataFolder, ports: Ports, urls: DatabaseUrls): ProcessSpec {
  const addresses = addressesOf(ports);
  const { OUTBOUND_ALLOWED_ORIGINS: allowedOrigins } = readEnv({ OUTBOUND_ALLOWED_ORIGINS: text("") });
  return {
    ...ours(folder, app, ["next"], {}),
    args: ["--import", exitWithParent, nextCommand(app), "start", "-H", "127.0.0.1", "-p", String(ports[app])],
    cwd: appFolder(app),
    env: childEnv({
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: urls.app,
      NEXTAUTH_URL: addresses[app],
      NEXTAUTH_SECRET: folder.secret("sessions"),
      ...(app === "web"
        ? {
            PLATFORM_DATABASE_URL: urls.platform,
            ISOLATION_REPORTS_FILE: folder.at("isolation-reports.json"),
          }
        : {}),
      SECRETS_KEY: createHash("sha256").update(folder.secret("seal")).digest("hex"),
      MAIL_DIR: folder.at("mail"),
      OBJECTS_DIR: folder.at("objects"),
      ENROLMENT_URL: addresses.enrolment,
      CA_ROOT_FILE: folder.at("ca", "root.pem"),
      OUTBOUND_ALLOWED_ORIGINS: allowedOrigins,
      WEB_URL: addresses.web,
      PORTAL_URL: addresses.portal,
    }),
    isReady: () => answers(addresses[app]),
  };
}
