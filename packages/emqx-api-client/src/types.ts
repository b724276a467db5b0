import type { components, paths } from "../generated/rest-v5";

type Schemas = components["schemas"];

export type AuthorizationRule = Schemas["emqx_authz_api_mnesia.rule_item"];
export type AuthorizationSettings = {
  /** What happens to what no rule speaks of. EMQX's default is `allow`. */
  readonly no_match: "allow" | "deny";
  /** EMQX's default is `ignore`. */
  readonly deny_action: "ignore" | "disconnect";
  readonly cache: Schemas["emqx.authz_cache"];
};
export type FileSource = Schemas["authz.api_file"];
export type BuiltInDatabaseSource = Schemas["authz.builtin_db"];
export type HttpSource = Schemas["authz.http_get"] | Schemas["authz.http_post"];
export type AuthorizationSourceType =
  | "file"
  | "built_in_database"
  | "http"
  | "redis"
  | "mysql"
  | "postgresql"
  | "mongodb"
  | "ldap";
/** A source this client can write; a broker may have others, which are read as their type alone. */
export type AuthorizationSource = FileSource | BuiltInDatabaseSource | HttpSource;
export type AnySource = AuthorizationSource | { readonly type: AuthorizationSourceType; readonly enable?: boolean };

export type Authenticator = NonNullable<
  paths["/authentication"]["get"]["responses"][200]["content"]["application/json"]
>[number];

export type BanKind = "clientid" | "username" | "peerhost" | "clientid_re" | "username_re" | "peerhost_net";
export type BanRequest = {
  readonly as: BanKind;
  readonly who: string;
  readonly by?: string;
  readonly reason?: string;
  /** For ever where it is left out. EMQX counts in seconds. */
  readonly until?: Date;
};
export type Ban = {
  readonly as: BanKind;
  readonly who: string;
  readonly by: string;
  readonly reason: string;
  /** Null: for ever. */
  readonly until: Date | null;
};

export type Client = Schemas["emqx_mgmt_api_clients.client"] & {
  readonly clientid: string;
  readonly client_attrs?: Readonly<Record<string, string>>;
};
export type ClientFilter = {
  readonly node?: string;
  readonly clientid?: readonly string[];
  readonly username?: readonly string[];
  /** A part of the client id; EMQX scans every client for it. */
  readonly like_clientid?: string;
  readonly like_username?: string;
  readonly conn_state?: "connected" | "idle" | "disconnected";
};

/** `payload` as text, or base64 with `payload_encoding`. */
export type Message = Schemas["emqx_mgmt_api_publish.publish_message"];
export type Published =
  | { readonly delivered: true; readonly id: string }
  /** Nobody subscribed, and nothing keeps the message: EMQX answers 202. */
  | { readonly delivered: false; readonly reasonCode: number; readonly reason: string };

export type ListenerSummary = Schemas["listeners.listener_id_status"];
export type SslListener = Schemas["listeners.ssl_required_bind"];
export type Listener =
  | SslListener
  | Schemas["listeners.tcp_required_bind"]
  | Schemas["listeners.ws_required_bind"]
  | Schemas["listeners.wss_required_bind"]
  | Schemas["listeners.quic_required_bind"];
export type ListenerChange =
  | Schemas["listeners.ssl_not_required_bind"]
  | Schemas["listeners.tcp_not_required_bind"]
  | Schemas["listeners.ws_not_required_bind"]
  | Schemas["listeners.wss_not_required_bind"]
  | Schemas["listeners.quic_not_required_bind"];

export type MqttConfig = Schemas["emqx.mqtt"];
export type GlobalZone = paths["/configs/global_zone"]["get"]["responses"][200]["content"]["application/json"];

export type Node = Schemas["emqx_mgmt_api_nodes.node_info"];
export type Stats = Schemas["emqx_mgmt_api_stats.aggregated_data"];
export type Metrics = Schemas["emqx_mgmt_api_metrics.aggregated_metrics"];
export type Status = {
  readonly running: boolean;
  readonly node: string;
  /** Such as `5.8.9`, with what EMQX puts before it removed. */
  readonly version: string;
};

/** Every call can be aborted. */
export type CallOptions = { readonly signal?: AbortSignal };
