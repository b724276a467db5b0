import type { Members } from "../../../openapi/amendments";
import { type Answer, type Handlers, ok, refuse } from "../answer";
import type { Broker } from "../broker";

type Json = Members[string];

const isMembers = (value: Json | undefined): value is Members =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** A new broker has counted nothing: 0 for every number that the schema names. */
function zeros(document: Members, name: string): Record<string, number> {
  let place: Json | undefined = document;
  for (const step of ["components", "schemas", name, "properties"]) place = isMembers(place) ? place[step] : undefined;
  const numbers = Object.entries(isMembers(place) ? place : {}).filter(
    ([, one]) => isMembers(one) && one.type !== "string",
  );
  return Object.fromEntries(numbers.map(([key]) => [key, 0]));
}

const connected = (broker: Broker): number =>
  [...broker.sessions.values()].filter(({ isConnected }) => isConnected).length;

const node = (broker: Broker) => ({
  node: broker.node,
  node_status: "running",
  version: broker.version,
  edition: broker.edition,
  role: "core",
  uptime: Math.round(process.uptime() * 1_000),
  connections: broker.sessions.size,
  live_connections: connected(broker),
});

const status = (broker: Broker, format: unknown): Answer => {
  const code = broker.isRunning ? 200 : 503;
  const app = broker.isRunning ? "running" : "not_running";
  // The document knows the JSON only; the text is what a load balancer asks for.
  if (format !== "json")
    return { status: code, body: `Node ${broker.node} is started\nemqx is ${app}`, contentType: "text/plain" };
  const body = { rel_vsn: `v${broker.version}`, node_name: broker.node, broker_status: "started", app_status: app };
  return { status: code, body };
};

export function observationHandlers(document: Members): Handlers {
  const counted = (broker: Broker) => ({
    ...zeros(document, "emqx_mgmt_api_metrics.aggregated_metrics"),
    "messages.publish": broker.published.length,
    "messages.received": broker.published.length,
  });
  const gauged = (broker: Broker) => ({
    ...zeros(document, "emqx_mgmt_api_stats.aggregated_data"),
    "connections.count": broker.sessions.size,
    "live_connections.count": connected(broker),
    "sessions.count": broker.sessions.size,
    "retained.count": broker.retained.size,
  });
  return {
    "GET /status": (broker, { query }) => status(broker, query.format),
    "GET /nodes": (broker) => ok([node(broker)]),
    "GET /nodes/{node}": (broker, { path }) =>
      path.node === broker.node ? ok(node(broker)) : refuse(404, "NOT_FOUND", "Node not found"),
    "GET /stats": (broker, { query }) =>
      ok(query.aggregate === true ? gauged(broker) : [{ node: broker.node, ...gauged(broker) }]),
    "GET /metrics": (broker, { query }) =>
      ok(query.aggregate === true ? counted(broker) : [{ node: broker.node, ...counted(broker) }]),
    "GET /monitor_current": (broker) =>
      ok({
        ...zeros(document, "emqx_dashboard_monitor_api.sampler_current"),
        connections: broker.sessions.size,
        live_connections: connected(broker),
      }),
  };
}
