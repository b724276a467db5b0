import {
  AttributeIds,
  type ClientSession,
  type ClientSubscription,
  DataChangeFilter,
  DataChangeTrigger,
  type DataValue,
  DeadbandType,
  StatusCodes,
  TimestampsToReturn,
} from "node-opcua";
import type { OperationLimits } from "./limits";

/** OPC 10000-4, 7.22.2 */
export type Deadband = { readonly absolute: number } | { readonly percent: number };

export type MonitoredPoint = { readonly nodeId: string; readonly samplingMs: number; readonly deadband?: Deadband };

export type MonitorRequest = {
  readonly points: readonly MonitoredPoint[];
  readonly publishingMs: number;
  /** The server keeps the subscription, and as many values of each point as this takes, while nobody asks. */
  readonly bridgeMs: number;
  readonly onChange: (index: number, value: DataValue) => void;
  /** An answer of the server to our asking for news arrived: what it had kept is here. */
  readonly onPublished: () => void;
};

export type MonitorResult = {
  readonly status: number;
  /** Values the server agreed to keep. */
  readonly queueSize: number;
  /** The server cannot apply the deadband to this point, so it reports every change. */
  readonly withoutDeadband: boolean;
};

type Numbered = MonitoredPoint & { readonly index: number };

/** A server may promise as much and have the memory; more has no use at the fastest sampling over the longest bridge. */
const QUEUE_MAX = 72_000;
const KEEP_ALIVE_MS = 5000;
const LIFETIME_MIN_MS = 60_000;

/** OPC 10000-4, 7.39.2: the server's ways to say that it cannot filter this node. */
const CANNOT_FILTER = new Set(
  [
    StatusCodes.BadMonitoredItemFilterInvalid,
    StatusCodes.BadMonitoredItemFilterUnsupported,
    StatusCodes.BadFilterNotAllowed,
    StatusCodes.BadDeadbandFilterInvalid,
  ].map(({ value }) => value),
);

/** Makes one subscription with an item for each point, in requests within the server's limits. */
export async function monitor(
  session: Pick<ClientSession, "createSubscription2">,
  limits: OperationLimits,
  request: MonitorRequest,
  onEnded: () => void,
): Promise<MonitorResult[]> {
  const { publishingMs, bridgeMs, points } = request;
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: publishingMs,
    requestedMaxKeepAliveCount: Math.max(1, Math.round(KEEP_ALIVE_MS / publishingMs)),
    requestedLifetimeCount: Math.max(30, Math.ceil(Math.max(LIFETIME_MIN_MS, bridgeMs) / publishingMs)),
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  });
  subscription.on("terminated", onEnded);
  subscription.on("keepalive", request.onPublished);
  subscription.on("received_notifications", request.onPublished);
  const results: MonitorResult[] = [];
  for (const group of groupsOf(points, limits.monitoredItems)) {
    const made = await monitorGroup(subscription, group, request);
    const unfiltered = group.filter((_, at) => CANNOT_FILTER.has(made[at]?.status ?? 0)).map(withoutDeadband);
    for (const [at, { index }] of group.entries()) results[index] = made[at] ?? FAILED;
    if (unfiltered.length === 0) continue;
    for (const [at, result] of (await monitorGroup(subscription, unfiltered, request)).entries())
      results[unfiltered[at]?.index ?? 0] = { ...result, withoutDeadband: true };
  }
  return results;
}

const FAILED: MonitorResult = {
  status: StatusCodes.BadUnexpectedError.value,
  queueSize: 0,
  withoutDeadband: false,
};

const withoutDeadband = ({ deadband: _, ...point }: Numbered): Numbered => point;

/** Points that are sampled and filtered alike, at most `size` together. */
function groupsOf(points: readonly MonitoredPoint[], size: number): Numbered[][] {
  const alike = new Map<string, Numbered[]>();
  for (const [index, point] of points.entries()) {
    const key = JSON.stringify([point.samplingMs, point.deadband ?? null]);
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [{ ...point, index }]);
    else group.push({ ...point, index });
  }
  return [...alike.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, n) => group.slice(n * size, (n + 1) * size)),
  );
}

async function monitorGroup(
  subscription: ClientSubscription,
  group: readonly Numbered[],
  { bridgeMs, onChange }: MonitorRequest,
): Promise<MonitorResult[]> {
  const { samplingMs = 1000, deadband } = group[0] ?? {};
  const items = await subscription.monitorItems(
    group.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
    {
      samplingInterval: samplingMs,
      queueSize: Math.min(QUEUE_MAX, Math.ceil(bridgeMs / samplingMs) + 1),
      discardOldest: true,
      filter: deadband === undefined ? null : filterOf(deadband),
    },
    TimestampsToReturn.Both,
  );
  items.on("changed", (_item, value, at) => {
    const index = group[at]?.index;
    if (index !== undefined) onChange(index, value);
  });
  return items.monitoredItems.map(({ statusCode, result }) => ({
    status: statusCode.value,
    queueSize: result?.revisedQueueSize ?? 0,
    withoutDeadband: false,
  }));
}

const filterOf = (deadband: Deadband): DataChangeFilter =>
  new DataChangeFilter({
    trigger: DataChangeTrigger.StatusValue,
    ...("absolute" in deadband
      ? { deadbandType: DeadbandType.Absolute, deadbandValue: deadband.absolute }
      : { deadbandType: DeadbandType.Percent, deadbandValue: deadband.percent }),
  });
