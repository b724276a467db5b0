import { readEnv, text } from "@outstation/kit/env";
import { connectAsync } from "mqtt";
import { describe, test } from "vitest";
import { promises, type Target } from "./promises";

// Promise: what the contract server is taken for is what EMQX is. Runs when EMQX_URL, EMQX_API_KEY and EMQX_API_SECRET name a broker that may
// be changed; EMQX_MQTT_URL, such as mqtt://127.0.0.1:1883, lets the parts run that need a connected client.

const env = readEnv({
  EMQX_URL: text(""),
  EMQX_API_KEY: text(""),
  EMQX_API_SECRET: text(""),
  EMQX_MQTT_URL: text(""),
});

const connect: NonNullable<Target["connect"]> = async ({ clientid, username, subscriptions = [] }) => {
  const mqtt = await connectAsync(env.EMQX_MQTT_URL, {
    clientId: clientid,
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...(username === undefined ? {} : { username }),
  });
  const ended = new Promise<void>((resolve) => mqtt.once("close", () => resolve()));
  if (subscriptions.length > 0) await mqtt.subscribeAsync([...subscriptions], { qos: 1 });
  return { ended, close: async () => void (await mqtt.endAsync()) };
};

const missing = (["EMQX_URL", "EMQX_API_KEY", "EMQX_API_SECRET"] as const).filter((name) => env[name] === "");

if (missing.length > 0) {
  const reason = `not run against a real EMQX: ${missing.join(", ")} not set`;
  console.info(reason);
  test.skip(reason, () => undefined);
} else {
  describe(`against EMQX at ${env.EMQX_URL}`, () => {
    promises(() => ({
      baseUrl: env.EMQX_URL,
      apiKey: env.EMQX_API_KEY,
      apiSecret: env.EMQX_API_SECRET,
      ...(env.EMQX_MQTT_URL === "" ? {} : { connect }),
    }));
  });
}
