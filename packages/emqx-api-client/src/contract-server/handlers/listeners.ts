import { createHash } from "node:crypto";
import type { Members } from "../../../openapi/amendments";
import { type Answer, badRequest, type Handlers, noContent, ok, refuse } from "../answer";
import { type Broker, endSession } from "../broker";

type Json = Members[string];

const isMembers = (value: Json | undefined): value is Members =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const missing = refuse(404, "BAD_LISTENER_ID", "Listener id not found");

function merge(before: Members, change: Members): Members {
  const merged = { ...before };
  for (const [key, value] of Object.entries(change)) {
    const old = before[key];
    merged[key] = isMembers(value) && isMembers(old) ? merge(old, value) : value;
  }
  return merged;
}

/**
 * PEM text is written to a file of the broker's, and the file's path is what comes back. Its name tells the content: MD5 over folder,
 * option and text, eight bytes of it (emqx_tls_lib.erl, pem_file_path/4).
 */
function filed(id: string, options: Json | undefined): Members {
  if (!isMembers(options)) return {};
  const folder = `listeners/${id.replace(":", "/")}`;
  const files = ["cacertfile", "certfile", "keyfile"].flatMap((name) => {
    const text = options[name];
    if (typeof text !== "string" || !text.startsWith("-----BEGIN")) return [];
    const option = name.replace("file", "");
    const digest = createHash("md5").update(`${folder}${option}${text}`).digest("hex").slice(0, 16).toUpperCase();
    return [[name, `data/certs/${folder}/${option}-${digest}`] as const];
  });
  return { ssl_options: { ...options, ...Object.fromEntries(files) } };
}

/** Connections of a listener that stops end; their clients may come back when it starts. */
function dropConnections(broker: Broker, id: string): void {
  for (const { clientid, listener } of [...broker.sessions.values()])
    if (listener === id) endSession(broker, clientid, "listener-stopped");
}

function store(broker: Broker, id: string, listener: Members): Answer {
  const options = isMembers(listener.ssl_options) ? listener.ssl_options : {};
  if (options.fail_if_no_peer_cert === true && options.verify !== "verify_peer")
    return badRequest("verify must be verify_peer when fail_if_no_peer_cert is true");
  if (options.enable_crl_check === true && options.verify !== "verify_peer")
    return badRequest("verify must be verify_peer when CRL check is enabled");
  const stored = { ...listener, ...filed(id, listener.ssl_options), running: listener.enable !== false };
  dropConnections(broker, id);
  broker.listeners.set(id, stored);
  return ok(shown(broker, id, stored));
}

const connections = (broker: Broker, id: string): number =>
  [...broker.sessions.values()].filter(({ listener, isConnected }) => listener === id && isConnected).length;

const shown = (broker: Broker, id: string, listener: Members): Members => ({
  ...listener,
  current_connections: connections(broker, id),
});

const summary = (broker: Broker, id: string, { bind, enable, type, running, acceptors, max_connections }: Members) => {
  const status = { running: running === true, current_connections: connections(broker, id), max_connections };
  const name = id.slice(id.indexOf(":") + 1);
  return { id, type, name, enable, bind, acceptors, number: 1, status, node_status: [{ node: broker.node, status }] };
};

const running =
  (isRunning: boolean) =>
  (broker: Broker, { path: { id = "" } }: { path: Readonly<Record<string, string>> }): Answer => {
    const listener = broker.listeners.get(id);
    if (!listener) return missing;
    dropConnections(broker, id);
    broker.listeners.set(id, { ...listener, running: isRunning, enable: isRunning });
    return ok();
  };

export const listenerHandlers: Handlers = {
  "GET /listeners": (broker, { query }) =>
    ok(
      [...broker.listeners]
        .filter(([, { type }]) => query.type === undefined || query.type === type)
        .map(([id, listener]) => summary(broker, id, listener)),
    ),

  "POST /listeners": (broker, { body }) => {
    const { name, ...listener } = body as Members;
    const id = `${listener.type}:${name}`;
    if (broker.listeners.has(id)) return badRequest("already_exist");
    return store(broker, id, { enable: true, ...listener, id });
  },

  "GET /listeners/{id}": (broker, { path: { id = "" } }) => {
    const listener = broker.listeners.get(id);
    return listener ? ok(shown(broker, id, listener)) : missing;
  },

  // Merged member by member; the body's id and type must be the path's (emqx_mgmt_api_listeners.erl).
  "PUT /listeners/{id}": (broker, { path: { id = "" }, body }) => {
    const change = body as Members;
    if (!String(change.id).startsWith(`${change.type}:`)) return badRequest("listener_type_inconsistent");
    if (change.id !== id) return refuse(400, "BAD_LISTENER_ID", "Path and body's id are not the same");
    const before = broker.listeners.get(id);
    return before ? store(broker, id, merge(before, change)) : missing;
  },

  "DELETE /listeners/{id}": (broker, { path: { id = "" } }) => {
    if (!broker.listeners.delete(id)) return missing;
    dropConnections(broker, id);
    return noContent;
  },

  "POST /listeners/{id}/start": running(true),
  "POST /listeners/{id}/stop": running(false),
  "POST /listeners/{id}/restart": running(true),
};
