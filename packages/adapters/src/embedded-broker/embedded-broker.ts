import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { PAYLOAD_BYTES_MAX } from "@outstation/contracts/mqtt/telemetry";
import { mayPublish, maySubscribe, parseUpTopic, type UpTopic } from "@outstation/contracts/mqtt/topics";
import type { Broker, BrokerAccess, SendProperties } from "@outstation/domain/ports";
import { Aedes, type AedesOptions, type Client, type PublishPacket } from "aedes";
import { type Bans, createBans } from "./bans";
import { gatherWrites } from "./gather-writes";
import { type Peer, peerOf } from "./peer";
import { accessOf, type Doors, openSession, type Sessions } from "./sessions";

export type EmbeddedBrokerOptions = {
  readonly host: string;
  readonly port: number;
  /** PEM. `certificate` is the chain this server sends; `trusted` what a device's certificate must descend from. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly trusted: readonly string[] };
  /** Hands later certificates of this server over, for connections from then on. */
  readonly onRenewed?: (use: (pair: { readonly certificate: string; readonly key: string }) => void) => void;
  readonly now: () => number;
  readonly onRefused: (reason: string, detail: { readonly clientId: string | null }) => void;
};

/** Topic, properties and fixed header come on top of the payload. */
const PACKET_BYTES_MAX = PAYLOAD_BYTES_MAX + 4096;
/** How many publishes a device may have unacknowledged: the bound on what one connection holds in memory. */
const RECEIVE_MAX = 256;
/** MQTT 5, 2.4: not authorized. */
const NOT_AUTHORIZED = 0x87;

/** Whom the door let in. */
const peers = new WeakMap<Client, Peer>();

/**
 * An MQTT 5 and 3.1.1 broker in this process, over mutual TLS, with the same access rules as EMQX has: identity from the
 * certificate, own topics only, everything else refused. A publish is acknowledged when it was accepted and not before.
 */
export function createEmbeddedBroker(options: EmbeddedBrokerOptions): Broker & BrokerAccess {
  let server: Server | undefined;
  let aedes: Aedes | undefined;
  const sockets = new Set<Socket>();
  const bans = createBans();
  const sessions: Sessions = new Map();
  return {
    ...accessOf(bans, sessions, (packet) => publish(aedes, packet)),
    listen: async (doors) => {
      aedes = await Aedes.createBroker({
        maximumPacketSize: PACKET_BYTES_MAX,
        receiveMaximum: RECEIVE_MAX,
        ...doorkeeper(doors, options, bans),
      });
      keepFromSubscribers(aedes);
      aedes.on("client", (client) => {
        const peer = peers.get(client);
        if (peer) openSession(client, peer, sessions, doors);
      });
      const { handle } = aedes;
      const { certificate: cert, key, trusted } = options.tls;
      const tls = { cert, key, ca: [...trusted], minVersion: "TLSv1.2" as const };
      server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true, noDelay: true }, (socket) => {
        gatherWrites(socket);
        handle(socket);
      });
      server.on("connection", (socket: Socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      });
      server.on("tlsClientError", (error) => options.onRefused(error.message, { clientId: null }));
      const broker = server;
      options.onRenewed?.((pair) => broker.setSecureContext({ ...tls, cert: pair.certificate, key: pair.key }));
      await new Promise<void>((resolve, reject) => {
        broker.once("error", reject);
        broker.listen(options.port, options.host, resolve);
      });
    },
    close: async () => {
      await new Promise<void>((resolve) => (aedes ? aedes.close(() => resolve()) : resolve()));
      const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      // Those that have not said who they are yet: neither Aedes nor the server would end them.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * What a device publishes was taken over at the door, and nobody may subscribe to it: looking for subscribers, and telling
 * all of them, would cost more than everything else a message passes here.
 */
function keepFromSubscribers(aedes: Aedes): void {
  const publish = aedes.publish.bind(aedes);
  // Aedes itself calls it with the client that published between the two.
  const own = (packet: PublishPacket, ...rest: unknown[]): void => {
    const [client, done] = rest;
    if (typeof client === "object" && client !== null && typeof done === "function") done();
    else Reflect.apply(publish, aedes, [packet, ...rest]);
  };
  aedes.publish = own;
}

type DownPacket = { readonly topic: string; readonly payload: Uint8Array; readonly properties: SendProperties };

const publish = (aedes: Aedes | undefined, { topic, payload, properties }: DownPacket): Promise<void> =>
  new Promise((resolve, reject) => {
    const { correlation, expiryMs } = properties;
    const packet = {
      ...({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, dup: false, retain: false } as const),
      properties: {
        ...(correlation === undefined ? {} : { correlationData: Buffer.from(correlation) }),
        ...(expiryMs === undefined ? {} : { messageExpiryInterval: Math.max(1, Math.ceil(expiryMs / 1000)) }),
      },
    };
    aedes?.publish(packet, (error) => (error ? reject(error) : resolve()));
  });

/** The parts of a topic that is this peer's to publish to, or null. Those that are, a handful, are remembered. */
function ownTopicOf(peer: Peer, topic: string): UpTopic | null {
  const known = peer.ownTopics.get(topic);
  if (known) return known;
  const parsed = mayPublish(peer.identity, topic) ? parseUpTopic(topic) : null;
  if (parsed) peer.ownTopics.set(topic, parsed);
  return parsed;
}

function doorkeeper(doors: Doors, { now, onRefused }: EmbeddedBrokerOptions, bans: Bans): AedesOptions {
  const turnAway = (client: Client, reason: string) => {
    onRefused(reason, { clientId: client.id });
    const peer = peers.get(client);
    if (peer) doors.refused?.(peer.identity, "acl", reason);
    client.disconnect({ reasonCode: NOT_AUTHORIZED });
  };
  const turnAwayAtTheDoor = (peer: Peer, reason: string) => {
    onRefused(reason, { clientId: peer.commonName });
    doors.refused?.(peer.identity, "refused", reason);
  };

  return {
    authenticate: (client, _username, _password, done) => {
      const peer = peerOf(client.conn as TLSSocket);
      if (peer === null || client.id !== peer.commonName) {
        onRefused("the client id is not the certificate's common name", { clientId: client.id });
        return done(null, false);
      }
      doors.admit(peer.identity, peer.fingerprintSha256).then(
        (admitted) => {
          // Asked after the register: a ban that came while the register was read still holds.
          const banned = bans.find(peer, now());
          if (banned !== null) turnAwayAtTheDoor(peer, banned);
          else if (!admitted) turnAwayAtTheDoor(peer, "the certificate is not on the register or was revoked");
          else peers.set(client, peer);
          done(null, admitted && banned === null);
        },
        () => done(null, false),
      );
    },

    authorizePublish: (client, packet, done) => {
      if (client === null) return done();
      const peer = peers.get(client);
      const topic = peer === undefined ? null : ownTopicOf(peer, packet.topic);
      if (topic === null) {
        done(new Error("not authorized"));
        return turnAway(client, `publish to ${packet.topic} is not this device's right`);
      }
      // Nothing is kept for later subscribers: what a device says lives in the store.
      packet.retain = false;
      const { tenant, device, channel } = topic;
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      doors.accept({ tenant, device, channel, payload, receivedAt: now() }).then(
        () => done(),
        // An error passed on would be a negative acknowledgement, on which a device may drop the message.
        () => client.conn.destroy(),
      );
    },

    authorizeSubscribe: (client, subscription, done) => {
      const peer = peers.get(client);
      const allowed = peer !== undefined && maySubscribe(peer.identity, subscription.topic);
      if (!allowed) {
        const reason = `subscription to ${subscription.topic} is not this device's right`;
        onRefused(reason, { clientId: client.id });
        if (peer) doors.refused?.(peer.identity, "acl", reason);
      }
      done(null, allowed ? subscription : null);
    },

    authorizeForward: (client, packet) => {
      const peer = peers.get(client);
      const own = peer && `${peer.identity.tenant}/d/${peer.identity.device}/down/`;
      return own !== undefined && packet.topic.startsWith(own) ? packet : null;
    },
  };
}
