import type { Client } from "../../areas/clients";
import { type Handlers, noContent, ok, page, refuse } from "../answer";
import { type Broker, endSession, type Session } from "../broker";

const missing = refuse(404, "CLIENTID_NOT_FOUND", "Client ID not found");

const shown = (broker: Broker, session: Session): Client => ({
  node: broker.node,
  clientid: session.clientid,
  ...(session.username === undefined ? {} : { username: session.username }),
  ip_address: session.ipAddress,
  port: 51_000,
  proto_name: "MQTT",
  proto_ver: 5,
  keepalive: 60,
  clean_start: true,
  connected: session.isConnected,
  connected_at: session.connectedAt.toISOString(),
  created_at: session.connectedAt.toISOString(),
  is_bridge: false,
  is_expired: false,
  subscriptions_cnt: session.subscriptions.length,
  client_attrs: { ...session.clientAttrs },
});

const includes = (list: unknown, value: string | undefined): boolean =>
  list === undefined || (Array.isArray(list) ? list.includes(value) : list === value);
const contains = (part: unknown, value: string | undefined): boolean =>
  typeof part !== "string" || value?.includes(part) === true;

const epochMs = (time: unknown): number => (typeof time === "number" ? time : Date.parse(String(time)));

function fits(broker: Broker, session: Session, query: Readonly<Record<string, unknown>>): boolean {
  const state = session.isConnected ? "connected" : "disconnected";
  const at = session.connectedAt.getTime();
  return (
    includes(query.username, session.username) &&
    includes(query.clientid, session.clientid) &&
    includes(query.node, broker.node) &&
    includes(query.ip_address, session.ipAddress) &&
    includes(query.conn_state, state) &&
    contains(query.like_clientid, session.clientid) &&
    contains(query.like_username, session.username) &&
    (query.gte_connected_at === undefined || at >= epochMs(query.gte_connected_at)) &&
    (query.lte_connected_at === undefined || at <= epochMs(query.lte_connected_at))
  );
}

/** `fields` is a list with commas, not a repeated parameter. */
function cut(client: Client, fields: unknown): Client {
  const names = (Array.isArray(fields) ? fields : []).map(String);
  if (names.length === 0 || names.includes("all")) return client;
  return Object.fromEntries(Object.entries(client).filter(([name]) => names.includes(name)));
}

export const clientHandlers: Handlers = {
  "GET /clients": (broker, { query }) => {
    const sessions = [...broker.sessions.values()].filter((session) => fits(broker, session, query));
    const isFuzzy = query.like_clientid !== undefined || query.like_username !== undefined;
    return ok(
      page(
        sessions.map((session) => cut(shown(broker, session), query.fields)),
        query,
        isFuzzy,
      ),
    );
  },

  "GET /clients/{clientid}": (broker, { path: { clientid = "" } }) => {
    const session = broker.sessions.get(clientid);
    return session ? ok(shown(broker, session)) : missing;
  },

  "DELETE /clients/{clientid}": (broker, { path: { clientid = "" } }) =>
    endSession(broker, clientid, "kicked") ? noContent : missing,

  "POST /clients/kickout/bulk": (broker, { body }) => {
    for (const clientid of body as string[]) endSession(broker, clientid, "kicked");
    return noContent;
  },

  "GET /clients/{clientid}/subscriptions": (broker, { path: { clientid = "" } }) => {
    const session = broker.sessions.get(clientid);
    return session
      ? ok(session.subscriptions.map((topic) => ({ node: broker.node, topic, clientid, qos: 1, nl: 0, rap: 0, rh: 0 })))
      : missing;
  },

  "GET /clients/{clientid}/authorization/cache": (broker, { path: { clientid = "" } }) =>
    broker.sessions.has(clientid) ? ok([]) : missing,

  "DELETE /clients/{clientid}/authorization/cache": (broker, { path: { clientid = "" } }) =>
    broker.sessions.has(clientid) ? noContent : missing,
};
