import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Broker } from "@outstation/domain/ports";
import { systemClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { afterAll, expect, test } from "vitest";
import { readEnvironment } from "../environment";
import { composeMqttBridge } from "./compose";

// Promise: an installation that names no broker of its own has no bridge to one, and one that names half of what it takes is told which half.

const folder = mkdtempSync(join(tmpdir(), "outstation-bridge-env-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "some.pem");
writeFileSync(file, "-----BEGIN CERTIFICATE-----\n");

const composed = (set: Readonly<Record<string, string>>): Broker | null =>
  composeMqttBridge(
    readEnvironment({ DATABASE_URL: "postgresql://127.0.0.1/x", CA_DIR: folder, ...set }),
    systemClock,
    createLogger("test", "silent"),
  );

test("without an address there is none", () => {
  expect(composed({ MQTT_BRIDGE_USERNAME: "bridge" })).toBeNull();
});

test("with an address, a list of authorities and a way to sign in there is one", () => {
  const common = { MQTT_BRIDGE_URL: "mqtts://emqx.internal:8884", MQTT_BRIDGE_CA_FILE: file };
  expect(composed({ ...common, MQTT_BRIDGE_USERNAME: "bridge", MQTT_BRIDGE_PASSWORD: "secret" })).not.toBeNull();
  expect(composed({ ...common, MQTT_BRIDGE_CERT_FILE: file, MQTT_BRIDGE_KEY_FILE: file })).not.toBeNull();
});

test.each([
  [{ MQTT_BRIDGE_CERT_FILE: file }, "MQTT_BRIDGE_CERT_FILE and MQTT_BRIDGE_KEY_FILE go together"],
  [{ MQTT_BRIDGE_PASSWORD: "secret" }, "MQTT_BRIDGE_USERNAME and MQTT_BRIDGE_PASSWORD go together"],
  [{ MQTT_BRIDGE_CA_FILE: join(folder, "absent.pem") }, "MQTT_BRIDGE_CA_FILE names a file that does not read"],
  [{ MQTT_BRIDGE_URL: "mqtt://emqx.internal" }, "must be reached over TLS"],
])("%o is told", (set, told) => {
  expect(() => composed({ MQTT_BRIDGE_URL: "mqtts://emqx.internal", ...set })).toThrow(told);
});
