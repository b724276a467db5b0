import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { openFileSigner } from "@outstation/adapters/signer";
import { STREAMS } from "@outstation/contracts/streams/streams";
import { openDatabase } from "@outstation/db/database";
import { deleteOldEntries } from "@outstation/db/log/entries";
import { withWorker } from "@outstation/db/worker";
import { enrolDevice, isCertificateActive } from "@outstation/domain/fleet/certificates";
import { createDeviceLookup } from "@outstation/domain/fleet/devices";
import { createSealer, ensureStoreDays } from "@outstation/domain/signals/telemetry";
import { systemClock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { Environment } from "./environment";
import { bridge } from "./processes/bridge";
import { enrolment } from "./processes/enrolment";
import { pipeline } from "./processes/pipeline";
import { presence } from "./processes/presence";
import type { Process } from "./processes/process";
import { upkeep } from "./processes/upkeep";

/** Every process by name, in the order they start; made of the same few things. */
export async function compose(
  env: Environment,
  logger: Logger,
): Promise<{ processes: Process[]; close(): Promise<void> }> {
  const clock = systemClock;
  const db = await openDatabase(env.DATABASE_URL, env.DATABASE_CONNECTIONS_MAX);
  const feed = openLogFeed(db);
  const log = createPgLog(db, feed);
  const lookup = createDeviceLookup(db, clock);
  const { signer, platform } = await openFileSigner(env.CA_DIR, clock.now);
  const tls = await platform.serverFor(env.SERVER_HOSTS.split(","));
  const broker = createEmbeddedBroker({
    host: env.BIND_HOST,
    port: env.MQTT_PORT,
    tls: { ...tls, trusted: [platform.root, platform.issuing] },
    now: clock.now,
    onRefused: (reason, detail) => logger.warn({ ...detail, reason }, "refused"),
  });
  const worker = {
    db,
    log,
    lookup,
    logger,
    transact: <T>(work: Parameters<typeof withWorker<T>>[1]) => withWorker(db, work),
    prepareDays: (messages: Parameters<typeof ensureStoreDays>[1]) => ensureStoreDays(db, messages),
  };
  const processes = [
    pipeline(worker),
    presence(worker),
    bridge({
      broker,
      log,
      lookup,
      isCertificateActive: (identity, fingerprint) => isCertificateActive(db, lookup, identity, fingerprint),
    }),
    enrolment({
      host: env.BIND_HOST,
      port: env.ENROLMENT_PORT,
      tls,
      logger,
      enrol: (request) => enrolDevice({ db, lookup, signer, brokerUrl: env.BROKER_URL, now: clock.now() }, request),
    }),
    upkeep({
      clock,
      logger,
      everyMs: env.UPKEEP_EVERY_MS,
      seal: createSealer(db, env.SEAL_AFTER_MS),
      deleteOldEntries: (stream, keepMs) => deleteOldEntries(db, stream, keepMs),
      keepMs: {
        [STREAMS.rawTelemetry]: env.RAW_KEEP_MS,
        [STREAMS.telemetryAccepted]: env.ACCEPTED_KEEP_MS,
        [STREAMS.deviceEvents]: env.EVENTS_KEEP_MS,
      },
    }),
  ];
  return {
    processes,
    close: async () => {
      await feed.close();
      await db.close();
    },
  };
}
