import type { Members } from "../../openapi/amendments";

type Json = Members[string];

const isMembers = (value: Json | undefined): value is Members =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The roots of `GET /configs/global_zone`, in the document's schemas. */
const zoneRoots = ["mqtt", "flapping_detect", "force_shutdown", "force_gc", "durable_sessions"] as const;

/** Every default that a schema names: what EMQX answers for what nobody configured. */
function defaultsOf(document: Members, name: string): Members {
  const components = isMembers(document.components) ? document.components : {};
  const schemas = isMembers(components.schemas) ? components.schemas : {};
  const schema = schemas[name];
  const properties = isMembers(schema) && isMembers(schema.properties) ? schema.properties : {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, property]) =>
      isMembers(property) && property.default !== undefined ? [[key, property.default]] : [],
    ),
  );
}

export const defaultConfigs = (document: Members): Members =>
  Object.fromEntries(zoneRoots.map((root) => [root, defaultsOf(document, `emqx.${root}`)]));

const listener = (type: string, bind: string, more: Members = {}): [string, Members] => [
  `${type}:default`,
  {
    id: `${type}:default`,
    type,
    bind,
    enable: true,
    running: true,
    acceptors: 16,
    max_connections: "infinity",
    current_connections: 0,
    enable_authn: true,
    mountpoint: "",
    zone: "default",
    access_rules: ["allow all"],
    ...more,
  },
];

const sslOptions = (): Members => ({
  cacertfile: "$" + "{EMQX_ETC_DIR}/certs/cacert.pem",
  certfile: "$" + "{EMQX_ETC_DIR}/certs/cert.pem",
  keyfile: "$" + "{EMQX_ETC_DIR}/certs/key.pem",
  verify: "verify_none",
  fail_if_no_peer_cert: false,
  depth: 10,
  versions: ["tlsv1.3", "tlsv1.2"],
  enable_crl_check: false,
});

/** The four listeners of a new installation: three of them ask for no certificate, the fourth accepts a client without one. */
export const defaultListeners = (): Map<string, Members> =>
  new Map([
    listener("tcp", "0.0.0.0:1883"),
    listener("ssl", "0.0.0.0:8883", { ssl_options: sslOptions() }),
    listener("ws", "0.0.0.0:8083"),
    listener("wss", "0.0.0.0:8084", { ssl_options: sslOptions() }),
  ]);

export { zoneRoots };
