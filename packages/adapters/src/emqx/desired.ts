import type { Ban } from "@outstation/domain/ports";

/** What an EMQX of ours is to be like, beyond what is the same for all. */
export type DesiredBroker = {
  /** Everybody's rules, in order. */
  readonly rules: readonly DesiredRule[];
  /** What is taken out of a client's certificate. */
  readonly attributes: readonly { readonly set_as_attr: string; readonly expression: string }[];
  /** PEM: whom a device's certificate must descend from. */
  readonly trusted: readonly string[];
  /** Whom to keep out, as it is when this is called. */
  readonly bans: () => Promise<readonly Ban[]>;
};
export type DesiredRule = {
  readonly permission: "allow" | "deny";
  readonly action: "publish" | "subscribe" | "all";
  readonly topic: string;
};

/** The door for devices. */
export const DEVICE_LISTENER = "ssl:default";

/** What no rule speaks of is refused, and whoever tries it is out. */
export const AUTHORIZATION = { no_match: "deny", deny_action: "disconnect" } as const;

/**
 * Who a client is, its certificate says. The client id is the common name whatever the client says, as ids are global: else any
 * tenant could take over any session by naming it. The user name is the certificate's MD5, so that one certificate can be banned.
 */
export const mqttIdentity = (attributes: DesiredBroker["attributes"]) => ({
  peer_cert_as_clientid: "cn" as const,
  peer_cert_as_username: "md5" as const,
  use_username_as_clientid: false,
  client_attrs_init: attributes.map(({ set_as_attr, expression }) => ({ set_as_attr, expression })),
});

/** The certificate is the only way in, so no other authenticator is asked; zone and mountpoint would change what the rules see. */
export const LISTENER = { enable: true, enable_authn: false, zone: "default", mountpoint: "" } as const;

/** `fail_if_no_peer_cert` alone is refused, and the list of revocations is looked at only where the peer is verified. */
export const LISTENER_TLS = {
  verify: "verify_peer",
  fail_if_no_peer_cert: true,
  enable_crl_check: true,
} as const;

/** Doors of a new installation that ask for no certificate. */
const OTHER_LISTENERS = ["tcp", "ws", "wss"] as const;

/**
 * The same as configuration (HOCON, of which JSON is a part), for a broker that comes up with it. Rules and bans are no
 * configuration in EMQX: the reconciler writes them. Certificates are the installation's.
 */
export const emqxConfiguration = ({ attributes }: Pick<DesiredBroker, "attributes">) => ({
  authorization: { ...AUTHORIZATION, sources: [{ type: "built_in_database", enable: true }] },
  mqtt: mqttIdentity(attributes),
  // Every 15 minutes by default; a revoked certificate is banned at once anyway.
  crl_cache: { refresh_interval: "1m" },
  listeners: {
    ssl: { default: { ...LISTENER, ssl_options: { ...LISTENER_TLS, versions: ["tlsv1.3", "tlsv1.2"] } } },
    ...Object.fromEntries(OTHER_LISTENERS.map((type) => [type, { default: { enable: false } }])),
  },
});
