import { expect, test } from "vitest";
import { readEnvironment } from "../environment";
import { kafkaAddressOf } from "./compose";

const given = (more: Record<string, string>) =>
  kafkaAddressOf(readEnvironment({ DATABASE_URL: "postgresql://x", CA_DIR: "/x", ...more }));

test("no brokers, no Kafka; brokers alone are reached in the clear, as on a loopback address", () => {
  expect(given({})).toBeNull();
  expect(given({ KAFKA_BROKERS: "a:9092, b:9092" })).toEqual({ brokers: ["a:9092", "b:9092"] });
});

test("TLS and a password go on as they are", () => {
  const sasl = { KAFKA_SASL_MECHANISM: "scram-sha-512", KAFKA_USERNAME: "ingest", KAFKA_PASSWORD: "secret" };
  expect(given({ KAFKA_BROKERS: "a:9093", KAFKA_TLS: "yes", ...sasl })).toEqual({
    brokers: ["a:9093"],
    tls: { ca: "", certificate: "", key: "" },
    sasl: { mechanism: "scram-sha-512", username: "ingest", password: "secret" },
  });
});

test.each([
  [{ KAFKA_TLS: "yes", KAFKA_CERTIFICATE_FILE: "/x.pem" }, "KAFKA_KEY_FILE"],
  [{ KAFKA_CA_FILE: "/x.pem" }, "KAFKA_TLS=yes"],
  [{ KAFKA_SASL_MECHANISM: "scram-sha-256", KAFKA_USERNAME: "ingest" }, "KAFKA_PASSWORD"],
  [{ KAFKA_SASL_MECHANISM: "plain", KAFKA_USERNAME: "ingest", KAFKA_PASSWORD: "secret" }, "in the clear"],
])("what does not go together is refused: %j", (more, says) => {
  expect(() => given({ KAFKA_BROKERS: "a:9092", ...more })).toThrow(says);
});
