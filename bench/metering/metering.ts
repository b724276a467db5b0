import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { encodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import { type Database, openDatabase } from "@outstation/db/database";
import { withWorker } from "@outstation/db/worker";
import type { EventLog } from "@outstation/domain/ports";
import { reconcileUsage } from "@outstation/domain/revenue/metering";
import { meter } from "@outstation/ingest/processes/meter";
import { systemClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { markdownTable, whole } from "../harness/table";
import { startBenchServer } from "../query/server";

const EVENTS = 20_000;
const MESSAGES_OF_AN_EVENT = 5;
/** Senders in a batch of the pipeline: as many events. */
const SENDERS_IN_A_BATCH = 100;

/**
 * How fast a meter that was away catches up, beside how fast the same was announced on the same server: with the senders of a
 * batch belonging to few tenants and to many.
 */
export async function benchMetering(): Promise<void> {
  const server = await startBenchServer();
  try {
    const rows: string[][] = [];
    for (const tenants of [1, 10, 100]) {
      const { ingest } = await server.openDatabase(`tenants_${tenants}`);
      rows.push(await oneCase(ingest, tenants));
    }
    const head = [
      "tenants in a batch",
      "announced events/s",
      "counted events/s",
      "messages/s",
      "ratio",
      "a day of 10 events/s",
    ];
    console.log(`\n${markdownTable(head, rows)}`);
  } finally {
    await server.stop();
  }
}

async function oneCase(url: string, tenants: number): Promise<string[]> {
  const db = await openDatabase(url, 4);
  const feed = openLogFeed(db);
  const log = createPgLog(db, feed);
  try {
    const announced = await seconds(() => announce(db, log, tenants));
    const counted = await seconds(() => catchUp(db, log));
    const { isBalanced, counted: messages } = await reconcileUsage(db);
    if (!isBalanced || messages !== EVENTS * MESSAGES_OF_AN_EVENT) throw new Error("not everything was counted once");
    const rate = EVENTS / counted;
    return [
      String(tenants),
      whole(EVENTS / announced),
      whole(rate),
      whole(rate * MESSAGES_OF_AN_EVENT),
      (announced / counted).toFixed(2),
      `${whole(864_000 / rate)} s`,
    ];
  } finally {
    await feed.close();
    await db.close();
  }
}

async function announce(db: Database, log: EventLog, tenants: number): Promise<void> {
  const senders = Array.from({ length: SENDERS_IN_A_BATCH }, () => newId());
  const tenantIds = Array.from({ length: tenants }, () => newId());
  const tenantOf = (index: number) => tenantIds[index % tenants] as string;
  const value = Buffer.from("message");
  for (let events = 0; events < EVENTS; events += SENDERS_IN_A_BATCH)
    await withWorker(db, async (tx) => {
      const records = senders.flatMap((deviceId, index) =>
        Array(MESSAGES_OF_AN_EVENT).fill({ key: deviceKeyOf("some", deviceId), tenantId: tenantOf(index), value }),
      );
      const places = await log.append(STREAMS.telemetryAccepted, records, tx);
      const billing = senders.map((deviceId, index) => {
        const { partition, offset } = places[index * MESSAGES_OF_AN_EVENT] ?? { partition: 0, offset: 0 };
        const tenantId = tenantOf(index);
        const event = {
          event_id: `${STREAMS.telemetryAccepted}/${partition}/${offset}-${offset + MESSAGES_OF_AN_EVENT - 1}/${deviceId}`,
          ...{ tenant_id: tenantId, device_id: deviceId, message_count: MESSAGES_OF_AN_EVENT, byte_count: 1000 },
          ts: new Date().toISOString(),
        };
        return { key: tenantId, tenantId, value: encodeBillingEvent(event) };
      });
      await log.append(STREAMS.billingEvents, billing, tx);
    });
}

async function catchUp(db: Database, log: EventLog): Promise<void> {
  let left = EVENTS;
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const transact: Parameters<typeof meter>[0]["transact"] = async (work) => {
    const result = await withWorker(db, work);
    left -= (result as { counted: number }).counted;
    if (left <= 0) done();
    return result;
  };
  const process = meter({ db, log, transact, clock: systemClock, logger: createLogger("meter", "silent") });
  await process.start();
  await all;
  await process.stop();
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
