import { openAccepted } from "@outstation/contracts/streams/accepted-readings";
import { addToHours, type HourRow } from "@outstation/db/series/gaps";
import { findDeviceIds } from "@outstation/db/series/gaps-evidence";
import type { WorkerTx } from "@outstation/db/worker";
import type { LogMessage } from "../../ports";
import { account, groupBy } from "./account";
import { countedOf } from "./arrival-of";
import { hourOf } from "./hours";
import type { Arrival } from "./ledger";
import { loadLedgers, saveLedgers } from "./ledger.store";
import { withCauses } from "./with-causes";

type Message = {
  readonly senderId: string;
  readonly deviceId: string;
  readonly arrival: Arrival | null;
  readonly hour: number;
};

/** Enters stored messages of many tenants into their ledgers, each under its tenant's policy. A message that is known changes nothing. */
export async function recordArrivals(tx: WorkerTx, messages: readonly LogMessage[]): Promise<void> {
  for (const [tenantId, own] of groupBy(messages, (message) => message.tenantId))
    await tx.asTenant(tenantId, async () => recordOf(tx, tenantId, await readMessages(tx, tenantId, own)));
}

async function recordOf(tx: WorkerTx, tenantId: string, messages: readonly Message[]): Promise<void> {
  const arrivals = messages.flatMap(({ arrival }) => arrival ?? []);
  const outcome = account(await loadLedgers(tx, tenantId, arrivals), arrivals);
  const changed = await withCauses(tx, tenantId, outcome.changed);
  await saveLedgers(tx, tenantId, changed);
  const counted = new Set(outcome.counted);
  const carried = messages.filter(({ arrival }) => arrival === null || counted.has(arrival));
  const hours = [...outcome.hours.map((hour) => ({ ...hour, unnumbered: 0, carried: 0 })), ...carried.flatMap(hoursOf)];
  await addToHours(tx, tenantId, [...sumUp(hours)]);
}

/** One row a device and hour: what the database is sent grows with the devices, not with the messages. */
function sumUp(rows: readonly HourRow[]): Iterable<HourRow> {
  const sums = new Map<string, HourRow>();
  for (const row of rows) {
    const key = `${row.deviceId}/${row.hour}`;
    const sum = sums.get(key);
    sums.set(
      key,
      sum === undefined
        ? row
        : {
            ...row,
            received: sum.received + row.received,
            missing: sum.missing + row.missing,
            unnumbered: sum.unnumbered + row.unnumbered,
            carried: sum.carried + row.carried,
          },
    );
  }
  return sums.values();
}

/** What a message adds besides its number. */
function hoursOf({ senderId, deviceId, arrival, hour }: Message): HourRow[] {
  const own = { deviceId, hour, received: 0, missing: 0, unnumbered: 0, carried: 1 };
  if (arrival !== null) return [own];
  if (senderId === deviceId) return [{ ...own, unnumbered: 1 }];
  return [own, { ...own, deviceId: senderId, unnumbered: 1, carried: 0 }];
}

async function readMessages(tx: WorkerTx, tenantId: string, messages: readonly LogMessage[]): Promise<Message[]> {
  const opened = messages.map(({ value }) => openAccepted(value));
  const keys = new Set(opened.flatMap(({ sender, device }) => [sender, device]));
  const ids = await findDeviceIds(tx, tenantId, [...keys]);
  return opened.flatMap(({ sender, device, receivedAt, payload }) => {
    const [senderId, deviceId] = [ids.get(sender), ids.get(device)];
    const counted = payload === null ? null : countedOf(payload);
    if (senderId === undefined || deviceId === undefined || counted === null) return [];
    const { boot, seq, measuredAt } = counted;
    const arrival = boot === null || seq === null ? null : { deviceId: senderId, boot, seq, measuredAt, receivedAt };
    return [{ senderId, deviceId, arrival, hour: hourOf(measuredAt) }];
  });
}
