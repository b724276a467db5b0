import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPgTenantLog, openLogFeed } from "@outstation/adapters/pg-log";
import { openFileSigner } from "@outstation/adapters/signer";
import type { Desk } from "@outstation/api/context";
import { createTestDesk } from "@outstation/api/testing/test-desk";
import { openDatabase } from "@outstation/db/database";
import type { Database } from "@outstation/domain/ports";
import { compose } from "@outstation/ingest/compose";
import { readEnvironment } from "@outstation/ingest/environment";
import { systemClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { createTestDatabase } from "@outstation/local/test-postgres";
import { vi } from "vitest";
import { authorityOf } from "./authority";
import { openNextApp } from "./next-app";

/** A whole installation but for its web servers, in this process: database, broker, doors for devices and the pipeline. */
export async function startInstallation() {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "outstation-proof-"));
  const caDir = join(folder, "ca");
  const ports = await freePorts();
  const host = "127.0.0.1";
  const settings = {
    ...{ DATABASE_URL: database.urls.ingest, DATABASE_CONNECTIONS_MAX: 4, CA_DIR: caDir, BIND_HOST: host },
    ...{ MQTT_PORT: ports.mqtt, ENROLMENT_PORT: ports.enrolment, RENEWAL_PORT: ports.renewal, CRL_PORT: ports.crl },
    ...{ BROKER_URL: `mqtts://${host}:${ports.mqtt}`, RENEWAL_URL: `https://${host}:${ports.renewal}` },
    CRL_URL: `http://${host}:${ports.crl}/crl/issuing.crl`,
    // Hours are sealed as soon as they are over, so that the proof need not wait for it.
    OBJECTS_DIR: join(folder, "objects"),
    ...{ SEAL_AFTER_MS: 1, UPKEEP_EVERY_MS: 100, LOG_LEVEL: "silent" },
    ...{ NEXTAUTH_SECRET: randomBytes(32).toString("hex"), NEXTAUTH_URL: "http://127.0.0.1:3000" },
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, String(value));
  const ingest = await compose(readEnvironment(), createLogger("ingest", "silent"));
  for (const each of ingest.processes) await each.start();
  const db = await openDatabase(database.urls.app, 4);
  const platformDb = await openDatabase(database.urls.platform, 2);
  const feed = openLogFeed(db);
  const desk: Desk & { readonly platformDb: Database } = {
    ...createTestDesk(db, platformDb, 0),
    platformDb,
    clock: systemClock,
    onError: (error, path) => console.log(path, error),
    log: createPgTenantLog(db, feed),
    enrolment: async () => ({
      enrolmentUrl: `https://${host}:${ports.enrolment}`,
      rootCertificate: await readFile(join(caDir, "root.pem"), "utf8"),
    }),
  };
  // next-auth reports every forged cookie, and this is a test of them.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  // The web apps take the desk of their process from here.
  vi.stubGlobal("outstationDesk", Promise.resolve(desk));
  return {
    desk,
    web: { web: openNextApp("web"), portal: openNextApp("portal") },
    urls: database.urls,
    authority: await authorityOf(caDir, (await openFileSigner(caDir, Date.now)).signer),
    stop: async () => {
      vi.unstubAllEnvs();
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
      for (const each of ingest.processes.toReversed()) await each.stop();
      await feed.close();
      await desk.exportFeed.close();
      await Promise.all([ingest.close(), db.close(), platformDb.close()]);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Installation = Awaited<ReturnType<typeof startInstallation>>;
