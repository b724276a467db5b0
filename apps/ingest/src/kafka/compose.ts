import { readFileSync } from "node:fs";
import { type KafkaAddress, type KafkaLog, openKafkaLog } from "@outstation/adapters/kafka";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Environment } from "../environment";

type KafkaEnvironment = Pick<
  Environment,
  | "KAFKA_BROKERS"
  | "KAFKA_TLS"
  | "KAFKA_CA_FILE"
  | "KAFKA_CERTIFICATE_FILE"
  | "KAFKA_KEY_FILE"
  | "KAFKA_SASL_MECHANISM"
  | "KAFKA_USERNAME"
  | "KAFKA_PASSWORD"
  | "KAFKA_RAW_KEEP_MS"
>;

/** Where Kafka is, or null where the environment names none. @throws Fault `env.invalid` where what it says does not go together. */
export function kafkaAddressOf(env: KafkaEnvironment): KafkaAddress | null {
  const brokers = env.KAFKA_BROKERS.split(",").flatMap((broker) => broker.trim() || []);
  if (brokers.length === 0) return null;
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = env;
  if ((env.KAFKA_CERTIFICATE_FILE === "") !== (env.KAFKA_KEY_FILE === ""))
    throw fault("env.invalid", "KAFKA_CERTIFICATE_FILE and KAFKA_KEY_FILE are set together or not at all.");
  if (env.KAFKA_TLS === "no" && env.KAFKA_CA_FILE + env.KAFKA_CERTIFICATE_FILE !== "")
    throw fault("env.invalid", "KAFKA_CA_FILE and KAFKA_CERTIFICATE_FILE are for TLS; set KAFKA_TLS=yes.");
  if (mechanism !== "none" && (username === "" || password === ""))
    throw fault("env.invalid", "KAFKA_SASL_MECHANISM is set, so KAFKA_USERNAME and KAFKA_PASSWORD must be set too.");
  if (mechanism === "plain" && env.KAFKA_TLS === "no")
    throw fault("env.invalid", "KAFKA_SASL_MECHANISM=plain would send the password in the clear; set KAFKA_TLS=yes.");
  const tls = {
    ca: pem(env.KAFKA_CA_FILE),
    certificate: pem(env.KAFKA_CERTIFICATE_FILE),
    key: pem(env.KAFKA_KEY_FILE),
  };
  return {
    brokers,
    ...(env.KAFKA_TLS === "yes" ? { tls } : {}),
    ...(mechanism === "none" ? {} : { sasl: { mechanism, username, password } }),
  };
}

const pem = (file: string): string => (file === "" ? "" : readFileSync(file, "utf8"));

/** `raw-telemetry` in the Kafka that the environment names; null where it names none. */
export async function openKafka(env: KafkaEnvironment, logger: Logger): Promise<KafkaLog | null> {
  const address = kafkaAddressOf(env);
  if (address === null) return null;
  return openKafkaLog({ address, clientId: "outstation-ingest", logger, retentionMs: env.KAFKA_RAW_KEEP_MS });
}
