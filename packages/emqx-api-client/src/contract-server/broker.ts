import type { Members } from "../../openapi/amendments";
import type { Authenticator } from "../areas/authentication";
import type { Rule } from "../areas/authorization-rules";
import type { AuthorizationSettings } from "../areas/authorization-settings";
import type { Source } from "../areas/authorization-sources";
import type { BanKind } from "../areas/banned";
import type { Message } from "../areas/publishing";
import { defaultConfigs, defaultListeners } from "./defaults";
import { matches } from "./topics";

// What an EMQX remembers, as far as its REST API shows it. A new one is as unsafe as a new EMQX is.

export type StoredBan = {
  readonly as: BanKind;
  readonly who: string;
  readonly by: string;
  readonly reason: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly until: number | "infinity";
};

export type Ending = "kicked" | "banned" | "taken-over" | "listener-stopped" | "closed";

/** One MQTT client, connected or with a session that waits for it. */
export type Session = {
  readonly clientid: string;
  readonly username: string | undefined;
  readonly ipAddress: string;
  readonly listener: string;
  readonly subscriptions: readonly string[];
  readonly clientAttrs: Readonly<Record<string, string>>;
  readonly connectedAt: Date;
  readonly received: Message[];
  isConnected: boolean;
  end: (ending: Ending) => void;
};

/** EMQX's acl.conf as it is installed. Its last line allows everything that nothing before it denied. */
export const installedAcl = [
  '{allow, {username, {re, "^dashboard$"}}, subscribe, ["$SYS/#"]}.',
  '{allow, {ipaddr, "127.0.0.1"}, all, ["$SYS/#", "#"]}.',
  '{deny, all, subscribe, ["$SYS/#", {eq, "#"}, {eq, "+/#"}]}.',
  "{allow, all}.",
  "",
].join("\n");

export type Broker = {
  readonly node: string;
  readonly version: string;
  readonly edition: "Opensource" | "Enterprise";
  isRunning: boolean;
  authenticators: (Authenticator & { id: string })[];
  sources: Source[];
  readonly rules: { readonly users: Map<string, Rule[]>; readonly clients: Map<string, Rule[]>; everyone: Rule[] };
  settings: AuthorizationSettings;
  bans: StoredBan[];
  readonly sessions: Map<string, Session>;
  readonly published: Message[];
  readonly retained: Map<string, Message>;
  readonly listeners: Map<string, Members>;
  readonly configs: Members;
  /** How often all authorization caches were emptied, by call or by a change of sources. */
  cacheDrains: number;
};

export const newBroker = (document: Members, about: Partial<Pick<Broker, "node" | "version" | "edition">>): Broker => ({
  node: "emqx@127.0.0.1",
  version: "5.8.9",
  edition: "Opensource",
  ...about,
  isRunning: true,
  authenticators: [],
  sources: [{ type: "file", enable: true, rules: installedAcl }],
  rules: { users: new Map(), clients: new Map(), everyone: [] },
  settings: {
    no_match: "allow",
    deny_action: "ignore",
    cache: { enable: true, max_size: 32, ttl: "1m", excludes: [] },
  },
  bans: [],
  sessions: new Map(),
  published: [],
  retained: new Map(),
  listeners: defaultListeners(),
  configs: defaultConfigs(document),
  cacheDrains: 0,
});

const inNetwork = (address: string, network: string): boolean => {
  const [base = "", bits = "32"] = network.split("/");
  const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
};

/** Bans that have not ended. EMQX forgets the others by itself. */
export function liveBans(broker: Broker, nowMs: number): readonly StoredBan[] {
  broker.bans = broker.bans.filter(({ until }) => until === "infinity" || until * 1_000 > nowMs);
  return broker.bans;
}

/** Whether a client may not connect, by any of the six kinds of ban. */
export const isBanned = (
  broker: Broker,
  client: { clientid: string; username: string | undefined; ipAddress: string },
): boolean =>
  liveBans(broker, Date.now()).some(({ as, who }) => {
    if (as === "clientid") return who === client.clientid;
    if (as === "clientid_re") return new RegExp(who).test(client.clientid);
    if (as === "username") return who === client.username;
    if (as === "username_re") return client.username !== undefined && new RegExp(who).test(client.username);
    if (as === "peerhost") return who === client.ipAddress;
    return inNetwork(client.ipAddress, who);
  });

/** Gives a message to every session that subscribed to it. @returns whether there was one. */
export function deliver(broker: Broker, message: Message): boolean {
  broker.published.push(message);
  if (message.retain === true) broker.retained.set(message.topic, message);
  const receivers = [...broker.sessions.values()].filter(({ subscriptions }) =>
    subscriptions.some((filter) => matches(filter, message.topic)),
  );
  for (const { received } of receivers) received.push(message);
  return receivers.length > 0;
}

/** Ends a connection and its session. @returns whether there was one. */
export function endSession(broker: Broker, clientid: string, ending: Ending): boolean {
  const session = broker.sessions.get(clientid);
  if (session === undefined) return false;
  broker.sessions.delete(clientid);
  session.isConnected = false;
  session.end(ending);
  return true;
}
