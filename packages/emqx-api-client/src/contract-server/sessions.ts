import { type Broker, type Ending, endSession, isBanned, type Session } from "./broker";
import type { ContractClient, NewClient } from "./stand-in";

/** What CONNECT leads to: refused when banned, taking over the session of the same id otherwise (MQTT 5, 3.1.4-3). */
export function connectClient(broker: Broker, client: NewClient): ContractClient {
  const { clientid, username, ipAddress = "192.0.2.10", listener = "ssl:default" } = client;
  if (broker.listeners.get(listener)?.running !== true) throw new Error(`${listener} is not running`);
  if (isBanned(broker, { clientid, username, ipAddress })) throw new Error(`${clientid} is banned`);
  endSession(broker, clientid, "taken-over");
  let end: (ending: Ending) => void = () => undefined;
  const ended = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const session: Session = {
    clientid,
    username,
    ipAddress,
    listener,
    subscriptions: client.subscriptions ?? [],
    clientAttrs: client.clientAttrs ?? {},
    connectedAt: new Date(),
    received: [],
    isConnected: true,
    end,
  };
  broker.sessions.set(clientid, session);
  return {
    clientid,
    ended,
    received: session.received,
    isConnected: () => session.isConnected,
    close({ keepSession = false } = {}) {
      session.isConnected = false;
      end("closed");
      if (!keepSession && broker.sessions.get(clientid) === session) broker.sessions.delete(clientid);
    },
  };
}
