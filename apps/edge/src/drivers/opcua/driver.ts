import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { MessageSecurityMode, OPCUAClient, SecurityPolicy, setErrorLogger, setWarningLogger } from "node-opcua";
import type { Driver, RawReading } from "../driver";
import { unless } from "../give-up";
import { createHealthReporter, lineOf } from "../health-reporter";
import { APPLICATION_URI, openIdentity } from "./certificates";
import { openReadOnlySession, type ReadOnlySession } from "./read-only-session";
import { rawReadingOf } from "./value";

const BACKOFF = { baseMs: 1000, maxMs: 15_000 };
/** The library gets this long to rebuild its session; then everything is made anew. */
const RESTORE_TIMEOUT_MS = 60_000;

type Link = {
  readonly source: OpcUaSource;
  readonly dataDir: string;
  readonly health: ReturnType<typeof createHealthReporter>;
  readonly onReadings: (readings: readonly RawReading[]) => void;
};

/** Subscribes to a controller's variables. The library rebuilds session and subscription after a lost connection. */
export function createOpcUaDriver(
  source: OpcUaSource,
  { dataDir, logger }: { readonly dataDir: string; readonly logger: Logger },
): Driver {
  // node-opcua prints to the console otherwise, between the lines of the log; what matters also reaches us as an error.
  setWarningLogger((...parts) => logger.debug({ library: "node-opcua" }, parts.join(" ")));
  setErrorLogger((...parts) => logger.debug({ library: "node-opcua" }, parts.join(" ")));
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let health: Link["health"] | undefined;
  return {
    start({ onHealth, onReadings }) {
      health = createHealthReporter(onHealth);
      const unlessStopped = (readings: readonly RawReading[]) => {
        if (readings.length > 0 && !stopping.signal.aborted) onReadings(readings);
      };
      running = supervise({ source, dataDir, health, onReadings: unlessStopped }, stopping.signal);
    },
    async stop() {
      health?.close();
      stopping.abort();
      await running;
    },
  };
}

async function supervise(link: Link, signal: AbortSignal) {
  link.health.say("connecting");
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await connectAndStay(link, signal, () => {
        attempt = 0;
      });
    } catch (reason) {
      link.health.say("failed", `${link.source.endpoint}: ${lineOf(reason)}`);
    }
    await sleep(backoffMs(attempt, BACKOFF), signal);
  }
}

async function createClient(source: OpcUaSource, dataDir: string): Promise<OPCUAClient> {
  const secure = source.securityMode === "SignAndEncrypt";
  return OPCUAClient.create({
    applicationName: "Outstation gateway",
    applicationUri: APPLICATION_URI,
    clientName: source.id,
    ...(await openIdentity(dataDir)),
    securityMode: secure ? MessageSecurityMode.SignAndEncrypt : MessageSecurityMode.None,
    securityPolicy: secure ? SecurityPolicy.Basic256Sha256 : SecurityPolicy.None,
    // Controllers announce their own host name, which is seldom the address they are reached by.
    endpointMustExist: false,
    keepSessionAlive: true,
    connectionStrategy: { initialDelay: 500, maxDelay: 5000, maxRetry: -1 },
  });
}

/** Resolves when the signal aborts; throws when the connection cannot be had or was lost beyond repair. */
async function connectAndStay(link: Link, signal: AbortSignal, onConnected: () => void) {
  const { source, health } = link;
  const client = await createClient(source, link.dataDir);
  const lost = new AbortController();
  const repair = repairTimer(() => lost.abort());
  const ended = AbortSignal.any([signal, lost.signal]);
  client.on("backoff", () => health.say("connecting", `${source.endpoint}: no answer`));
  client.on("connection_lost", () => {
    health.say("connecting", `${source.endpoint}: connection lost`);
    repair.start();
  });
  try {
    await unless(ended, client.connect(source.endpoint));
    const session = await unless(ended, openReadOnlySession(client));
    session.onClosed(() => lost.abort());
    session.onRestored(() => {
      repair.done();
      catchUp(link, session).catch(() => lost.abort());
    });
    const problem = await unless(ended, subscribe(link, session));
    health.say("connected", problem);
    onConnected();
    await unless(ended, new Promise<never>(() => {}));
  } catch (reason) {
    if (!signal.aborted) throw lost.signal.aborted ? new Error("the session was lost") : reason;
  } finally {
    repair.done();
    // Closing waits for a server that may be gone; we do not.
    await Promise.race([client.disconnect().catch(() => {}), sleep(1000)]);
  }
}

/** Monitors every point. @returns what is wrong with the points the controller does not have. */
async function subscribe({ source, onReadings }: Link, session: ReadOnlySession): Promise<string | undefined> {
  const codes = await session.monitor({
    nodeIds: source.points.map(({ nodeId }) => nodeId),
    samplingMs: source.samplingMs,
    onChange: (index, value) => {
      const point = source.points[index];
      if (point !== undefined) onReadings([rawReadingOf(point.name, value)]);
    },
  });
  const refused = source.points.flatMap(({ name }, index) => {
    const code = codes[index] ?? 0;
    return isBad(code)
      ? [{ point: name, value: null, sourceTime: null, status: { protocol: "opcua", code } } as const]
      : [];
  });
  onReadings(refused);
  return refused.length === 0
    ? undefined
    : `${refused.length} of ${source.points.length} points refused, such as ${refused[0]?.point}`;
}

const isBad = (code: number) => code >>> 30 !== 0;

/** A session that survived reports no value that did not change, but each point needs one after the gap. */
async function catchUp({ source, health, onReadings }: Link, session: ReadOnlySession) {
  const values = await session.read(source.points.map(({ nodeId }) => nodeId));
  health.say("connected");
  onReadings(
    source.points.flatMap(({ name }, index) => {
      const value = values[index];
      return value === undefined ? [] : [rawReadingOf(name, value)];
    }),
  );
}

function repairTimer(onExpired: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      timer ??= setTimeout(onExpired, RESTORE_TIMEOUT_MS);
    },
    done: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
