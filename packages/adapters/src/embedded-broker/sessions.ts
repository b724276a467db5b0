import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { parseDownTopic } from "@outstation/contracts/mqtt/topics";
import type { Broker, BrokerAccess, SendProperties } from "@outstation/domain/ports";
import type { Client } from "aedes";
import type { Bans } from "./bans";
import type { Peer } from "./peer";

export type Doors = Parameters<Broker["listen"]>[0];

/** MQTT 5, 2.4: administrative action. */
const ADMINISTRATIVE_ACTION = 0x98;

/** The connected devices by client id. */
export type Sessions = Map<string, { readonly client: Client; readonly peer: Peer }>;

/** A device that comes again under the same name takes its session over, so only the newest counts. */
export function openSession(client: Client, peer: Peer, sessions: Sessions, doors: Doors): void {
  const session = { client, peer };
  sessions.set(peer.commonName, session);
  doors.linked?.(peer.identity, peer.fingerprintSha256, true);
  client.conn.once("close", () => {
    if (sessions.get(peer.commonName) !== session) return;
    sessions.delete(peer.commonName);
    doors.linked?.(peer.identity, peer.fingerprintSha256, false);
  });
}

/**
 * How the embedded broker is told who may stay.
 * @param deliver publishes on the broker; what nobody subscribed to reaches nobody.
 */
export function accessOf(
  bans: Bans,
  sessions: Sessions,
  deliver: (packet: { topic: string; payload: Uint8Array; properties: SendProperties }) => Promise<void>,
): BrokerAccess {
  const end = ({ client }: { client: Client }) => {
    client.disconnect({ reasonCode: ADMINISTRATIVE_ACTION });
    client.conn.destroy();
  };
  return {
    ban: async (ban) => bans.add(ban),
    unban: async (ban) => bans.delete(ban),
    kick: async (clientId) => {
      const session = sessions.get(clientId);
      if (session !== undefined) end(session);
      return session !== undefined;
    },
    kickTenant: async (slug) => {
      const theirs = [...sessions.values()].filter(({ peer }) => peer.identity.tenant === slug);
      theirs.forEach(end);
      return theirs.length;
    },
    send: async (topic, payload, properties = {}) => {
      const down = parseDownTopic(topic);
      if (down === null || !sessions.has(commonNameOf(down))) return false;
      await deliver({ topic, payload, properties });
      return true;
    },
  };
}
