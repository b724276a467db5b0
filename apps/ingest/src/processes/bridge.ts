import { encodeRawMessage, type RawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, STREAMS, type Stream } from "@outstation/contracts/streams/streams";
import type { DeviceLookup } from "@outstation/domain/fleet/devices";
import type { Broker, EventLog, LogRecord } from "@outstation/domain/ports";
import { createBatcher } from "@outstation/kit/batcher";
import { fault } from "@outstation/kit/fault";
import type { Process } from "./process";

/** Also the bound on a message's wait: one append is under way at a time. */
const BATCH_MESSAGES_MAX = 2000;

export type BridgeDeps = {
  readonly broker: Broker;
  readonly log: EventLog;
  readonly lookup: DeviceLookup;
  readonly isCertificateActive: Parameters<Broker["listen"]>[0]["admit"];
};

/** From the broker to the log: a device's PUBACK waits until its message is in the log, on disk. */
export function bridge({ broker, log, lookup, isCertificateActive }: BridgeDeps): Process {
  type Placed = { readonly stream: Stream; readonly record: LogRecord };
  const batcher = createBatcher<Placed>({
    itemsMax: BATCH_MESSAGES_MAX,
    flush: async (items) => {
      for (const stream of new Set(items.map((item) => item.stream)))
        await log.append(
          stream,
          items.filter((item) => item.stream === stream).map(({ record }) => record),
        );
    },
  });

  async function accept(message: RawMessage): Promise<void> {
    const tenantId = await lookup.findTenantId(message.tenant);
    if (tenantId === null) throw fault("tenant.not_found", "The tenant does not exist.", { tenant: message.tenant });
    await batcher.add({
      stream: message.channel === "telemetry" ? STREAMS.rawTelemetry : STREAMS.deviceEvents,
      record: { key: deviceKeyOf(message.tenant, message.device), tenantId, value: encodeRawMessage(message) },
    });
  }

  return {
    name: "bridge",
    start: () => broker.listen({ admit: isCertificateActive, accept }),
    stop: () => broker.close(),
  };
}
