import type { Socket } from "node:net";

/** Counts the bytes of connections, both ways together, failed ones too: a carrier bills those as well. */
export type ByteMeter = {
  count(socket: Socket): void;
  /** Bytes of TCP payload since the meter was made. */
  total(): number;
};

export function createByteMeter(): ByteMeter {
  const open = new Set<Socket>();
  let ended = 0;
  const bytesOf = ({ bytesRead, bytesWritten }: Socket) => bytesRead + bytesWritten;
  return {
    count(socket) {
      open.add(socket);
      socket.once("close", () => {
        open.delete(socket);
        ended += bytesOf(socket);
      });
    },
    total: () => [...open].reduce((sum, socket) => sum + bytesOf(socket), ended),
  };
}
