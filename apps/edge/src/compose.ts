import { join } from "node:path";
import type { EdgeSource } from "@outstation/contracts/edge/package";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { createDriver } from "./drivers/create-driver";
import { startHealthBoard } from "./health/status";
import type { Identity } from "./identity/identity";
import type { Progress } from "./identity/progress";
import { startRenewal } from "./identity/renewal";
import { createNormaliser } from "./normalise/normaliser";
import { createGatherer } from "./spool/gatherer";
import { openSpool } from "./spool/spool";
import { startUplink } from "./uplink/uplink";

/** The gateway of an identity: driver ► normalise ► spool ► uplink, for every source of its package. */
export async function startGateway(options: {
  readonly identity: Identity;
  readonly dataDir: string;
  readonly software: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly progress: Progress;
}): Promise<{ readonly connectedOnce: Promise<void>; stop(): Promise<void> }> {
  const { dataDir, clock, logger, progress } = options;
  let identity = options.identity;
  const { reporting, sources } = identity.edgePackage;
  const spool = openSpool({ file: join(dataDir, "spool.db"), clock });
  const gatherer = createGatherer(spool, (readings) => logger.warn({ readings }, "readings dropped: the disk is full"));
  const uplink = startUplink({
    identity,
    credentials: () => credentialsOf(identity),
    spool,
    logger,
    onConnected: () => {
      progress.reached("connect");
      health.sayNow();
    },
    onUnreached: (reason) => progress.stopped("connect", reason),
    onDelivered: () => progress.reached("reading"),
  });
  const renewal = startRenewal({
    dataDir,
    identity,
    clock,
    logger,
    onRenewed: (renewed) => {
      identity = renewed;
      uplink.reconnect();
    },
  });
  const health = startHealthBoard({
    edgePackage: identity.edgePackage,
    software: options.software,
    boot: spool.boot,
    clock,
    level: spool.level,
    say: (status) => uplink.publishLive("status", status),
  });
  const lines = await Promise.all(sources.map((source) => startLine(source)));

  async function startLine(source: EdgeSource) {
    const normaliser = createNormaliser({ points: source.points, heartbeatMs: reporting.heartbeatMs, clock });
    const driver = await createDriver(source, { dataDir, logger });
    driver.start({
      onReadings: (raw) => gatherer.add(source.device, normaliser.accept(raw)),
      onHealth(state) {
        gatherer.add(source.device, normaliser.sourceIs(state.state));
        health.note(source.id, state);
        logger.info({ source: source.id, ...state }, "source");
      },
    });
    return { driver, beat: () => gatherer.add(source.device, normaliser.heartbeat()) };
  }

  const flush = () => {
    try {
      if (gatherer.flush() > 0) uplink.wake();
    } catch (reason) {
      logger.warn({ reason: String(reason) }, "the spool takes nothing");
    }
  };
  const tick = setInterval(() => {
    for (const { beat } of lines) beat();
    flush();
  }, reporting.batchMs);

  return {
    connectedOnce: uplink.connectedOnce,
    async stop() {
      clearInterval(tick);
      renewal.stop();
      health.stop();
      await Promise.race([Promise.all(lines.map(({ driver }) => driver.stop())), sleep(600)]);
      flush();
      await uplink.stop({ drainMs: 500, lastStatus: health.farewell() });
      spool.close();
    },
  };
}

const credentialsOf = (identity: Identity) => ({
  brokerUrl: identity.brokerUrl,
  clientId: commonNameOf(identity),
  rootCertificate: identity.rootCertificate,
  certificateChain: [identity.certificate, ...identity.chain].join("\n"),
  privateKey: identity.privateKey,
});
