import { parseUpTopic } from "@outstation/contracts/mqtt/topics";
import type { Broker } from "@outstation/domain/ports";
import { Fault } from "@outstation/kit/fault";
import type { IPublishPacket } from "mqtt-packet";
import type { Budget } from "./budget";
import { createWindow } from "./window";

/** A message that has no place in the platform: its topic is none of ours, or its tenant does not exist. */
export type Unroutable = {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly reason: "topic" | "tenant";
};

export type BridgeDoors = Pick<Parameters<Broker["listen"]>[0], "accept"> & {
  /** Takes what has no place. It is acknowledged when this settles, either way: sent again, it would fare no better and hold up the rest. */
  readonly unroutable?: (message: Unroutable) => Promise<void> | void;
};

/** What all connections of a bridge have counted since it began. */
export type Tally = { held: number; received: number; acknowledged: number; unroutable: number };

export type Delivery = {
  take(packet: IPublishPacket): void;
  /** Messages came that have to wait for others: nothing more should be read. */
  readonly isFull: boolean;
  /** Begins nothing more; what has not begun comes again with the session. */
  stop(): void;
  /** Resolves when no message waits for its door any more. */
  drained(): Promise<void>;
};

export type DeliveryOptions = {
  readonly doors: BridgeDoors;
  readonly inFlightMax: number;
  readonly budget: Budget;
  readonly tally: Tally;
  readonly now: () => number;
  /** Identifiers that may be acknowledged now, in this order. */
  readonly acknowledge: (messageIds: number[]) => void;
  /** A message was not taken over: nothing that came after it may be acknowledged. */
  readonly failed: (reason: unknown) => void;
  /** Nothing has to wait for others any more. */
  readonly onRoom: () => void;
};

/**
 * Hands one connection's messages on, `inFlightMax` at the same time, and says in order which of them are safe. The bound is
 * kept here too: Receive Maximum says nothing of QoS 0, and not every broker keeps to it (mosquitto 2.0.11 sends ten times as
 * many: each PUBACK lets it send the whole window again).
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { budget, tally, inFlightMax } = options;
  const window = createWindow();
  let held = 0;
  let unsure = 0;
  let backlog: IPublishPacket[] = [];
  let idle: (() => void)[] = [];

  async function handOver(packet: IPublishPacket, payload: Uint8Array, settled: () => void): Promise<void> {
    held++;
    tally.held++;
    budget.take(payload.length);
    try {
      await pass(packet.topic, payload, options);
      settled();
    } catch (reason) {
      options.failed(reason);
    }
    held--;
    tally.held--;
    budget.give(payload.length);
    next();
  }

  function next(): void {
    if (backlog.length > 0) {
      const room = Math.max(0, inFlightMax - window.size - unsure);
      for (const packet of backlog.splice(0, room)) begin(packet);
      if (backlog.length === 0) options.onRoom();
    }
    if (held > 0) return;
    for (const resolve of idle) resolve();
    idle = [];
  }

  function begin(packet: IPublishPacket): void {
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    const { messageId } = packet;
    if (packet.qos === 0 || messageId === undefined) {
      unsure++;
      void handOver(packet, payload, () => unsure--);
    } else {
      const slot = window.add(messageId);
      void handOver(packet, payload, () => options.acknowledge(window.settle(slot)));
    }
  }

  return {
    take: (packet) => {
      tally.received++;
      if (window.size + unsure < inFlightMax) begin(packet);
      else backlog.push(packet);
    },
    get isFull() {
      return backlog.length > 0;
    },
    stop: () => {
      backlog = [];
    },
    drained: () => (held === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
  };
}

/** @throws what `accept` throws, unless no repetition could mend it. */
async function pass(topic: string, payload: Uint8Array, { doors, tally, now }: DeliveryOptions): Promise<void> {
  const receivedAt = now();
  const named = parseUpTopic(topic);
  const astray = async (reason: Unroutable["reason"]) => {
    tally.unroutable++;
    // It is not kept; the door itself tells why.
    await Promise.resolve(doors.unroutable?.({ topic, payload, receivedAt, reason })).catch(() => undefined);
  };
  if (named === null) return astray("topic");
  try {
    const { tenant, device, channel } = named;
    await doors.accept({ tenant, device, channel, payload, receivedAt });
  } catch (reason) {
    // A tenant that is gone while its devices' messages were on the way: they would come back for ever.
    if (reason instanceof Fault && reason.code === "tenant.not_found") return astray("tenant");
    throw reason;
  }
}
