import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { type OPCUAClient, setErrorLogger, setWarningLogger } from "node-opcua";
import type { Driver, RawReading } from "../driver";
import { unless } from "../give-up";
import { createHealthReporter, lineOf } from "../health-reporter";
import { bridgeMsOf, createOpcUaClient } from "./client";
import { createGate, type Gate } from "./gate";
import { openReadOnlySession } from "./read-only-session";
import { createSubscriber } from "./subscriber";
import { userTokenOf } from "./user-token";

const BACKOFF = { baseMs: 1000, maxMs: 15_000 };
/** The library gets at least this long to rebuild its session; then everything is made anew. */
const RESTORE_MIN_MS = 60_000;

/** A server that loads its nodes after its start, or gets another one, is asked for the missing ones this often. */
const ASK_AGAIN_MS = 60_000;

type Link = {
  readonly source: OpcUaSource;
  readonly dataDir: string;
  readonly askAgainMs: number;
  readonly health: ReturnType<typeof createHealthReporter>;
  readonly onReadings: (readings: readonly RawReading[]) => void;
};

/**
 * Subscribes to a controller's variables. After a lost connection the library reactivates the session, or transfers its
 * subscription to a new one, and has republished what the server kept; after a restart of the server all is made anew.
 */
export function createOpcUaDriver(
  source: OpcUaSource,
  {
    dataDir,
    logger,
    askAgainMs = ASK_AGAIN_MS,
  }: { readonly dataDir: string; readonly logger: Logger; readonly askAgainMs?: number },
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
      running = supervise({ source, dataDir, askAgainMs, health, onReadings: unlessStopped }, stopping.signal);
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

/** Resolves when the signal aborts; throws when the connection cannot be had or was lost beyond repair. */
async function connectAndStay(link: Link, signal: AbortSignal, onConnected: () => void) {
  const { source, health } = link;
  const { client, trust } = await createOpcUaClient(source, link.dataDir);
  const lost = new AbortController();
  const ended = AbortSignal.any([signal, lost.signal]);
  const gate = createGate(link.onReadings);
  const repair = watchConnection(link, client, gate, () => lost.abort("the session could not be restored"));
  try {
    const user = await userTokenOf(source, link.dataDir);
    await unless(ended, client.connect(source.endpoint));
    const session = await unless(ended, openReadOnlySession(client, user));
    const subscriber = createSubscriber(source, session, gate.pass);
    const connected = () => {
      health.say("connected", subscriber.note());
      gate.open();
    };
    session.onClosed((reason) => lost.abort(reason));
    await unless(ended, subscriber.subscribe());
    session.onRestored(() => {
      repair.done();
      connected();
      subscriber.catchUp().catch((reason) => lost.abort(lineOf(reason)));
    });
    connected();
    onConnected();
    void subscriber.askAgain(link.askAgainMs, ended, () => health.say("connected", subscriber.note()));
    await unless(ended, new Promise<never>(() => {}));
  } catch (reason) {
    if (!signal.aborted) throw new Error(trust.problem ?? (lost.signal.aborted ? lost.signal.reason : lineOf(reason)));
  } finally {
    repair.done();
    // Closing waits for a server that may be gone; we do not.
    await Promise.race([client.disconnect().catch(() => {}), sleep(1000)]);
  }
}

/** Says what becomes of the connection, and gives the library its time to repair it. */
function watchConnection({ source, health }: Link, client: OPCUAClient, gate: Gate, onBeyondRepair: () => void) {
  let timer: NodeJS.Timeout | undefined;
  client.on("backoff", () => health.say("connecting", `${source.endpoint}: no answer`));
  client.on("connection_lost", () => {
    gate.shut();
    health.say("connecting", `${source.endpoint}: connection lost`);
    timer ??= setTimeout(onBeyondRepair, Math.max(RESTORE_MIN_MS, bridgeMsOf(source)));
  });
  return {
    done: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
