import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A cable between a client and a server on loopback that can be pulled while both go on living. */
export type CuttableLink = {
  readonly port: number;
  /** Breaks every connection and takes no new one. */
  cut(): void;
  /** Swallows everything without a word, as a switch without power does: both ends believe the connection whole. */
  freeze(): void;
  mend(): void;
  close(): Promise<void>;
};

/** @param serverPort where the cable leads to */
export async function openCuttableLink(serverPort: number): Promise<CuttableLink> {
  let whole = true;
  let frozen = false;
  const ends = new Set<Socket>();
  const listener = createServer((client) => {
    if (!whole) return client.destroy();
    if (frozen) {
      ends.add(client);
      return client.on("error", () => client.destroy());
    }
    const server = connect(serverPort, "127.0.0.1");
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      ends.add(one);
      one.pipe(other);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        ends.delete(one);
        other.destroy();
      });
    }
    return undefined;
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const cut = () => {
    whole = false;
    for (const end of ends) end.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    cut,
    freeze: () => {
      frozen = true;
      for (const end of ends) end.unpipe().pause();
    },
    mend: () => {
      // What was swallowed is gone: the connections of that time cannot go on.
      if (frozen) for (const end of ends) end.destroy();
      frozen = false;
      whole = true;
    },
    async close() {
      cut();
      listener.close();
      await once(listener, "close");
    },
  };
}
