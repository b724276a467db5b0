import type { Socket } from "node:net";
import { type Packet, parser } from "mqtt-packet";
import { disconnectPacket, pingPacket } from "./wire";

/** Why a connection ended. */
export type End = {
  readonly why: string;
  /** Trying again alone changes nothing. */
  readonly lasting: boolean;
  readonly cause?: unknown;
};

/** A socket that speaks MQTT 5. */
export type Link = {
  write(bytes: Uint8Array): void;
  /** Ends it for this reason, unless it has ended; with a reason code, says goodbye first. */
  close(end: End, goodbye?: number): void;
  /** Reads no more, so that the other side's sending stalls. */
  pause(): void;
  resume(): void;
  /** Asks for a sign of life, and closes when there is none. */
  keepAlive(seconds: number): void;
  readonly isOpen: boolean;
  readonly closed: Promise<End>;
};

/** How long a peer may take to read our goodbye. */
const GOODBYE_MS_MAX = 1_000;

/**
 * @param told.packet every packet until the link closes.
 * @param told.chunk after the packets of one read.
 */
export function openLink(socket: Socket, told: { packet(packet: Packet): void; chunk(): void }): Link {
  let end: End | null = null;
  let heard = true;
  let alive: NodeJS.Timeout | undefined;

  function close(reason: End, goodbye?: number): void {
    if (end !== null) return;
    end = reason;
    clearInterval(alive);
    if (goodbye === undefined || !socket.writable) return void socket.destroy();
    socket.end(disconnectPacket(goodbye));
    // What is unread when a socket closes becomes a reset, which can overtake what we wrote last.
    socket.resume();
    setTimeout(() => socket.destroy(), GOODBYE_MS_MAX).unref();
  }

  const packets = parser({ protocolVersion: 5 });
  packets.on("packet", (packet) => {
    if (end === null) told.packet(packet);
  });
  packets.on("error", (cause) => close({ why: "the broker sent a packet that does not read", lasting: false, cause }));
  socket.on("data", (chunk: Buffer) => {
    heard = true;
    if (end !== null) return;
    packets.parse(chunk);
    told.chunk();
  });
  socket.on("error", (cause) => close({ why: "the connection broke", lasting: false, cause }));
  const closed = new Promise<End>((resolve) =>
    socket.once("close", () => {
      close({ why: "the broker closed the connection", lasting: false });
      if (end !== null) resolve(end);
    }),
  );

  return {
    write: (bytes) => void (socket.writable && socket.write(bytes)),
    close,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    keepAlive: (seconds) => {
      alive = setInterval(() => {
        // While we do not read, its silence is ours.
        if (!heard && !socket.isPaused()) return close({ why: "the broker fell silent", lasting: false });
        heard = false;
        socket.write(pingPacket());
      }, seconds * 500);
    },
    get isOpen() {
      return end === null;
    },
    closed,
  };
}
