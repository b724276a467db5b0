import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { encodeRawMessage, type RawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, STREAMS, type Stream } from "@outstation/contracts/streams/streams";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { Broker, EventLog, LogRecord } from "@outstation/domain/ports";
import { createBatcher } from "@outstation/kit/batcher";
import type { Clock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Process } from "./process";

/** Also the bound on a message's wait: one append is under way at a time. */
const BATCH_MESSAGES_MAX = 2000;

export type BridgeDeps = {
  readonly broker: Broker;
  readonly log: EventLog;
  readonly lookup: DeviceLookup;
  readonly isCertificateActive: Doors["admit"];
  readonly saveLink: (
    identity: DeviceIdentity,
    seen: { connected: boolean; fingerprintSha256: string; at: number },
  ) => Promise<void>;
  readonly saveRefusal: (
    identity: DeviceIdentity,
    refusal: { reason: "refused" | "acl"; detail: string; at: number },
  ) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
};

type Doors = Parameters<Broker["listen"]>[0];

/** From the broker to the log: a device's PUBACK waits until its message is in the log, on disk. */
export function bridge(deps: BridgeDeps): Process {
  const { broker, log, lookup, isCertificateActive, clock, logger } = deps;
  // What the broker saw is told in the order it happened: a device that came and went must not end as one that came.
  let telling: Promise<void> = Promise.resolve();
  const tell = (what: () => Promise<void>) => {
    telling = telling.then(what).catch((reason) => logger.warn({ err: reason }, "what the broker saw was not kept"));
  };
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
    start: () =>
      broker.listen({
        admit: isCertificateActive,
        accept,
        linked: (identity, fingerprintSha256, connected) => {
          const at = clock.now();
          tell(() => deps.saveLink(identity, { connected, fingerprintSha256, at }));
        },
        refused: (identity, reason, detail) => {
          const at = clock.now();
          tell(() => deps.saveRefusal(identity, { reason, detail, at }));
        },
      }),
    stop: async () => {
      await broker.close();
      await telling;
    },
  };
}
