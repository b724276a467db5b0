import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { encodeRawMessage, type RawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { Broker, EventLog } from "@outstation/domain/ports";
import { createBatcher } from "@outstation/kit/batcher";
import type { Clock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Arrived } from "../pipeline/messages";
import type { Deliver } from "./deliver";
import type { Process } from "./process";
import type { Quotas } from "./quotas";

const BATCH_MESSAGES_MAX = 1500;
/** One batch is committed while the next is copied and the one after is read. */
const OVERLAP = { at: 500, flushes: 3 };

export type BridgeDeps = {
  readonly broker: Broker;
  /** For what is no telemetry: `device-events`. */
  readonly log: EventLog;
  readonly deliver: Deliver;
  readonly quotas: Quotas;
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

/**
 * From the broker to the platform: a device's PUBACK waits until its message is on disk. Tenants take turns, and one that is
 * over its quota waits; what waits is held back in the broker's connections, which stop reading, and not here.
 */
export function bridge(deps: BridgeDeps): Process {
  const { broker, log, deliver, quotas, lookup, isCertificateActive, clock, logger } = deps;
  // What the broker saw is told in the order it happened: a device that came and went must not end as one that came.
  let telling: Promise<void> = Promise.resolve();
  const tell = (what: () => Promise<void>) => {
    telling = telling.then(what).catch((reason) => logger.warn({ err: reason }, "what the broker saw was not kept"));
  };
  const laneOf = ({ tenantId }: Arrived) => tenantId;
  const telemetry = createBatcher<Arrived>({
    itemsMax: BATCH_MESSAGES_MAX,
    overlap: OVERLAP,
    laneOf,
    waitMs: quotas.waitMs,
    flush: (messages) =>
      deliver(messages).catch((reason) => {
        // The broker only closes the connections: without this a full disk has no name here.
        logger.warn({ err: reason, messages: messages.length }, "messages not taken over; their devices send again");
        throw reason;
      }),
  });
  const events = createBatcher<Arrived>({
    itemsMax: BATCH_MESSAGES_MAX,
    laneOf,
    flush: async (messages) => void (await log.append(STREAMS.deviceEvents, messages.map(recordOf))),
  });

  function accept(message: RawMessage): Promise<void> {
    const tenantId = lookup.knownTenantId(message.tenant);
    return tenantId === null ? acceptOfNew(message) : take(message, tenantId);
  }

  async function acceptOfNew(message: RawMessage): Promise<void> {
    const tenantId = await lookup.findTenantId(message.tenant);
    if (tenantId === null) throw fault("tenant.not_found", "The tenant does not exist.", { tenant: message.tenant });
    return take(message, tenantId);
  }

  function take({ tenant, device, channel, payload, receivedAt }: RawMessage, tenantId: string): Promise<void> {
    const arrived: Arrived = { tenant, device, channel, payload, receivedAt, tenantId };
    if (channel !== "telemetry") return events.add(arrived);
    quotas.arrived(arrived);
    return telemetry.add(arrived);
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

const recordOf = (message: Arrived) => ({
  key: deviceKeyOf(message.tenant, message.device),
  tenantId: message.tenantId,
  value: encodeRawMessage(message),
});
