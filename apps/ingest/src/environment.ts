import { integer, millis, oneOf, port, readEnv, text } from "@outstation/kit/env";

/** Everything these processes read from their environment, once, at boot. */
export const readEnvironment = (source?: Readonly<Record<string, string | undefined>>) =>
  readEnv(
    {
      /** The ingest role's. */
      DATABASE_URL: text(),
      /** Root and issuing CA; made there when absent. */
      CA_DIR: text(),
      BIND_HOST: text("127.0.0.1"),
      MQTT_PORT: port(8883),
      ENROLMENT_PORT: port(8443),
      RENEWAL_PORT: port(8444),
      CRL_PORT: port(8081),
      /** Names and addresses that devices reach this host by, comma-separated: what its certificate is for. */
      SERVER_HOSTS: text("127.0.0.1,localhost"),
      /** Where an enrolled device connects. */
      BROKER_URL: text("mqtts://127.0.0.1:8883"),
      /** Where it renews its certificate. */
      RENEWAL_URL: text("https://127.0.0.1:8444"),
      /** Where whoever checks its certificate finds the list of revocations: part of every certificate issued from now on. */
      CRL_URL: text("http://127.0.0.1:8081/crl/issuing.crl"),
      /** The REST API of an EMQX that devices connect to, such as `https://emqx.internal:18083`. Empty: the embedded broker alone. */
      EMQX_URL: text(""),
      EMQX_API_KEY: text(""),
      EMQX_API_SECRET: text(""),
      /** `yes`: EMQX's own file of rules, which allows everybody everything, may be removed. Without it the start is refused. */
      EMQX_REPLACE_DEFAULT_ACL: text(""),
      /** Listeners of EMQX that stay open beside the one for devices, comma-separated, such as `tcp:internal`. */
      EMQX_KEEP_LISTENERS: text(""),
      EMQX_RECONCILE_EVERY_MS: millis(5 * 60_000),
      /** The MQTT 5 broker whose devices' messages are fetched, such as `mqtts://emqx.internal:8884`. Empty: the embedded broker alone. */
      MQTT_BRIDGE_URL: text(""),
      MQTT_BRIDGE_CONNECTIONS: integer(4),
      /** The shared subscription's name, one for all bridges. */
      MQTT_BRIDGE_GROUP: text("ingest"),
      /** Which of them this is, such as the ordinal of its pod: no two have one at the same time, and each keeps its own. */
      MQTT_BRIDGE_INSTANCE: text("0"),
      /** Messages a connection may hold unacknowledged. */
      MQTT_BRIDGE_IN_FLIGHT_MAX: integer(1000),
      /** Bytes that all connections together may. */
      MQTT_BRIDGE_BYTES_IN_FLIGHT_MAX: integer(64 * 1024 * 1024),
      /** PEM files: whom the broker's certificate must descend from (empty: the system's list), and who the bridge is. */
      MQTT_BRIDGE_CA_FILE: text(""),
      MQTT_BRIDGE_CERT_FILE: text(""),
      MQTT_BRIDGE_KEY_FILE: text(""),
      MQTT_BRIDGE_USERNAME: text(""),
      MQTT_BRIDGE_PASSWORD: text(""),
      /**
       * What a device's message passes before it is acknowledged: `inline`, the whole pipeline; `log`, the stream
       * `raw-telemetry`, which the process `pipeline` reads.
       */
      INGEST_PATH: oneOf(["inline", "log"], "inline"),
      /** Some brokers of a Kafka, `host:port`, comma-separated: it carries `raw-telemetry`. Empty: no Kafka. */
      KAFKA_BROKERS: text(""),
      /** `yes`: TLS to the brokers, verified by the system's authorities or by the one in KAFKA_CA_FILE (PEM). */
      KAFKA_TLS: oneOf(["no", "yes"], "no"),
      KAFKA_CA_FILE: text(""),
      /** Mutual TLS: our certificate and its key, PEM. */
      KAFKA_CERTIFICATE_FILE: text(""),
      KAFKA_KEY_FILE: text(""),
      KAFKA_SASL_MECHANISM: oneOf(["none", "plain", "scram-sha-256", "scram-sha-512"], "none"),
      KAFKA_USERNAME: text(""),
      KAFKA_PASSWORD: text(""),
      /** How long Kafka keeps `raw-telemetry`, read or not: the longest outage of the pipeline that loses nothing. */
      KAFKA_RAW_KEEP_MS: millis(7 * 24 * 3_600_000),
      DATABASE_CONNECTIONS_MAX: integer(6),
      /** How long a finished hour waits for late readings before it is sealed. */
      SEAL_AFTER_MS: millis(5 * 60_000),
      UPKEEP_EVERY_MS: millis(60_000),
      RAW_KEEP_MS: millis(6 * 3_600_000),
      ACCEPTED_KEEP_MS: millis(3_600_000),
      QUARANTINE_STREAM_KEEP_MS: millis(24 * 3_600_000),
      EVENTS_KEEP_MS: millis(24 * 3_600_000),
      /** How long a message stays in quarantine, where members browse it. */
      QUARANTINE_KEEP_MS: millis(30 * 24 * 3_600_000),
      /** How long it is known how many messages of a device came in an hour, and how many did not. */
      COMPLETENESS_KEEP_MS: millis(400 * 24 * 3_600_000),
      /** 40 days at least, and longer where the meter has not read them. */
      BILLING_KEEP_MS: millis(40 * 24 * 3_600_000),
      /** How long readings stay in the database where a tenant says nothing else; after it they are in the object store. */
      HOT_DAYS: integer(90),
      COLD_EVERY_MS: millis(60 * 60_000),
      /** A Redis that last values are read from, such as `rediss://host:6380`, never evicting; without it they are in Postgres alone. */
      REDIS_URL: text(""),
      LOG_LEVEL: text("info"),
    },
    source,
  );

export type Environment = ReturnType<typeof readEnvironment>;
