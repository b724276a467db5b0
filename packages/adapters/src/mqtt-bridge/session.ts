import type { Socket } from "node:net";
import type { IConnackPacket, IDisconnectPacket, IPublishPacket, ISubackPacket, Packet } from "mqtt-packet";
import { createAcknowledger } from "./acknowledger";
import type { Budget } from "./budget";
import { type BridgeDoors, createDelivery, type Delivery, type Tally } from "./delivery";
import { type End, type Link, openLink } from "./link";
import { connectPacket, type Hello, REASON, refusalOf, subscribePacket } from "./wire";

export type SessionOptions = {
  readonly hello: Hello;
  readonly filter: string;
  readonly doors: BridgeDoors;
  readonly budget: Budget;
  readonly tally: Tally;
  readonly now: () => number;
  readonly onSubscribed: () => void;
  readonly onAcknowledged: () => void;
};

export type Session = {
  /** Resolves when the connection is closed and no message of it waits for its door: only then may the next one begin. */
  readonly ended: Promise<End>;
  /** Reads no more, acknowledges what it has as soon as that is safe, and says goodbye; after `LEAVE_MS_MAX` without. */
  leave(): void;
};

/** From CONNECT to SUBACK. */
const HANDSHAKE_MS_MAX = 10_000;
const LEAVE_MS_MAX = 5_000;

/** One connection's life, from CONNECT to its close. */
export function openSession(socket: Socket, options: SessionOptions): Session {
  let leaving = false;
  const { budget } = options;
  const link: Link = openLink(socket, {
    packet: (packet) => {
      if (!leaving) onPacket(packet, { link, delivery, options, subscribed });
    },
    chunk: () => {
      if (leaving || !(delivery.isFull || budget.isSpent)) return;
      link.pause();
      readOnWithRoom();
    },
  });
  const readOnWithRoom = () => {
    // A full delivery calls back by itself.
    if (leaving || delivery.isFull) return;
    if (budget.isSpent) budget.onRoom(readOnWithRoom);
    else link.resume();
  };
  const acknowledger = acknowledgerOf(() => link, options);
  const delivery = createDelivery({
    ...options,
    inFlightMax: options.hello.inFlightMax,
    acknowledge: acknowledger.add,
    failed: (cause) => {
      delivery.stop();
      link.close({ why: "a message was not taken over", lasting: false, cause });
    },
    onRoom: readOnWithRoom,
  });
  const handshake = setTimeout(
    () => link.close({ why: "the broker did not answer in time", lasting: false }),
    HANDSHAKE_MS_MAX,
  );
  const subscribed = () => {
    clearTimeout(handshake);
    options.onSubscribed();
  };
  const patience = createPatience();
  link.write(connectPacket(options.hello));

  return {
    ended: link.closed.then(async (end) => {
      delivery.stop();
      clearTimeout(handshake);
      await Promise.race([delivery.drained(), patience.ended]);
      patience.stop();
      return end;
    }),
    leave: () => {
      leaving = true;
      delivery.stop();
      link.pause();
      patience.start();
      const left: End = { why: "we left", lasting: false };
      void patience.ended.then(() => link.close(left));
      void delivery.drained().then(() => {
        acknowledger.flush();
        link.close(left, REASON.success);
      });
    },
  };
}

const acknowledgerOf = (link: () => Link, { tally, onAcknowledged }: SessionOptions) =>
  createAcknowledger(link, (count) => {
    tally.acknowledged += count;
    onAcknowledged();
  });

/** How long one who leaves waits for what is under way. */
function createPatience() {
  let timer: NodeJS.Timeout | undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    ended,
    start: () => {
      timer ??= setTimeout(end, LEAVE_MS_MAX);
    },
    stop: () => clearTimeout(timer),
  };
}

type Context = {
  readonly link: Link;
  readonly delivery: Delivery;
  readonly options: SessionOptions;
  readonly subscribed: () => void;
};

function onPacket(packet: Packet, context: Context): void {
  switch (packet.cmd) {
    case "publish":
      onPublish(packet, context);
      break;
    case "connack":
      onConnack(packet, context);
      break;
    case "suback":
      onSuback(packet, context);
      break;
    case "pingresp":
      break;
    case "disconnect":
      onDisconnect(packet, context);
      break;
    default:
      broken(context.link, `${packet.cmd} is not for us`);
  }
}

function onConnack({ reasonCode = 0, properties }: IConnackPacket, { link, options }: Context): void {
  if (reasonCode === REASON.success) {
    link.keepAlive(properties?.serverKeepAlive ?? options.hello.keepAliveSeconds);
    // Also in a session that is still there: it changes nothing, and a lost subscription would go unnoticed.
    link.write(subscribePacket(options.filter));
  } else {
    const { why, lasting } = refusalOf(reasonCode);
    link.close({ why: `the broker refused us: ${why}`, lasting });
  }
}

function onSuback({ granted }: ISubackPacket, { link, subscribed }: Context): void {
  const code = Number(granted[0]);
  if (code === 1) subscribed();
  else {
    // A lower QoS would be messages lost without a sign.
    const why = code === 0 ? "it grants QoS 0" : refusalOf(code).why;
    link.close({ why: `the broker did not grant the subscription: ${why}`, lasting: true });
  }
}

function onDisconnect({ reasonCode = 0 }: IDisconnectPacket, { link }: Context): void {
  const { why, lasting } = refusalOf(reasonCode);
  link.close({ why: `the broker ended the connection: ${why}`, lasting });
}

function onPublish(packet: IPublishPacket, { link, delivery }: Context): void {
  if (packet.qos === 2) broken(link, "it sends QoS 2 on a subscription of QoS 1");
  else delivery.take(packet);
}

const broken = (link: Link, what: string) =>
  link.close({ why: `the broker broke the protocol: ${what}`, lasting: false }, REASON.protocolError);
