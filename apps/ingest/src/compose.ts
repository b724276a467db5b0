import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { openFileSigner } from "@outstation/adapters/signer";
import { STREAMS } from "@outstation/contracts/streams/streams";
import { openDatabase } from "@outstation/db/database";
import { listDueCommands, listDueOutbox, listDueUpdates, listTenants } from "@outstation/db/directory";
import { deleteOldEntries } from "@outstation/db/log/entries";
import { listenToOutbox } from "@outstation/db/outbox";
import { listenToReplays } from "@outstation/db/series/quarantine";
import { withWorker } from "@outstation/db/worker";
import { carryOut, listStandingBans } from "@outstation/domain/fleet/access";
import {
  enrolDevice,
  isCertificateActive,
  openRevocationList,
  renewCertificate,
  renewLate,
  reportEnrolmentStep,
} from "@outstation/domain/fleet/certificates";
import { saveLink, saveRefusal } from "@outstation/domain/fleet/links";
import { createDeviceLookup } from "@outstation/domain/fleet/lookup";
import { KAFKA_PIPELINE_CONSUMER, PIPELINE_CONSUMER } from "@outstation/domain/ports";
import { assertKeptLongEnough } from "@outstation/domain/revenue/metering";
import { forgetCounts } from "@outstation/domain/signals/completeness";
import { carryOutReplays, forgetQuarantined } from "@outstation/domain/signals/quarantine";
import { createSchemaLookup } from "@outstation/domain/signals/schemas";
import { createSealer, ensureStoreDays } from "@outstation/domain/signals/telemetry";
import { createHitRecorder, createLimitLookup } from "@outstation/domain/tenancy/limits";
import { systemClock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { createTurnstile } from "@outstation/kit/turnstile";
import { type ComposedEmqx, composeEmqx, emqxAddressOf } from "./emqx/compose";
import type { Environment } from "./environment";
import { everyBroker } from "./every-broker";
import { composeFirmwareFiles } from "./firmware/compose";
import { openKafka } from "./kafka/compose";
import { composeLatest } from "./latest/compose";
import { composeMqttBridge, withMqttBridge } from "./mqtt-bridge/compose";
import { composeObjects } from "./objects/compose";
import { bridge } from "./processes/bridge";
import { commands } from "./processes/commands";
import { completeness } from "./processes/completeness";
import { crl } from "./processes/crl";
import { deliverInline, deliverToLog } from "./processes/deliver";
import { enrolment } from "./processes/enrolment";
import { firmware } from "./processes/firmware";
import { meter } from "./processes/meter";
import { outbox } from "./processes/outbox";
import { pipeline } from "./processes/pipeline";
import { presence } from "./processes/presence";
import type { Process } from "./processes/process";
import { createQuotas } from "./processes/quotas";
import { reconciler } from "./processes/reconciler";
import { renewal } from "./processes/renewal";
import { replay } from "./processes/replay";
import { openServerCertificate } from "./processes/server-certificate";
import { upkeep } from "./processes/upkeep";

/** Outbox entries taken at a time. */
const OUTBOX_BATCH = 100;

/** Every process by name, in the order they start; made of the same few things. */
export async function compose(
  env: Environment,
  logger: Logger,
): Promise<{ processes: Process[]; emqx: ComposedEmqx | null; close(): Promise<void> }> {
  const clock = systemClock;
  const emqxAddress = emqxAddressOf(env);
  const db = await openDatabase(env.DATABASE_URL, env.DATABASE_CONNECTIONS_MAX);
  const feed = openLogFeed(db);
  const log = createPgLog(db, feed);
  const lookup = createDeviceLookup(db, clock);
  const { signer, documents, platform } = await openFileSigner(env.CA_DIR, clock.now, env.CRL_URL);
  const issue = () => platform.serverFor(env.SERVER_HOSTS.split(","));
  const server = await openServerCertificate({ issue, clock, logger });
  const { pair: tls, onRenewed } = server;
  const trusted = [platform.root, platform.issuing];
  const revocationList = openRevocationList(db, signer, clock.now);
  const broker = createEmbeddedBroker({
    host: env.BIND_HOST,
    port: env.MQTT_PORT,
    tls: { ...tls, trusted },
    onRenewed,
    now: clock.now,
    onRefused: (reason, detail) => logger.warn({ ...detail, reason }, "refused"),
  });
  const register = { trusted, bans: () => listStandingBans(db, clock.now()) };
  const emqx = emqxAddress && composeEmqx(emqxAddress, env, register);
  const access = emqx === null ? broker : everyBroker([emqx.access, broker]);
  const limits = createLimitLookup(db, clock, (reason) => logger.warn({ err: reason }, "limits not read"));
  const hits = createHitRecorder(db, { onError: (reason) => logger.warn({ err: reason }, "limit hits not kept") });
  const schemas = createSchemaLookup(db, clock, (reason) =>
    logger.warn({ err: reason }, "schemas not read, or flags not kept"),
  );
  const addresses = { brokerUrl: env.BROKER_URL, renewalUrl: env.RENEWAL_URL };
  const kafka = await openKafka(env, logger);
  const { latest, close: closeLatest } = composeLatest(env.REDIS_URL, db, logger);
  const worker = {
    db,
    latest,
    log,
    lookup,
    schemas,
    limits,
    noteHit: hits.note,
    logger,
    transact: <T>(work: Parameters<typeof withWorker<T>>[1]) => withWorker(db, work),
    turnstile: createTurnstile(),
    prepareDays: (messages: Parameters<typeof ensureStoreDays>[1]) => ensureStoreDays(db, messages),
  };
  const processes = [
    // The log in Postgres is read also where nothing is put into it any more: nothing stays behind there.
    pipeline({ log, consumer: PIPELINE_CONSUMER }, worker),
    ...(kafka === null ? [] : [pipeline({ log: kafka, consumer: KAFKA_PIPELINE_CONSUMER }, worker)]),
    presence(worker),
    meter({ ...worker, clock }),
    completeness({
      ...worker,
      clock,
      forget: (before) => forgetCounts(db, before),
      keepMs: env.COMPLETENESS_KEEP_MS,
    }),
    replay({
      clock,
      logger,
      listTenants: () => listTenants(db),
      carryOut: (tenant) => {
        // A register as it is now: what was attached a moment ago is attached.
        const deliver = deliverInline({ ...worker, lookup: createDeviceLookup(db, clock) });
        return carryOutReplays({ db, deliver, now: clock.now }, tenant);
      },
      listen: (onRequested, signal) => listenToReplays(db, onRequested, signal),
      forget: (before) => forgetQuarantined(db, before),
      keepMs: env.QUARANTINE_KEEP_MS,
    }),
    bridge({
      broker: withMqttBridge(broker, composeMqttBridge(env, clock, logger)),
      log,
      deliver: kafka || env.INGEST_PATH === "log" ? deliverToLog(kafka ?? log) : deliverInline(worker),
      quotas: createQuotas(limits, clock, hits.note),
      lookup,
      clock,
      logger,
      isCertificateActive: (identity, fingerprint) => isCertificateActive(db, lookup, identity, fingerprint),
      saveLink: (identity, seen) => saveLink({ db, lookup }, identity, seen),
      saveRefusal: (identity, refusal) => saveRefusal({ db, lookup }, identity, refusal),
    }),
    ...(emqx === null ? [] : [reconciler({ logger, everyMs: env.EMQX_RECONCILE_EVERY_MS, reconcile: emqx.reconcile })]),
    outbox({
      logger,
      listDue: () => listDueOutbox(db, clock.now(), OUTBOX_BATCH),
      carryOut: (due) =>
        carryOut({ db, access, documents, refreshRevocationList: revocationList, now: clock.now }, due),
      listen: (onEntry, signal) => listenToOutbox(db, onEntry, signal),
    }),
    commands({ ...worker, clock, access, listDue: (at, dueMax) => listDueCommands(db, at, dueMax) }),
    firmware({ ...worker, clock, access, documents, listDue: (at, dueMax) => listDueUpdates(db, at, dueMax) }),
    crl({ host: env.BIND_HOST, port: env.CRL_PORT, current: revocationList, logger }),
    renewal({
      host: env.BIND_HOST,
      port: env.RENEWAL_PORT,
      tls: { ...tls, trusted },
      onRenewed,
      logger,
      firmware: await composeFirmwareFiles({ db, lookup }),
      renew: (peer, request) => renewCertificate({ db, lookup, signer, now: clock.now() }, peer, request),
    }),
    enrolment({
      host: env.BIND_HOST,
      port: env.ENROLMENT_PORT,
      tls,
      onRenewed,
      logger,
      enrol: (request) => enrolDevice({ db, lookup, signer, documents, ...addresses, now: clock.now() }, request),
      report: (report) => reportEnrolmentStep({ db, lookup, now: clock.now() }, report),
      signingKeys: documents.signingKeys,
      renewLate: (request) => renewLate({ db, lookup, signer, now: clock.now() }, request),
    }),
    ...(await composeObjects(env, { db, clock, logger })),
    upkeep({
      clock,
      logger,
      everyMs: env.UPKEEP_EVERY_MS,
      seal: createSealer(db, env.SEAL_AFTER_MS),
      deleteOldEntries: (stream, keepMs) => deleteOldEntries(db, stream, keepMs),
      keepMs: {
        [STREAMS.rawTelemetry]: env.RAW_KEEP_MS,
        [STREAMS.telemetryAccepted]: env.ACCEPTED_KEEP_MS,
        [STREAMS.telemetryQuarantine]: env.QUARANTINE_STREAM_KEEP_MS,
        [STREAMS.deviceEvents]: env.EVENTS_KEEP_MS,
        [STREAMS.billingEvents]: assertKeptLongEnough(env.BILLING_KEEP_MS),
      },
    }),
  ];
  return {
    processes,
    emqx,
    close: async () => {
      await server.stop();
      await hits.stop();
      await schemas.flush();
      await closeLatest();
      await kafka?.close();
      await feed.close();
      await db.close();
    },
  };
}
