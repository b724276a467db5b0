import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";

/** One UDP socket that is opened when it is needed and opened anew after an error. */
export type UdpLink = {
  /** Rejects with the socket's own error, such as EADDRINUSE. */
  open(): Promise<void>;
  /** A datagram that cannot be sent is lost, as on the wire. @param to `ip:port` */
  send(datagram: Buffer, to: string): void;
  close(): void;
};

export const splitAddress = (address: string): { readonly host: string; readonly port: number } => {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
};

/** @returns `ip:port`, which is what a datagram's sender is compared with. Rejects where the name is not known. */
export async function resolveAddress(address: string): Promise<string> {
  const { host, port } = splitAddress(address);
  return `${(await lookup(host, { family: 4 })).address}:${port}`;
}

/** A Who-Is to a large site is answered all at once. The kernel gives as much of this as its administrator allows (net.core.rmem_max). */
const RECEIVE_OCTETS = 4 * 1024 * 1024;

export function createUdpLink(options: {
  /** `ip:port`; port 0 is any free one. */
  readonly localAddress: string;
  readonly onDatagram: (datagram: Buffer, from: string) => void;
  readonly onError: (reason: Error) => void;
}): UdpLink {
  const { host, port } = splitAddress(options.localAddress);
  let opened: { readonly socket: Socket; readonly listening: Promise<void> } | undefined;

  function bind() {
    const socket = createSocket({ type: "udp4", recvBufferSize: RECEIVE_OCTETS });
    const listening = new Promise<void>((resolve, reject) => {
      socket.once("listening", () => {
        socket.setBroadcast(true);
        resolve();
      });
      socket.on("error", (reason) => {
        if (opened?.socket === socket) opened = undefined;
        socket.close();
        reject(reason);
        options.onError(reason);
      });
    });
    socket.on("message", (datagram, from) => options.onDatagram(datagram, `${from.address}:${from.port}`));
    socket.bind(port, host);
    opened = { socket, listening };
    return opened;
  }
  return {
    open: () => (opened ?? bind()).listening,
    send(datagram, to) {
      const { host: receiver, port: at } = splitAddress(to);
      opened?.socket.send(datagram, at, receiver, () => {});
    },
    close() {
      opened?.socket.close();
      opened = undefined;
    },
  };
}
