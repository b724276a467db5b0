import type { Broker } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import { type BridgeTls, dialerOf } from "./address";
import { createBudget } from "./budget";
import { type Connection, keepConnected } from "./connection";
import type { BridgeDoors, Tally } from "./delivery";
import { createReporter } from "./reporter";

export type MqttBridgeOptions = {
  /** `mqtts://host[:port]`; plain `mqtt://` only to this very machine. */
  readonly url: string;
  readonly tls?: BridgeTls;
  readonly login?: { readonly username: string; readonly password: string };
  readonly connections: number;
  /** The shared subscription's name: the same for every bridge of the platform. */
  readonly group: string;
  /** Which of the group's bridges this is: no two have one name at the same time, and each keeps its own over a restart. */
  readonly instance: string;
  /** Messages each connection may hold unacknowledged: Receive Maximum. */
  readonly inFlightMax: number;
  /** Bytes of payload all connections together may hold. */
  readonly bytesInFlightMax: number;
  readonly now: () => number;
  readonly logger: Logger;
  /** How long the broker keeps our sessions, and so the messages, while we are away. A week if not said. */
  readonly sessionExpirySeconds?: number;
  readonly keepAliveSeconds?: number;
  readonly backoff?: { readonly baseMs: number; readonly maxMs: number };
};

export type MqttBridge = {
  /**
   * Starts connecting and resolves at once: a broker that is away must not hold up the rest of the platform. Of the port's
   * doors only `accept` is used; who may come in, and as whom, EMQX has decided by then.
   */
  listen(doors: BridgeDoors & Partial<Parameters<Broker["listen"]>[0]>): Promise<void>;
  /** Acknowledges what it holds as soon as that is safe, within 5 s, and leaves; the sessions stay with the broker. */
  close(): Promise<void>;
  /** Connections whose subscription stands, and what has been counted since the start. */
  status(): Readonly<Tally> & { readonly connected: number; readonly heldBytes: number };
};

/** Every device's `up` topics, tenant and device as wildcards. */
const FILTER = "+/d/+/up/#";
const WEEK_SECONDS = 7 * 24 * 3600;
const KEEP_ALIVE_SECONDS = 30;
const BACKOFF = { baseMs: 250, maxMs: 30_000 };

/**
 * The bridge from an external MQTT 5 broker: one shared subscription at QoS 1, over several connections whose sessions
 * outlive them. A message's PUBACK is sent when `accept` has resolved, in the order of arrival; if `accept` rejects, the
 * connection is dropped unacknowledged and comes back after a wait, and the broker sends again. It holds at most
 * `connections * inFlightMax` messages and about `bytesInFlightMax` bytes; the rest stays with the broker.
 *
 * A client of its own on mqtt-packet, as MQTT.js takes the next packet only after the last one's PUBACK was written
 * (`handlePublish` calls `done` behind `customHandleAcks` and `handleMessage`), so one message at a time. With 5 ms to wait
 * for each batch, over TLS from a mosquitto on the same two cores: 15,000 messages a second on one connection here, 125
 * there (`pnpm bench bridge`). More connections are for more nodes of a broker, and for its sessions' queues.
 * @throws Fault `bridge.address`, `bridge.options`
 */
export function createMqttBridge(options: MqttBridgeOptions): MqttBridge {
  checkOptions(options);
  const dial = dialerOf(options.url, options.tls);
  const budget = createBudget(options.bytesInFlightMax);
  const tally: Tally = { held: 0, received: 0, acknowledged: 0, unroutable: 0 };
  let connections: readonly Connection[] = [];
  const connected = () => connections.filter(({ isUp }) => isUp).length;

  return {
    listen: async (doors) => {
      const reporter = createReporter(options, doors, connected);
      const { now, backoff = BACKOFF, group } = options;
      connections = Array.from({ length: options.connections }, (_, index) =>
        keepConnected({
          ...{ dial, budget, tally, now, backoff },
          filter: `$share/${group}/${FILTER}`,
          hello: helloOf(options, index),
          doors: { accept: doors.accept, unroutable: reporter.unroutable },
          onUp: reporter.up,
          onDown: (end, attempt) => reporter.down(index, end, attempt),
        }),
      );
    },
    close: async () => {
      await Promise.all(connections.map((connection) => connection.stop()));
    },
    status: () => ({ ...tally, connected: connected(), heldBytes: budget.held }),
  };
}

const helloOf = (options: MqttBridgeOptions, index: number) => ({
  // The same after a restart: the session, with what was not acknowledged, goes by it.
  clientId: `${options.group}-${options.instance}-${index}`,
  ...(options.login && { login: options.login }),
  keepAliveSeconds: options.keepAliveSeconds ?? KEEP_ALIVE_SECONDS,
  sessionExpirySeconds: options.sessionExpirySeconds ?? WEEK_SECONDS,
  inFlightMax: options.inFlightMax,
});

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

function checkOptions({ group, instance, connections, inFlightMax, bytesInFlightMax }: MqttBridgeOptions): void {
  const within = (value: number, max: number) => Number.isInteger(value) && value >= 1 && value <= max;
  const problems = [
    ...(NAME.test(group) && NAME.test(instance)
      ? []
      : ["its group and instance must be 1 to 64 letters, digits, `_`, `.` or `-`"]),
    ...(within(connections, 1024) ? [] : ["it needs 1 to 1024 connections"]),
    // MQTT 5, 3.1.2.11.3.
    ...(within(inFlightMax, 65_535) ? [] : ["each may hold 1 to 65535 messages"]),
    ...(within(bytesInFlightMax, Number.MAX_SAFE_INTEGER) ? [] : ["they may hold at least one byte"]),
  ];
  if (problems.length > 0) throw fault("bridge.options", `The bridge cannot run like this: ${problems.join("; ")}.`);
}
