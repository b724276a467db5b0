import { join } from "node:path";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { DownChannel } from "@outstation/contracts/mqtt/topics";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { startEdgeAlarms } from "./alarms/edge-alarms";
import { keepAliveOf, startDataBudget } from "./budget/data-budget";
import { startCommands } from "./commands/start-commands";
import { createBuildStatement } from "./health/build-statement";
import { startClockCheck } from "./health/clock-check";
import { startHealthBoard } from "./health/status";
import type { Identity } from "./identity/identity";
import type { Progress } from "./identity/progress";
import { startRenewal } from "./identity/renewal";
import { askForKeys } from "./package/ask-for-keys";
import type { PackageUser } from "./package/package-user";
import { openPackages } from "./package/packages";
import { createSources } from "./package/sources";
import { createGatherer } from "./spool/gatherer";
import { openSpool } from "./spool/spool";
import { startTicker } from "./spool/ticker";
import { type SupervisorLink, startUpdates } from "./update/start-updates";
import type { DownHandler } from "./uplink/broker-link";
import type { SiteProxy } from "./uplink/proxy";
import { startUplink } from "./uplink/uplink";

/** The gateway of an identity: driver ► normalise ► spool ► uplink, for every source of its package. */
export async function startGateway(options: {
  readonly identity: Identity;
  readonly dataDir: string;
  readonly software: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly progress: Progress;
  /** The site's way out, where it has no other. */
  readonly proxy?: SiteProxy | undefined;
  /** Whoever starts it as another version; without one it has no firmware but its own. */
  readonly supervisor?: SupervisorLink | null;
}): Promise<{ readonly connectedOnce: Promise<void>; stop(): Promise<void> }> {
  const { dataDir, clock, logger, progress, proxy } = options;
  let identity = options.identity;
  let isConnected = false;
  let wakeUplink = () => {};
  let sayStatus = () => {};
  const spool = openSpool({
    file: join(dataDir, "spool.db"),
    clock,
    onTrouble({ what, detail }) {
      logger[what === "again" ? "info" : "warn"]({ spool: what, detail }, "spool");
      sayStatus();
    },
  });
  const gatherer = createGatherer(
    spool,
    (readings) => logger.warn({ readings }, "readings dropped: the spool takes nothing"),
    { onEarly: () => wakeUplink() },
  );

  const packages = await openPackages({
    dataDir,
    identity,
    clock,
    logger,
    use: (edgePackage) => use(edgePackage),
    states: () => sources.states(),
    onChanged: () => health.saySoon(),
    askForKeys: () => askForKeys(identity, proxy),
  });

  const told = { dataDir, clock, logger, identity: () => identity, spool, onSpooled: () => wakeUplink() };
  const commands = await startCommands({
    ...told,
    reportNow: () => health.sayNow(),
    restartSource: (sourceId) => sources.restart(sourceId),
  });
  const updates = await startUpdates({
    ...told,
    ...{ supervisor: options.supervisor ?? null, running: options.software.split(" ")[1] ?? "", proxy },
    askForKeys: () => askForKeys(identity, proxy),
    isConnected: () => isConnected,
  });

  /** What the platform sends, by channel; a part that listens adds itself before the gateway connects. */
  const down = new Map<DownChannel, DownHandler>([
    ["config", ({ payload }) => void packages.receive(payload)],
    ["cmd", ({ payload }) => void commands.receive(payload)],
    ["ota", ({ payload }) => void updates.receive(payload)],
  ]);
  const uplink = startUplink({
    identity,
    credentials: () => ({ ...credentialsOf(identity), proxy, keepAliveS: keepAliveOf(packages.current()) }),
    spool,
    clock,
    logger,
    onConnected: () => {
      isConnected = true;
      progress.reached("connect");
      clockCheck.platformReached();
      health.sayNow();
      updates.reached();
    },
    onUnreached: (reason) => {
      isConnected = false;
      progress.stopped("connect", reason);
    },
    onDelivered: () => progress.reached("reading"),
    onDown: (channel, message) => down.get(channel)?.(message),
  });
  wakeUplink = uplink.wake;
  const renewal = startRenewal({
    dataDir,
    identity,
    clock,
    logger,
    proxy,
    onRenewed: (renewed) => {
      identity = renewed;
      uplink.reconnect();
    },
  });
  const alarms = startEdgeAlarms({
    dataDir,
    clock,
    logger,
    spool,
    onSpooled: uplink.wake,
    onStatus: () => health.saySoon(),
  });
  const buildStatement = createBuildStatement({
    identity: () => identity,
    software: options.software,
    clock,
  });
  const { enrolmentUrl: url, rootCertificate } = identity;
  const platform = url === undefined ? null : { url, rootCertificate };
  const clockCheck = startClockCheck({ clock, logger, proxy, platform });
  const budget = startDataBudget({
    dataDir,
    clock,
    logger,
    bytes: uplink.bytes,
    onReadings: (source, readings, priority) => gatherer.add(source.device, readings, priority),
    onPace: () => pace(packages.current()),
  });
  const pace = (edgePackage: EdgePackage) => {
    ticker.use(budget.slowed(edgePackage));
    health.use(edgePackage);
  };
  const health = startHealthBoard({
    edgePackage: packages.current(),
    software: options.software,
    boot: spool.boot,
    clock,
    level: spool.level,
    say: (status) => uplink.publishLive("status", status),
    everyMs: budget.statusMs,
    /** What the parts add to the status, each in fields of its own. */
    parts: [
      buildStatement,
      packages.report,
      alarms.status,
      clockCheck.status,
      budget.status,
      spool.status,
      () => sources.silent(),
    ],
  });
  sayStatus = health.saySoon;
  const sources = createSources({
    dataDir,
    clock,
    logger,
    onReadings: budget.pass,
    doubt: clockCheck.doubt,
    onSeen: (source, readings) => alarms.see(source.device, readings),
    onHealth: (source, state) => health.note(source.id, state),
    stored: () => ticker.stored(),
  });
  const ticker = startTicker({
    beforeFlush() {
      sources.beat();
      budget.due();
    },
    gatherer,
    onSpooled: uplink.wake,
    logger,
  });

  /** In the order in which a change of the package reaches them: sources last, so that their first readings meet the rest. */
  const users: readonly PackageUser[] = [spool, clockCheck, budget, { use: pace }, alarms, commands, updates, sources];
  const use = async (edgePackage: EdgePackage) => {
    for (const user of users) await user.use(edgePackage);
  };
  await packages.begin();

  return {
    connectedOnce: uplink.connectedOnce,
    async stop() {
      packages.stop();
      await updates.stop();
      ticker.stop();
      renewal.stop();
      clockCheck.stop();
      health.stop();
      await sources.stop();
      await alarms.stop();
      await budget.stop();
      ticker.flush();
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
